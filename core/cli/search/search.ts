import type { Event } from '../../events/event.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal, JournalQuery, JournalRow } from '../../journal/port.ts'
import { openToRead, withProject } from '../journal-access.ts'
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

type Wish = JournalQuery & { readonly words: string; readonly limit: number }

/** `promethean search`: kept lines of chat that hold all the words, newest first; beside a running instance or without one. */
export async function search(settings: SearchSettings): Promise<number> {
  const output = createOutput(settings.json)
  const wish = wishOf(settings)
  return withProject(settings.config, async journalFile => {
    const journal = await openToRead(journalFile)
    try {
      const rows = await journal.search(wish.words, wish)
      for (const row of rows)
        if (!(await toStdoutInTurn(`${lineFor(output, row, wish)}\n`))) return 0
      if (rows.length === wish.limit) output.trouble(`the newest ${wish.limit}; --limit shows more`)
      if (rows.length === 0) await sayNothingFound(output, journal, wish)
      if (rows.completeSince !== undefined) sayIncomplete(output, rows.completeSince)
      return 0
    } finally {
      await journal.close()
    }
  })
}

function wishOf({ words, limit, tests = false, all = false, ...told }: SearchSettings): Wish {
  const { since, until } = parseSpan(told)
  const { channel } = told
  const count = limit === undefined ? DEFAULT_LIMIT : Number(limit)
  if (!Number.isInteger(count) || count < 1 || count > MAX_LIMIT)
    throw new WrongUsage(`--limit is no number from 1 to ${MAX_LIMIT}: write --limit 50`)
  const text = words.join(' ')
  if (!/[\p{L}\p{N}]/u.test(text))
    throw new WrongUsage('there is nothing to search for: write a word with letters or digits')
  return {
    words: text,
    limit: count,
    tests,
    dropped: all,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(channel !== undefined && { channel }),
  }
}

async function sayNothingFound(output: Output, journal: Journal, wish: Wish): Promise<void> {
  const where = wish.channel === undefined ? '' : ` of ${printable(wish.channel)}`
  output.trouble(`no kept line of chat${where} holds all of: ${printable(wish.words)}`)
  const all = { ...wish, tests: true, dropped: true, limit: MAX_HINTED }
  const others = (await journal.search(wish.words, all)).map(({ event, verdict }) => ({
    tests: event.test === true && !wish.tests,
    all: !verdict.kept && !wish.dropped,
  }))
  if (others.length === 0) return
  const count = (tests: boolean, dropped: boolean) =>
    others.filter(one => one.tests === tests && one.all === dropped).length
  const [made, dropped, both] = [count(true, false), count(false, true), count(true, true)]
  output.json({ code: 'not_shown', tests: made + both, dropped: dropped + both })
  sayHint(output, made, 'made-up', '--tests')
  sayHint(output, dropped, 'dropped', '--all')
  sayHint(output, both, 'made-up and dropped', '--tests --all')
}

function sayHint(output: Output, count: number, kind: string, flags: string): void {
  if (count === 0) return
  const many = count === MAX_HINTED ? `${count} and more` : count
  const lines = count === 1 ? 'line matches' : 'lines match'
  output.trouble(`${many} ${kind} ${lines}; add ${flags}`)
}

function sayIncomplete(output: Output, since: Date): void {
  output.json({ code: 'incomplete', completeSince: since })
  output.trouble(
    `complete from ${since.toLocaleString('sv')} on; of the lines before, those that are not in the index yet were not looked through: promethean run adds them by itself, some millions in minutes`,
  )
}

function lineFor(output: Output, row: JournalRow, { dropped }: Wish): string {
  const { verdict } = row
  // Found among lines of chat.
  const event = deliveredEvent(row) as Event<'chat.message'>
  if (output.isJson) return JSON.stringify(dropped ? { ...event, verdict } : event)
  const { received, platform, channel, test } = event
  const date = received.toLocaleDateString('sv')
  const where = [platform, channel].filter(Boolean).join(' ')
  const when = output.style('dim', `${date} ${clock(received)}  ${printable(where)}`)
  const mark = test ? output.style('dim', ' (test)') : ''
  const why = droppedAtEnd(verdict.kept ? undefined : verdict.reason, output.style)
  return `${when}  ${printable(describeEvent(event))}${mark}${why}${idAtEnd(event, output.style)}`
}
