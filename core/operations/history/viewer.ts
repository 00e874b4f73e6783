import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import { completeUntil, count, moment, name, names, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { isBehind } from './behind.ts'

const DEFAULT_LINES = 10
const MAX_LINES = 1_000

const viewerFound = z.object({
  platform: text,
  id: text.describe("the platform's"),
  name: text.describe('the latest'),
  displayName: text,
  roles: names.describe('when last seen'),
  firstSeen: moment,
  lastSeen: moment,
  names: z
    .array(z.object({ name: text, displayName: text, first: moment, last: moment }))
    .describe('all names used, the latest first'),
  lines: count,
  events: z.record(z.string(), count).describe('number of events about this user, by type'),
  gifts: z.object({
    given: count.describe('subscriptions'),
    received: count,
  }),
  bits: count,
  moderation: z.array(
    z.object({
      action: text,
      at: moment,
      seconds: z.number().exactOptional(),
      reason: text.exactOptional(),
      moderator: text.exactOptional(),
    }),
  ),
  lastLines: z.array(z.object({ id: text, at: moment, channel: text.exactOptional(), text })),
})

const output = z.object({
  viewers: z.array(viewerFound).describe('several if several users have this name'),
  completeUntil,
})

/** What is known about a user, as JSON. */
export type ViewersFound = z.output<typeof output>

export const viewer = operation({
  description:
    'show what is known about a viewer: first and last seen, names, roles, gifts, moderation, last lines',
  input: z.strictObject({
    user: name.describe("login, display name or the platform's id"),
    platform: name.describe('only this platform').optional(),
    lines: z.int().min(0).max(MAX_LINES).describe('number of last messages').default(DEFAULT_LINES),
    tests: z.boolean().describe('include test events').default(false),
  }),
  output,
  kind: 'read',
  needs: 'journal',
  run: async ({ user, platform, lines, tests }, { journal, isOffered }) => {
    const query = { user, lines, ...(platform !== undefined && { platform }) }
    const found = await journal.viewers({ ...query, tests })
    const { completeUntil } = found
    if (found.length === 0 && !isBehind(completeUntil)) {
      const made = tests ? [] : await journal.viewers({ ...query, tests: true, lines: 0 })
      const madeUp = made.map(one => one.lines).reduce((sum, lines) => sum + lines, 0)
      throw unknownViewer(user, { platform, isOffered, ...(made.length > 0 && { madeUp }) })
    }
    return { viewers: [...found], ...(completeUntil && { completeUntil }) }
  },
})

interface Missed {
  readonly platform: string | undefined
  /** How many messages test events have of somebody of this name; undefined if they tell of nobody. */
  readonly madeUp?: number
  /** As of the request. */
  readonly isOffered: boolean | undefined
}

function unknownViewer(user: string, { platform, madeUp, isOffered }: Missed): PrometheanError {
  const what = `the journal has no user called ${user}${platform === undefined ? '' : ` on ${platform}`}`
  if (madeUp !== undefined)
    return new PrometheanError('not_found', {
      what,
      why: `only test events tell of one, with ${madeUp === 1 ? '1 message' : `${madeUp} messages`}`,
      advice: `add ${isOffered ? 'tests: true' : '--tests'} to include them`,
    })
  return new PrometheanError('not_found', {
    what,
    why: 'no login, display name or id matches; test and dropped events do not count',
    advice: 'promethean search also finds parts of a name',
  })
}
