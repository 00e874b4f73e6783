import { z } from 'zod'
import { pause } from '../../async.ts'
import { PrometheanError } from '../../errors.ts'
import type { Person } from '../../journal/forgetting/person.ts'
import type { Counted, KeptViewer } from '../../journal/port.ts'
import { accountName, isSameAccount } from '../../text/accounts.ts'
import { count, name, names, text } from '../fields.ts'
import { type Given, operation } from '../operation.ts'

/** What no program can delete here, as it is said to whoever asks. */
const UNREACHED = [
  'log files, until they are rotated',
  'copies of the journal: those made before an update, and your own backups',
  'exports and what other programs read before',
  'what others wrote about them in chat',
] as const

export const forget = operation({
  description: 'delete a viewer: their messages, events and name, in the journal and its indexes',
  input: z.strictObject({
    user: name.describe("login, display name or the platform's id"),
    platform: name.describe('only this platform').optional(),
    documents: z
      .boolean()
      .describe('also delete what plugins store for other programs, such as in MongoDB')
      .default(false),
    alsoLater: z
      .boolean()
      .describe('also store nothing of what they do from now on')
      .meta({ without: 'store again what they do from now on' })
      .optional(),
  }),
  output: z.object({
    platform: text,
    id: text.describe("the platform's"),
    names: names.describe('all names used'),
    removed: z
      .record(z.string(), count)
      .describe('deleted events by type: their own, and those that answered or quoted them'),
    cleaned: count.describe("others' events that stay without their name and words"),
    notes: count.describe('deleted lines of explain about other events'),
    dropped: names.describe('pending approvals that name or answer them, dropped'),
    stores: z.array(
      z.object({
        plugin: text,
        place: text,
        removed: count,
        cleaned: count,
        reason: text.describe('why it was not done there; run it again').exactOptional(),
      }),
    ),
    alsoLater: z.boolean().describe('nothing of what they do is stored'),
    documents: names.describe('places that were left alone because documents was not given'),
    states: names.describe('plugins whose own state names them; it was left alone'),
    unreached: names.describe('what cannot be deleted from here'),
    dry: z.literal(true).describe('nothing was deleted').exactOptional(),
  }),
  kind: 'act',
  needs: 'instance',
  foretells: true,
  run: async (
    { user, platform, documents, alsoLater },
    { instance: { runtime }, dry, signal, onProgress },
  ) => {
    const person = await personOf(runtime, { user, platform, signal })
    refuseOwn(runtime, person)
    const forgotten = await runtime.people.forget(person, {
      ...{ documents, alsoLater, dry, signal },
      onProgress: share => onProgress?.('deleting', share),
    })
    const { names, id } = person
    return {
      ...{ platform: person.platform, id, names, ...forgotten },
      unreached: [...forgotten.unreached, ...UNREACHED],
      ...(dry && { dry: true as const }),
    }
  },
})

type Runtime = Given['instance']['instance']['runtime']

interface WantedPerson {
  readonly user: string
  readonly platform: string | undefined
  readonly signal: AbortSignal
}

// Names are read off the events behind the appends, a second later.
const COUNTED_MS = 10_000

/** The answer once it is complete, or after ten seconds as far as it is. */
async function counted<T extends Counted<unknown>>(
  find: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const deadline = performance.now() + COUNTED_MS
  for (;;) {
    const found = await find()
    if (found.completeUntil === undefined || performance.now() > deadline) return found
    await pause(100, signal)
  }
}

/** @throws PrometheanError if it is not clear who is meant */
async function personOf(
  { journal }: Runtime,
  { user, platform, signal }: WantedPerson,
): Promise<Person> {
  const asked = { user, lines: 0, tests: true, ...(platform !== undefined && { platform }) }
  const found = await counted(() => journal.viewers(asked), signal)
  const [one, another] = found
  if (another !== undefined) throw severalCalled(user, found)
  if (one !== undefined) {
    const called = one.names.flatMap(({ name, displayName }) => [name, displayName])
    return { platform: one.platform, id: one.id, names: [...new Set(called)].filter(Boolean) }
  }
  // Where the journal has nothing more of them, a store of a plugin may have.
  if (platform !== undefined) return { platform, id: user, names: [] }
  throw new PrometheanError('not_found', {
    what: `the journal has no user called ${user}`,
    why: 'no login, display name or id matches',
    advice: 'to delete what only a database has, give their id and --platform',
  })
}

function severalCalled(user: string, found: readonly KeptViewer[]): PrometheanError {
  const all = found.map(({ platform, id, displayName }) => `${displayName} (${platform}, id ${id})`)
  return new PrometheanError(
    'runtime',
    {
      what: `nothing was deleted`,
      why: `${found.length} users are called ${user}: ${all.join(', ')}`,
      advice: 'give the id of one of them, and --platform if two have the same id',
    },
    { fault: 'invalid' },
  )
}

/** @throws PrometheanError if it is the streamer or a bot */
function refuseOwn(runtime: Runtime, { platform, id, names }: Person): void {
  const channel = runtime.ownChannel(platform)
  const own = [channel, ...(runtime.config?.streamer?.bots ?? [])].filter(
    account => account !== undefined,
  )
  const same = own.find(account => [id, ...names].some(name => isSameAccount(account, name)))
  if (same === undefined) return
  throw new PrometheanError(
    'runtime',
    {
      what: `cannot delete ${accountName(same)}`,
      why: 'it is an account of your own: your streams would go with it',
      advice: 'to begin with an empty journal, stop promethean and delete the journal file',
    },
    { fault: 'invalid' },
  )
}
