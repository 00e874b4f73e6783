import type { Event, Streamer } from 'promethean'

const SHOWN = 30

type ChatEvent = Event<'chat.message' | 'chat.deleted' | 'chat.cleared'>

/** Messages spread over a stream's chat, oldest first, by viewers and not removed by moderators. */
export function sampleOf(newestFirst: readonly ChatEvent[], streamer: Streamer): readonly string[] {
  const removed = new Set<string>()
  const silenced = new Set<string | undefined>()
  const lines: string[] = []
  for (const told of newestFirst) {
    if (told.type === 'chat.deleted') removed.add(told.data.messageId)
    else if (told.type === 'chat.cleared') silenced.add(told.data.user?.name)
    else if (isTalk(told, streamer) && !removed.has(told.data.messageId)) {
      // Without a user, the whole chat was cleared, with all earlier messages.
      if (silenced.has(undefined)) break
      const { user, text } = told.data
      if (!silenced.has(user.name)) lines.push(`${user.displayName}: ${text}`)
    }
  }
  return spread(lines.reverse())
}

function isTalk({ data, platform }: Event<'chat.message'>, streamer: Streamer): boolean {
  if (data.isSelf || data.sharedFrom || streamer.isBot(data.user, platform)) return false
  return !/^[!/]/.test(data.text)
}

function spread(lines: readonly string[]): readonly string[] {
  const step = Math.max(lines.length / SHOWN, 1)
  return Array.from(
    { length: Math.min(lines.length, SHOWN) },
    (_, at) => lines[Math.floor(at * step)] ?? '',
  )
}
