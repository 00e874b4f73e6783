import type { ToldEvent } from '../../../plugins/web/page/live/told-event.ts'

let count = 0

/** An event as the page keeps it. */
export function told(type: string, data: object, more: Partial<ToldEvent> = {}): ToldEvent {
  count += 1
  return {
    id: `event ${count}`,
    type,
    time: count,
    received: count,
    source: 'twitch',
    platform: 'twitch',
    channel: 'ann',
    isTest: false,
    isRecovered: false,
    data: { ...data },
    verdict: { kept: true },
    ...more,
  }
}

/** Somebody says something; by default Bea on Twitch. */
export function saying(
  text: string,
  data: Record<string, unknown> = {},
  more: Partial<ToldEvent> = {},
): ToldEvent {
  const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
  return told('chat.message', { messageId: `message ${count}`, text, user, ...data }, more)
}
