import type { Event, EventHistory, LookedUp, Streamer } from 'promethean'
import type { PublicChat } from './public-chat.ts'
import { dated } from './words.ts'

// Beyond these, the newest are told.
const MOST_MESSAGES = 2_000
const MOST_RECAPS = 3

interface ToldParts {
  readonly chat: PublicChat
  readonly history: EventHistory
  readonly streamer: Pick<Streamer, 'timezone'>
  readonly signal: AbortSignal
}

/** What happened in the stream that runs, or in the last one: its recap if it has one, else its chat. */
export async function streamTold(parts: ToldParts): Promise<LookedUp> {
  const { chat, history, streamer, signal } = parts
  const [started] = await history.query({ types: ['session.started'], newest: true, limit: 1 })
  if (started === undefined) return { label: 'the stream', lines: [] }
  const { session } = started.data
  const { received: since } = started
  const recaps = await history.query({ types: ['session.summarized'], since, newest: true })
  const told = await recapsTold(
    recaps.filter(({ data }) => data.session === session).slice(0, 1),
    parts,
  )
  if (told.lines.length > 0) return told
  const messages = await chat.messages({ session, limit: MOST_MESSAGES }, signal)
  return dated('the chat of the stream, oldest first', messages, streamer)
}

/** What was written since a viewer last wrote, and recaps since; to somebody new, what happened in the stream. */
export async function missedBy(asked: Event<'chat.message'>, parts: ToldParts): Promise<LookedUp> {
  const { chat, history, streamer, signal } = parts
  const { id } = asked.data.user
  const own = await chat.messages({ user: id, limit: 1 }, signal)
  const last = own.find(({ data }) => data.user.id === id)
  if (last === undefined) return streamTold(parts)
  const since = last.received
  const recaps = await history.query({
    ...{ types: ['session.summarized'], since, newest: true, limit: MOST_RECAPS },
  })
  const told = await recapsTold(recaps.toReversed(), parts)
  const messages = await chat.messages({ since, limit: MOST_MESSAGES }, signal)
  const others = messages.filter(({ data }) => data.user.id !== id)
  const chatter = dated('', others, streamer)
  return {
    label: 'what was missed: recaps of streams, then lines of chat, oldest first',
    lines: [...told.lines, ...chatter.lines],
    events: [...(told.events ?? []), ...(chatter.events ?? [])],
  }
}

async function recapsTold(
  recaps: readonly Event<'session.summarized'>[],
  { chat, signal }: ToldParts,
): Promise<LookedUp> {
  const found = await Promise.all(recaps.map(({ data }) => chat.statements(data, signal)))
  const all = found.flat()
  return {
    label: 'a recap of the stream, written by a language model',
    lines: all.map(({ text }) => text),
    events: [...new Set(all.flatMap(({ events }) => events))],
  }
}
