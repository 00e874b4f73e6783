import { expect, it } from 'vitest'
import { describeEvent } from '../../../../core/cli/shown/describe-event.ts'
import type { Event } from '../../../../core/events/event.ts'

it('a mood is told in whole words, of one and of many', () => {
  expect(describeEvent(mood({ rate: 1.2, chatters: 1 }))).toBe(
    '1 line/min by 1 chatter, sentiment 0.40',
  )
  expect(describeEvent(mood({ rate: 20, chatters: 7 }))).toBe(
    '20 lines/min by 7 chatters, sentiment 0.40',
  )
})

it('a title is set only where that is confirmed, and a fallback is called one', () => {
  const changed = { title: 'Chess', target: 'twitch' }
  expect(told('title.changed', { ...changed, isConfirmed: true })).toBe('title set: Chess')
  expect(told('title.changed', { ...changed, isConfirmed: false })).toBe(
    'title sent, not confirmed: Chess',
  )
  expect(told('title.generated', { title: 'Chess' })).toBe('generated title: Chess')
  expect(told('title.generated', { title: 'Chess', isFallback: true })).toBe(
    'fallback title: Chess',
  )
})

it('what was said is called confirmed by nobody where nobody has', () => {
  const sent = { text: 'hello', via: 'tau' }
  expect(told('chat.sent', { ...sent, confirmed: true })).toBe('said: hello')
  expect(told('chat.sent', { ...sent, confirmed: false })).toBe('said, not confirmed: hello')
})

it('polls, predictions and hype trains are told with title and phase', () => {
  const poll = { phase: 'ended', title: 'Tea or coffee?', choices: [] }
  expect(told('channel.polled', poll)).toBe('poll ended: Tea or coffee?')
  const prediction = { phase: 'locked', title: 'Will it hold?', outcomes: [] }
  expect(told('channel.predicted', prediction)).toBe('prediction locked: Will it hold?')
  expect(told('channel.hyped', { phase: 'progressed', level: 3 })).toBe(
    'hype train progressed, level 3',
  )
  expect(told('channel.hyped', { phase: 'started' })).toBe('hype train started')
})

it('what has no name yet is told with what came with it', () => {
  const data = { outputActive: false, outputState: 'OBS_WEBSOCKET_OUTPUT_STOPPED' }
  expect(told('platform.event', { name: 'obs:StreamStateChanged', data })).toBe(
    'obs:StreamStateChanged  outputActive: false, outputState: OBS_WEBSOCKET_OUTPUT_STOPPED',
  )
  expect(told('platform.event', { name: 'twitch:x' })).toBe('twitch:x')
  expect(told('platform.event', { name: 'tau:malformed', problem: 'no type' })).toBe(
    'tau:malformed  problem: no type',
  )
})

it('an event of a plugin is told with its data, on one short line', () => {
  const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
  expect(told('bingo.won', { user, card: [1, 2], at: new Date(0), more: {}, no: undefined })).toBe(
    'user: Bea, card: 2 items, at: 1970-01-01T00:00:00.000Z, more: {…}',
  )
  expect(told('bingo.won', {})).toBe('')
  expect([...told('bingo.won', { text: '🎉'.repeat(10_000) })]).toHaveLength(80)
  const fields = Object.fromEntries([...'abcdefghij'].map(name => [name, 1]))
  expect(told('bingo.won', fields)).toMatch(/^a: 1, .*h: 1, …$/)
})

function told(type: string, data: object): string {
  const at = new Date()
  // Of types the test makes up too.
  const event = { id: '1', type, source: 'bingo', time: at, received: at, data }
  return describeEvent(event as unknown as Event)
}

function mood(told: { readonly rate: number; readonly chatters: number }): Event<'chat.mood'> {
  const at = new Date()
  return {
    ...{ id: '1', type: 'chat.mood', source: 'chat-mood', time: at, received: at },
    data: { ...told, mentions: 0, emotes: 0, sentiment: 0.4, understood: 1 },
  }
}
