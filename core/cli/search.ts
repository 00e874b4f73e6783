import { z } from 'zod'
import type { Event } from '../events/event.ts'
import { envelopeSchema } from '../events/schemas.ts'
import { deliveredEvent } from '../journal/history.ts'
import { lockJournal } from '../journal/lock.ts'
import type { Journal } from '../journal/port.ts'
import { openSqliteJournal } from '../journal/sqlite/journal.ts'
import { describeEvent } from './describe-event.ts'
import { idAtEnd } from './event-line.ts'
import { listenRunning } from './listen-running.ts'
import { clock, createOutput, type Output, printable } from './output.ts'
import { requireJournal, withProject } from './running.ts'
import { toStdoutInTurn } from './stdout.ts'
import { parseTime } from './time.ts'
import { WrongUsage } from './usage.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 10_000

export interface SearchSettings {
  readonly config?: string
  readonly json: boolean
  readonly words: readonly string[]
  readonly since?: string
  readonly until?: string
  readonly channel?: string
  readonly limit?: string
}

/** What is searched for, as it is asked of a running instance. */
export const searchSchema = z.strictObject({
  words: z.string().min(1),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  channel: z.string().optional(),
  limit: z.int().min(1).max(MAX_LIMIT),
})

type Wish = z.output<typeof searchSchema>

/** `promethean search`: kept lines of chat that hold all the words, newest first. */
export async function search(settings: SearchSettings): Promise<number> {
  const output = createOutput(settings.json)
  const wish = wishOf(settings)
  return withProject(settings.config, async journalFile => {
    const lines = (await fromRunning(journalFile, wish)) ?? fromStopped(journalFile, wish)
    let count = 0
    for await (const line of lines) {
      const text = output.isJson ? line : lineFor(output, JSON.parse(line))
      if (!(await toStdoutInTurn(`${text}\n`))) return 0
      count += 1
    }
    if (count === 0) output.trouble(`no kept line of chat holds all of: ${wish.words}`)
    else if (count === wish.limit) output.trouble(`the newest ${count}; --limit shows more`)
    return 0
  })
}

/** The lines found, as they were delivered. */
export async function* foundLines(journal: Journal, wish: Wish): AsyncGenerator<Event> {
  const { words, since, until, channel, limit } = wish
  const rows = await journal.search(words, {
    limit,
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
    ...(channel !== undefined && { channel }),
  })
  for (const row of rows) yield deliveredEvent(row)
}

function wishOf({ words, since, until, channel, limit }: SearchSettings): Wish {
  const count = limit === undefined ? DEFAULT_LIMIT : Number(limit)
  if (!Number.isInteger(count) || count < 1 || count > MAX_LIMIT)
    throw new WrongUsage(`--limit is no number from 1 to ${MAX_LIMIT}: write --limit 50`)
  const text = words.join(' ')
  if (!/[\p{L}\p{N}]/u.test(text))
    throw new WrongUsage('there is nothing to search for: write a word with letters or digits')
  return {
    words: text,
    limit: count,
    ...(since !== undefined && { since: parseTime('--since', since).toISOString() }),
    ...(until !== undefined && { until: parseTime('--until', until).toISOString() }),
    ...(channel !== undefined && { channel }),
  }
}

// It has indexed every line; beside it, from outside, the newest could be missing.
function fromRunning(journalFile: string, body: Wish): Promise<AsyncIterable<string> | undefined> {
  return listenRunning(journalFile, 'search', { body, signal: new AbortController().signal })
}

async function* fromStopped(journalFile: string, wish: Wish): AsyncGenerator<string> {
  requireJournal(journalFile)
  const lock = lockJournal(journalFile)
  try {
    const journal = await openSqliteJournal(journalFile)
    try {
      for await (const event of foundLines(journal, wish)) yield JSON.stringify(event)
    } finally {
      await journal.close()
    }
  } finally {
    lock.release()
  }
}

function lineFor({ style }: Output, told: unknown): string {
  // The journal found it among lines of chat.
  const event = envelopeSchema.parse(told) as Event<'chat.message'>
  const { received, platform, channel } = event
  const date = received.toLocaleDateString('sv')
  const where = [platform, channel].filter(Boolean).join(' ')
  const when = style('dim', `${date} ${clock(received)}  ${printable(where)}`)
  return `${when}  ${printable(describeEvent(event))}${idAtEnd(event, style)}`
}
