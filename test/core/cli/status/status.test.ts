import { expect, it } from 'vitest'
import { clock } from '../../../../core/cli/shown/output.ts'
import {
  describeConsumer,
  describeMute,
  describeRefused,
  describeStream,
  describeUse,
  notDone,
} from '../../../../core/cli/status/describe-status.ts'

const at = '2026-11-24T11:40:00.000Z'
const time = clock(new Date(at))

it('a plugin that runs again shows that it failed, how often, when last and why', () => {
  const use = { id: 'bingo', state: 'ready' as const, since: at }
  expect(describeUse(use)).toBe(`since ${time}`)
  const failures = { count: 1, reason: 'x is not iterable, at config/bingo.ts:23:49', at }
  expect(describeUse({ ...use, failures })).toBe(
    `since ${time}; failed once, last at ${time}: x is not iterable, at config/bingo.ts:23:49`,
  )
})

it('a plugin that is down for it says why once', () => {
  const failures = { count: 3, reason: 'it threw', at }
  const use = { id: 'bingo', state: 'failed' as const, since: at, reason: 'it threw', failures }
  expect(describeUse(use)).toBe(`since ${time}; it threw; failed 3 times, last at ${time}`)
})

it('an edit that was refused is shown with why: the file is not what runs', () => {
  const problems = [
    { plugin: 'greeter', path: 'greting', message: 'unknown option; did you mean greeting?' },
    { plugin: 'greeter', path: '', message: 'it threw' },
  ]
  expect(describeRefused({ file: 'promethean.config.ts', at, problems })).toEqual([
    `promethean.config.ts was saved with 2 problems at ${time}; the previous config keeps running:`,
    '  greeter',
    '    greting    unknown option; did you mean greeting?',
    '    it threw',
  ])
})

it('the stream is live since a time, or offline; a session outlives it', () => {
  const session = '2026-11-24T11:40Z'
  expect(describeStream({ liveSince: at, session })).toBe(`live since ${time}, session ${session}`)
  expect(describeStream({ session })).toBe(`offline, session ${session}`)
  expect(describeStream({})).toBe('offline')
  expect(describeStream({ session, scene: 'Talking' })).toBe(
    `offline, session ${session}, scene Talking`,
  )
})

it('what plugins did not do is shown by plugin, with the reasons', () => {
  const counts = { 'terminal/absent': 3, 'chat-bot/cooldown': 2, 'chat-bot/too_many': 1 }
  expect([...notDone(counts)]).toEqual([
    ['terminal', '3 (not connected)'],
    ['chat-bot', '2 (cooldown), 1 (too many)'],
  ])
})

it('what is muted is shown with the command that undoes just that', () => {
  expect(describeMute({ all: false, plugins: ['chat-bot'] })).toBe(
    'chat-bot is muted; promethean unmute chat-bot allows it again',
  )
  expect(describeMute({ all: false, plugins: ['chat-bot', 'dj'] })).toBe(
    'chat-bot, dj are muted; promethean unmute allows them again',
  )
  expect(describeMute({ all: true, plugins: ['dj'] })).toBe(
    'everything is muted; promethean unmute allows it again',
  )
})

it('a consumer says why it waits, and a paused one how it goes on', () => {
  const consumer = { delivered: 12, lag: 0, parked: 0, expired: 0 }
  expect(describeConsumer('mongo', consumer)).toBe('delivered 12, lag 0, parked 0')
  const away = { ...consumer, lag: 3, expired: 2, reason: 'nobody answers' }
  expect(describeConsumer('mongo', away)).toBe(
    'delivered 12, lag 3, parked 0, expired 2; nobody answers',
  )
  const paused = { ...consumer, paused: at, reason: 'paused' }
  expect(describeConsumer('mongo', paused)).toBe(
    `delivered 12, lag 0, parked 0; paused; since ${time}, until promethean resume mongo`,
  )
})
