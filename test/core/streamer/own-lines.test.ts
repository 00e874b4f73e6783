import { expect, it } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import type { Role } from '../../../core/events/types/people.ts'
import { OwnLines } from '../../../core/streamer/own-lines.ts'
import type { Presence, Sender } from '../../../core/streamer/senders.ts'

const nobody = () => new Map<string, Presence>()
const sender: Sender = {
  platforms: ['twitch'],
  account: () => ({ id: '1', name: 'ann' }),
  send: async () => ({ status: 'sent', confirmed: true }),
}

function line(text: string, roles: readonly Role[]): Event<'chat.message'> {
  const user = { id: '1', name: 'ann', displayName: 'Ann', roles }
  const now = new Date()
  return {
    ...{ id: text, type: 'chat.message', source: 'irc', platform: 'twitch', channel: 'ann' },
    ...{ time: now, received: now },
    data: { messageId: text, text, user },
  }
}

it('the streamer is heard where we speak as himself: there only our own text is our own', () => {
  const own = new OwnLines(
    () => new Map([['irc', { provided: new Map([['ChatSender', sender]]), link: undefined }]]),
  )
  const isOwn = (text: string, roles: readonly Role[]) => own.isOwn(line(text, roles))
  expect(isOwn('!title ok', ['broadcaster'])).toBe(false)
  expect(isOwn('anything', ['moderator'])).toBe(true)
  own.remember('a new title: Castles', { platform: 'twitch', channel: 'ann' })
  expect(isOwn('a new title: Castles', ['broadcaster'])).toBe(true)
})

it('the memory of own texts is bounded: of thousands the oldest are forgotten', () => {
  const own = new OwnLines(nobody)
  for (let count = 0; count <= 1_000; count++)
    own.remember(`text ${count}`, { platform: 'twitch', channel: 'ann' })
  const isOwn = (text: string) => own.isOwn(line(text, ['broadcaster']))
  expect([isOwn('text 0'), isOwn('text 1'), isOwn('text 1000')]).toEqual([false, true, true])
})

it('a text that was varied for Twitch is our own all the same', () => {
  const own = new OwnLines(nobody)
  own.remember('Join us there', { platform: 'twitch', channel: 'ann' })
  const isOwn = (text: string) => own.isOwn(line(text, ['broadcaster']))
  expect(['Join  us there', 'Join us there \u034F', 'Join\u00A0us there'].map(isOwn)).toEqual([
    true,
    true,
    true,
  ])
})
