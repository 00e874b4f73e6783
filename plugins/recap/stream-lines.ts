import type { Event, EventHistory, Streamer } from 'promethean'

/** One line of a stream as the model reads it. */
export interface StreamLine {
  readonly id: string
  readonly text: string
}

type Told = Event<
  'chat.message' | 'chat.deleted' | 'chat.cleared' | 'channel.raided' | 'title.changed'
>

const READ = [
  ...(['chat.message', 'chat.deleted', 'chat.cleared'] as const),
  ...(['channel.raided', 'title.changed'] as const),
]

// A stream of a day at 20 lines a second; beyond that, the beginning is read.
const MOST_LINES = 1_000_000
// A recap comes once for a stream; so many streams later nobody asks for it again.
const LOOKED_THROUGH = 100

/** Whether a stream has a recap. */
export async function isSummarized(history: EventHistory, session: string): Promise<boolean> {
  const found = await history.query({
    types: ['session.summarized'],
    newest: true,
    limit: LOOKED_THROUGH,
  })
  return found.some(({ data }) => data.session === session)
}

/**
 * What was said in a stream, in order: by viewers, and not removed by moderators; raids and titles among it.
 * @param signal ends the reading
 */
export async function linesOf(
  { history, streamer }: { readonly history: EventHistory; readonly streamer: Streamer },
  session: string,
  signal: AbortSignal,
): Promise<readonly StreamLine[]> {
  const lines = new Map<string, StreamLine & { readonly user?: string | undefined }>()
  const found = history.stream({ types: READ, session, limit: MOST_LINES })
  for await (const told of found as AsyncIterable<Told>) {
    signal.throwIfAborted()
    if (told.type === 'chat.deleted') lines.delete(told.data.messageId)
    else if (told.type === 'chat.cleared') clear(lines, told.data.user?.name)
    else {
      const text = textOf(told, streamer)
      const key = told.type === 'chat.message' ? told.data.messageId : told.id
      const user = told.type === 'chat.message' ? told.data.user.name : undefined
      if (text !== undefined) lines.set(key, { id: told.id, text, user })
    }
  }
  return [...lines.values()].map(({ id, text }) => ({ id, text }))
}

// Without a user, the whole chat was cleared.
function clear(lines: Map<string, { readonly user?: string | undefined }>, user?: string): void {
  for (const [key, line] of lines)
    if (line.user !== undefined && (user === undefined || line.user === user)) lines.delete(key)
}

function textOf(told: Told, streamer: Streamer): string | undefined {
  if (told.type === 'title.changed') return `(the title is now: ${told.data.title})`
  if (told.type === 'channel.raided') {
    const { from, viewers } = told.data
    const who = from.displayName ?? from.name ?? 'somebody'
    return `(${who} raids with ${viewers} ${viewers === 1 ? 'viewer' : 'viewers'})`
  }
  if (told.type !== 'chat.message') return undefined
  const { user, text, isSelf, sharedFrom } = told.data
  if (isSelf || sharedFrom || streamer.isBot(user, told.platform)) return undefined
  if (/^[!/]/.test(text) || text.trim() === '') return undefined
  return `${user.displayName}: ${text}`
}
