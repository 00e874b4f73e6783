import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { RepeatedTexts } from '../../../core/outbox/repeats.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function sayer() {
  const repeats = new RepeatedTexts()
  return (text: string, where = 'twitch/ann', most = 500) => {
    const varied = repeats.vary(text, where, most)
    repeats.remember(varied, where, performance.now())
    return varied
  }
}

it('the same text again within 30 s in one channel is another one each time', () => {
  const say = sayer()
  const said = [say('hello'), say('hello'), say('hello'), say('hello there')]
  expect(said).toEqual(['hello', 'hello \u{E0000}', 'hello \u{E0000}\u{E0000}', 'hello there'])
})

it('in another channel, or half a minute later, it is as it was', () => {
  const say = sayer()
  say('hello')
  expect(say('hello', 'twitch/bea')).toBe('hello')
  vi.advanceTimersByTime(30_001)
  expect(say('hello')).toBe('hello')
})

it('a text without room for a mark is left as it is', () => {
  const say = sayer()
  say('hello', 'twitch/ann', 5)
  expect(say('hello', 'twitch/ann', 5)).toBe('hello')
})
