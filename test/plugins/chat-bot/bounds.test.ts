import type { Event, Json } from 'promethean'
import { expect, it } from 'vitest'
import { Memory } from '../../../plugins/chat-bot/model/memory.ts'
import { Rooms } from '../../../plugins/chat-bot/rooms.ts'

const state = () => {
  const values = new Map<string, Json>()
  return {
    // Only what was set under the same key comes back.
    get: <T extends Json>(key: string) => values.get(key) as T | undefined,
    set: (key: string, value: Json) => void values.set(key, value),
  }
}

function heard(channel: string, text: string): Event<'chat.message'> {
  const user = { id: '2', name: 'bea', displayName: 'Bea', roles: [] }
  const now = new Date()
  return {
    ...{ id: text, type: 'chat.message', source: 'irc', platform: 'twitch', channel },
    ...{ time: now, received: now, data: { messageId: text, text, user } },
  }
}

it('of each chat the last forty lines are remembered, of ten chats', () => {
  const memory = new Memory(state())
  for (let chat = 0; chat <= 10; chat++)
    for (let count = 0; count <= 40; count++) memory.hear(heard(`chat${chat}`, `line ${count}`))
  const lines = (chat: number) =>
    memory.lines(heard(`chat${chat}`, 'asked')).map(({ text }) => text)
  expect(lines(0)).toEqual([])
  expect([lines(1).length, lines(1)[0], lines(10).at(-1)]).toEqual([40, 'line 1', 'line 40'])
})

it('twenty own chats are counted at most', () => {
  const streamer = { timezone: 'UTC', accounts: () => [], isBot: () => false, isRelay: () => false }
  const rooms = new Rooms(state(), streamer)
  for (let chat = 0; chat <= 30; chat++) rooms.hear(heard(`chat${chat}`, 'hello'))
  expect(rooms.all()).toHaveLength(20)
})
