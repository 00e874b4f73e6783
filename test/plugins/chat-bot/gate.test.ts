import type { Event, Json, Streamer } from 'promethean'
import { expect, it } from 'vitest'
import { Cooldowns } from '../../../plugins/chat-bot/cooldowns.ts'
import { doerOf, Gate } from '../../../plugins/chat-bot/gate.ts'
import { checkRules } from '../../../plugins/chat-bot/rules/checked-rule.ts'

const rule = {
  on: '!x',
  reply: 'x',
  chance: 0.3,
  cooldown: '1m',
  onlyLive: false,
  shared: false,
  tools: [],
}
const [entry] = checkRules([rule])
const user = { id: '2', name: 'bea', displayName: 'Bea', roles: [] }

it('chance decides among what may be answered, and what lost begins no rest', () => {
  const draws = [0.3, 0.9, 0.29, 0.1]
  const gate = gateWith(() => draws.shift() ?? 1)
  expect(held(gate)).toBe('chance: not this time (0.3)')
  expect(held(gate)).toBe('chance: not this time (0.3)')
  expect(held(gate)).toBeUndefined()
  expect(held(gate)).toBe('cooldown 60 s left')
  expect(draws).toEqual([0.1])
})

it('who did it is whoever acted: who raids, who gives', () => {
  expect(doerOf(told('channel.raided', { from: { id: '5' }, viewers: 1 }))).toEqual({ id: '5' })
  expect(doerOf(told('channel.subscribed', { user, gift: { from: { id: '6' } } }))).toEqual({
    id: '6',
  })
  expect(doerOf(told('channel.subscribed', { user, gift: { isAnonymous: true } }))).toBeUndefined()
  expect(doerOf(told('channel.gifted', { count: 1 }))).toBeUndefined()
  expect(doerOf(told('channel.followed', { user }))).toBe(user)
})

function held(gate: Gate): string | undefined {
  if (entry === undefined) throw new Error('unreachable: one rule makes one entry')
  return gate.heldBack(entry, told('chat.message', { messageId: 'm', text: '!x', user }))?.text
}

function gateWith(random: () => number): Gate {
  const values = new Map<string, Json>()
  const state = {
    get: <T extends Json>(key: string) => values.get(key) as T | undefined,
    set: (key: string, value: Json) => void values.set(key, value),
  }
  const cooldowns = new Cooldowns(state, () => 1e12)
  const streamer: Streamer = {
    timezone: 'UTC',
    accounts: () => [],
    isBot: () => false,
    isRelay: () => false,
  }
  const none = () => undefined
  const streamState = { isLive: () => true, startedAt: none, session: none, scene: none }
  return new Gate({
    use: 'chat-bot',
    ignore: [],
    streamer,
    streamState,
    random,
    cooldowns: () => cooldowns,
  })
}

function told(type: string, data: object): Event {
  const at = new Date('2026-11-23T19:04:00Z')
  // As core would complete it; the gate looks at nothing else.
  return {
    id: 'e',
    type,
    time: at,
    received: at,
    source: 'test',
    platform: 'twitch',
    channel: 'ann',
    data,
  } as Event
}
