import type { z } from 'zod'
import type { Event } from '../../events/event.ts'
import type { search as searchOperation } from '../../operations/history/search.ts'
import { carryOut } from '../ask-instance.ts'
import { withProject } from '../journal-access.ts'
import { describeEvent } from '../shown/describe-event.ts'
import { droppedAtEnd, idAtEnd } from '../shown/event-line.ts'
import { clock, createOutput, type Output, printable } from '../shown/output.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'
import { parseSpan } from '../time.ts'
import { WrongUsage } from '../usage.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 10_000
// Counted at most where only lines match that were not asked for.
const MAX_HINTED = 1_000

export interface SearchSettings {
  readonly config?: string
  readonly json: boolean
  readonly words: readonly string[]
  readonly since?: string
  readonly until?: string
  readonly channel?: string
  readonly limit?: string
  /** Made-up lines too. */
  readonly tests?: boolean
  /** Dropped ones too. */
  readonly all?: boolean
}

type Found = z.output<typeof searchOperation.output>

/**
 * `promethean search`: find stored chat messages that contain all the words, newest first; beside a running instance or
 * without one.
 */
export async function search(settings: SearchSettings): Promise<number> {
  const output = createOutput(settings.json)
  const wish = wishOf(settings)
  return withProject(settings.config, async (journalFile, project) => {
    const place = { journalFile, project }
    const { events, hidden, completeSince } = await carryOut(place, 'search', wish)
    for (const event of events) if (!(await toStdoutInTurn(`${lineFor(output, event)}\n`))) return 0
    if (events.length === wish.limit) output.trouble(`the newest ${wish.limit}; --limit shows more`)
    if (hidden !== undefined) sayNothingFound(output, wish, hidden)
    if (completeSince !== undefined) sayIncomplete(output, new Date(completeSince))
    return 0
  })
}

function wishOf({ words, limit, tests, all, channel, ...told }: SearchSettings) {
  const { since, until } = parseSpan(told)
  const count = limit === undefined ? DEFAULT_LIMIT : Number(limit)
  if (!Number.isInteger(count) || count < 1 || count > MAX_LIMIT)
    throw new WrongUsage(`--limit must be a number from 1 to ${MAX_LIMIT}: write --limit 50`)
  if (!/[\p{L}\p{N}]/u.test(words.join(' ')))
    throw new WrongUsage('there is nothing to search for: write a word with letters or digits')
  return {
    ...{ words: [...words], limit: count, tests, all, channel },
    since: since?.toISOString(),
    until: until?.toISOString(),
  }
}

function sayNothingFound(
  output: Output,
  { words, channel }: ReturnType<typeof wishOf>,
  { tests, dropped, both }: NonNullable<Found['hidden']>,
): void {
  const where = channel === undefined ? '' : ` in ${printable(channel)}`
  output.trouble(`no kept chat message${where} contains all of: ${printable(words.join(' '))}`)
  if (tests + dropped + both === 0) return
  output.json({ code: 'not_shown', tests: tests + both, dropped: dropped + both })
  sayHint(output, tests, 'test', '--tests')
  sayHint(output, dropped, 'dropped', '--all')
  sayHint(output, both, 'dropped test', '--tests --all')
}

function sayHint(output: Output, count: number, kind: string, flags: string): void {
  if (count === 0) return
  const many = count === MAX_HINTED ? `${count} and more` : count
  const lines = count === 1 ? 'message matches' : 'messages match'
  output.trouble(`${many} ${kind} ${lines}; add ${flags}`)
}

function sayIncomplete(output: Output, since: Date): void {
  output.json({ code: 'incomplete', completeSince: since })
  output.trouble(
    `complete since ${since.toLocaleString('sv')}; older messages that are not indexed yet were not searched: promethean run indexes them in the background, millions within minutes`,
  )
}

function lineFor(output: Output, found: Found['events'][number]): string {
  if (output.isJson) return JSON.stringify(found)
  const { verdict, ...told } = found
  // A line of chat, as JSON writes it.
  const event = told as unknown as Event<'chat.message'>
  const { platform, channel, test } = event
  const received = new Date(event.received)
  const date = received.toLocaleDateString('sv')
  const where = [platform, channel].filter(Boolean).join(' ')
  const when = output.style('dim', `${date} ${clock(received)}  ${printable(where)}`)
  const mark = test ? output.style('dim', ' (test)') : ''
  const reason: unknown = Reflect.get(Object(verdict), 'reason')
  const why = droppedAtEnd(typeof reason === 'string' ? reason : undefined, output.style)
  return `${when}  ${printable(describeEvent(event))}${mark}${why}${idAtEnd(event, output.style)}`
}
