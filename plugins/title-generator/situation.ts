import {
  type Event,
  type EventHistory,
  ownsChannel,
  type Streamer,
  type UntrustedText,
  unlessAborted,
} from 'promethean'
import { sampleOf } from './chat-sample.ts'
import type { ChatSummary } from './prompt-context.ts'
import { oneLine } from './text.ts'

const LAST_TITLES = 12
const UPDATES = 50
const MOODS = 300
const LINES = 500
const SHOWN = 140

/** Data from history and platforms about the stream. All of it is text by others. */
export interface Situation {
  readonly category: string | undefined
  /** The channel's current title. */
  readonly title: string | undefined
  /** Newest first. */
  readonly lastTitles: readonly string[]
  readonly lastChat: ChatSummary | undefined
  /** A sample of the last stream's chat, `name: text`. */
  readonly chat: readonly string[]
}

/** The ports to ask. */
interface SituationSources {
  readonly history: EventHistory
  readonly streamer: Streamer
  /** The platform's current data. */
  currentTitle(): Promise<string | undefined>
  /** Aborts when looking has taken long enough. */
  readonly signal: AbortSignal
}

const NO_STREAM = { lastChat: undefined, chat: [] }

/** What is known about the stream; anything unavailable, or not in time, is left out. */
export async function gatherSituation(sources: SituationSources): Promise<Situation> {
  const { history, currentTitle, signal } = sources
  const known = <T>(work: Promise<T>, otherwise: T) =>
    unlessAborted(work, signal).catch(() => otherwise)
  const [told, lastTitles, lastStream, title] = await Promise.all([
    known(channelSaid(sources), { title: undefined, category: undefined }),
    known(titlesBefore(history), []),
    known(lastStreamOf(sources), NO_STREAM),
    known(currentTitle(), undefined),
  ])
  return { category: told.category, title: title ?? told.title, lastTitles, ...lastStream }
}

/** The untrusted part of the request: text by others, separate from the instructions. */
export function untrustedOf(
  situation: Situation,
  reason: string | undefined,
): readonly UntrustedText[] {
  const { category, title, lastTitles, chat } = situation
  const texts: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ['the game or category of the stream', [category]],
    ['the title the channel has now', [title]],
    ['the titles of the last streams, not to be used again', lastTitles],
    ['why a new title is wanted', [reason]],
    ["some lines of the last stream's chat", chat],
  ]
  return texts.flatMap(([label, lines]) => {
    const shown = lines.flatMap(line => (line ? [oneLine(line, SHOWN)] : [])).filter(Boolean)
    return shown.length === 0 ? [] : [{ label, lines: shown }]
  })
}

async function channelSaid({ history, streamer }: SituationSources) {
  const types = ['channel.updated', 'stream.online'] as const
  const events = await history.query({ types, newest: true, limit: UPDATES })
  const own = events.filter(told => ownsChannel(streamer, told))
  return {
    title: own.find(({ data }) => data.title)?.data.title,
    category: own.find(({ data }) => data.category)?.data.category,
  }
}

async function titlesBefore(history: EventHistory): Promise<readonly string[]> {
  const changes = await history.query({
    types: ['title.changed'],
    newest: true,
    limit: LAST_TITLES,
  })
  return changes.map(({ data }) => data.title)
}

async function lastStreamOf({ history, streamer }: SituationSources) {
  const [ended] = await history.query({ types: ['session.ended'], newest: true, limit: 1 })
  const session = ended?.data.session
  if (session === undefined) return NO_STREAM
  const newest = { session, newest: true }
  const [moods, lines] = await Promise.all([
    history.query({ types: ['chat.mood'], limit: MOODS, ...newest }),
    history.query({
      types: ['chat.message', 'chat.deleted', 'chat.cleared'],
      limit: LINES,
      ...newest,
    }),
  ])
  return { lastChat: summary(moods), chat: sampleOf(lines, streamer) }
}

function summary(moods: readonly Event<'chat.mood'>[]): ChatSummary | undefined {
  if (moods.length === 0) return undefined
  const mean = (read: (data: Event<'chat.mood'>['data']) => number) =>
    moods.reduce((sum, { data }) => sum + read(data), 0) / moods.length
  return { rate: mean(({ rate }) => rate), sentiment: mean(({ sentiment }) => sentiment) }
}
