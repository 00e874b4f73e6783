import type { Event } from '../../../core/events/event.ts'
import type { ChatMessage } from '../../../core/events/types/chat.ts'
import type { KeptVerdict } from '../../../core/filters/filters.ts'
import type { JournalEntry } from '../../../core/journal/port.ts'

export const KEPT: KeptVerdict = { kept: true }
export const DROPPED: KeptVerdict = { kept: false, reason: 'restream-filter/relay' }
export const START = Date.UTC(2026, 10, 23, 19, 0)

interface LineSettings extends Partial<Omit<Event<'chat.message'>, 'data' | 'type'>> {
  readonly text?: string
  readonly user?: string
  readonly verdict?: KeptVerdict
}

/** A chat line as the bus hands it over, received so many seconds after 19:00. */
export function line(n: number, settings: LineSettings = {}): JournalEntry {
  const { text = `line ${n}`, user = 'ann', verdict = KEPT, ...told } = settings
  return {
    event: {
      id: `twitch:chat.message:${n}`,
      type: 'chat.message',
      time: new Date(START + n * 1_000 - 40),
      received: new Date(START + n * 1_000),
      source: 'twitch-irc',
      platform: 'twitch',
      channel: 'ann',
      data: message(n, text, user),
      ...told,
    },
    verdict,
  }
}

export function lines(from: number, to: number, settings: LineSettings = {}): JournalEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => line(from + index, settings))
}

/** A follow, for a second type. */
export function follow(n: number): JournalEntry {
  const { event } = line(n)
  return {
    event: {
      ...event,
      id: `twitch:channel.followed:${n}`,
      type: 'channel.followed',
      data: { user: { id: `${n}`, name: 'bea', displayName: 'Bea', roles: [] } },
    },
    verdict: KEPT,
  }
}

export function texts(rows: readonly { readonly event: Event }[]): (string | undefined)[] {
  return rows.map(({ event }) => (event.type === 'chat.message' ? event.data.text : undefined))
}

function message(n: number, text: string, user: string): ChatMessage {
  return {
    messageId: `${n}`,
    text,
    user: { id: user, name: user, displayName: user.toUpperCase(), roles: ['subscriber'] },
  }
}
