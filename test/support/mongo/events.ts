import type { Envelope, Event, EventType, User } from 'promethean'

const opened = Date.UTC(2026, 10, 23, 19, 4)

/** A moment some seconds into a made-up stream. */
export function second(count: number): Date {
  return new Date(opened + count * 1_000)
}

/** An unknown viewer. */
export const bob: User = { id: '7', name: 'bob', displayName: 'Bob', roles: [] }
/** Another one. */
export const cy: User = { id: '8', name: 'cy', displayName: 'Cy', roles: ['vip'] }

type Part<T extends EventType> = Partial<Omit<Envelope<T>, 'type' | 'data'>>

/** A whole event, as a consumer gets it: of Ann's Twitch channel, in the stream that opened at 19:04. */
export function whole<T extends EventType>(
  type: T,
  data: Envelope<T>['data'],
  part: Part<T> = {},
): Event<T> {
  const base = { platform: 'twitch', channel: 'ann', session: '2026-11-23T19:04Z', source: 'test' }
  const times = { time: second(0), received: second(0) }
  // One type argument makes one member of the union, which TypeScript cannot see through the mapped type.
  return { id: `twitch:${type}:1`, ...base, ...times, ...part, type, data } as Event<T>
}

/** The n-th line of chat, n seconds into the stream. */
export function line(n: number, part: Part<'chat.message'> & { user?: User } = {}) {
  const { user = bob, ...rest } = part
  const when = { time: second(n), received: second(n) }
  const data = { messageId: `m${n}`, text: `line ${n}`, user }
  return whole('chat.message', data, { id: `twitch:chat.message:m${n}`, ...when, ...rest })
}
