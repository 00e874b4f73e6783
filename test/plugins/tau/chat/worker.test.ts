import type { Json, State } from 'promethean'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FrameRepeats } from '../../../../plugins/tau/chat/frame-repeats.ts'
import { Worker } from '../../../../plugins/tau/chat/worker.ts'
import { isKeepAlive } from '../../../../plugins/tau/client/keep-alive.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const URL = 'http://localhost:8000'

function memory(): State {
  const values = new Map<string, Json>()
  return {
    // Whoever reads a key wrote it.
    get: <T extends Json>(key: string) => values.get(key) as T | undefined,
    set: (key, value) => void values.set(key, value),
    update: () => {
      throw new Error('not asked for')
    },
    delete: key => void values.delete(key),
  }
}

const pass = (ms: number) => vi.advanceTimersByTime(ms)

test('a beat in time is of the same worker, a late one of a new one', () => {
  const worker = new Worker(memory(), URL)
  worker.connecting()
  pass(70_000)
  expect(worker.beat()).toBe(false)
  pass(120_300)
  expect(worker.beat()).toBe(false)
  // The sockets get it one after another.
  pass(40)
  expect(worker.beat()).toBe(false)
  pass(123_000)
  expect(worker.beat()).toBe(true)
})

test('a first beat that takes the whole period is of a worker that came after the sockets', () => {
  const worker = new Worker(memory(), URL)
  worker.connecting()
  pass(120_200)
  expect(worker.beat()).toBe(true)
})

test('how many sockets a bot needs is remembered for this TAU, and no other', () => {
  const state = memory()
  const worker = new Worker(state, URL)
  expect(worker.clients).toBe(1)
  expect(worker.forgot()).toBe(2)
  expect(new Worker(state, URL).clients).toBe(3)
  expect(new Worker(state, 'http://another:8000').clients).toBe(1)
})

test('too many sockets are not opened: the next start begins with one again', () => {
  const state = memory()
  const worker = new Worker(state, URL)
  let restarts = 0
  while (worker.forgot() > 0) restarts += 1
  expect(restarts).toBe(7)
  expect(new Worker(state, URL).clients).toBe(1)
})

test('what was silent when the connection was given up is counted on in the next one, for a while', () => {
  const state = memory()
  const worker = new Worker(state, URL)
  worker.connecting()
  pass(60_000)
  worker.beat()
  pass(245_000)
  worker.givenUp()
  const next = new Worker(state, URL)
  pass(2_000)
  next.connecting()
  expect(next.isMissing).toBe(false)
  pass(54_000)
  expect([next.isMissing, next.wasHeard]).toEqual([true, true])
  expect(next.beat()).toBe(true)
  const later = new Worker(state, URL)
  later.connecting()
  expect([later.isMissing, later.wasHeard]).toEqual([false, false])
})

test.each([
  ['of the events', { event: 'keep_alive' }, true],
  [
    'of a chat, as it was relayed',
    { irc_username: 'annbot', data: { command: 'keep_alive' } },
    true,
  ],
  ['an event with that in it', { event_type: 'keep_alive', event: 'keep_alive' }, false],
  ['a line of chat', { data: { command: 'PRIVMSG', raw: '{"event": "keep_alive"}' } }, false],
  ['a text', 'keep_alive', false],
  ['nothing', null, false],
])('a keep_alive %s', (_, frame, isOne) => {
  expect(isKeepAlive(JSON.stringify(frame))).toBe(isOne)
})

test('what is no JSON is no keep_alive', () => {
  expect(isKeepAlive('keep_alive')).toBe(false)
})

test('of two connections side by side the second copy of each frame is left out, one to one', () => {
  const repeats = new FrameRepeats()
  const [old, next] = [{}, {}]
  const said: string[] = []
  const hear = (by: object, text: string, path = 'annbot') => {
    if (!repeats.isRepeat(by, path, text)) said.push(text)
  }
  hear(old, 'before')
  hear(next, 'before')
  repeats.begin()
  for (const text of ['hi', 'hi', 'hi']) hear(old, text)
  for (const text of ['hi', 'hi', 'hi', 'hi']) hear(next, text)
  hear(old, 'hi')
  hear(next, 'ho')
  hear(old, 'ho', 'another path')
  expect(said).toEqual(['before', 'before', 'hi', 'hi', 'hi', 'hi', 'ho', 'ho'])
  repeats.end()
  hear(next, 'ho')
  expect(said).toHaveLength(9)
})
