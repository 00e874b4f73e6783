import type { Event, EventHistory, LookedUp, Statement, Streamer } from 'promethean'
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
  const recap = recaps.find(({ data }) => data.session === session)
  if (recap !== undefined) {
    const { statements } = await chat.readableOf({ recaps: [recap.data] }, signal)
    if (statements.length > 0) return recapTold(statements)
  }
  const messages = await chat.messages({ session, limit: MOST_MESSAGES }, signal)
  return dated('the chat of the stream, oldest first', messages, streamer)
}

/** What was written since a viewer last wrote, and recaps since; to somebody new, what happened in the stream. */
export async function missedBy(asked: Event<'chat.message'>, parts: ToldParts): Promise<LookedUp> {
  const { chat, history, streamer, signal } = parts
  const { id } = asked.data.user
  const since = await chat.lastWrote(id)
  if (since === undefined) return streamTold(parts)
  const recaps = await history.query({
    ...{ types: ['session.summarized'], since, newest: true, limit: MOST_RECAPS },
  })
  const summaries = recaps.toReversed().map(({ data }) => data)
  const { statements, messages } = await chat.readableOf(
    { recaps: summaries, wanted: { since, limit: MOST_MESSAGES } },
    signal,
  )
  const told = recapTold(statements)
  const others = messages.filter(({ data }) => data.user.id !== id)
  const chatter = dated('', others, streamer)
  return {
    label: 'what was missed: recaps of streams, then lines of chat, oldest first',
    lines: [...told.lines, ...chatter.lines],
    events: [...told.events, ...(chatter.events ?? [])],
  }
}

function recapTold(statements: readonly Statement[]) {
  return {
    label: 'a recap of the stream, written by a language model',
    lines: statements.map(({ text }) => text),
    events: [...new Set(statements.flatMap(({ events }) => events))],
  }
}
