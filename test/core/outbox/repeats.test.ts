import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { RepeatedTexts } from '../../../core/outbox/repeats.ts'
import { normalText } from '../../../core/text/visible.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function sayer() {
  const repeats = new RepeatedTexts()
  return (text: string, where = 'twitch/ann', most = 500) => {
    const varied = repeats.vary(text, where, most) ?? text
    repeats.remember(varied, where, performance.now())
    return varied
  }
}

/** As Twitch compares: without what it throws out of a line, and without blanks at the end. */
const atTwitch = (text: string) => text.replace(/[\u{E0000}-\u{E007F}]/gu, '').trimEnd()

it.each([['hello'], ['join us over there'], ['a'.repeat(390)], ['word '.repeat(100).trim()]])(
  'a text said a hundred times within 30 s is another one to Twitch each time, and reads the same',
  text => {
    const say = sayer()
    const said = Array.from({ length: text.length > 490 ? 3 : 100 }, () => say(text))
    expect(said[0]).toBe(text)
    expect(new Set(said.map(atTwitch)).size).toBe(said.length)
    expect(new Set(said.map(normalText))).toEqual(new Set([normalText(text)]))
    expect(Math.max(...said.map(one => [...one].length))).toBeLessThanOrEqual(500)
  },
)

it('where its words can be set apart, the first ways do without invisible characters', () => {
  const say = sayer()
  expect([say('join us'), say('join us'), say('join us'), say('see you')]).toEqual([
    'join us',
    'join  us',
    'join us \u034F',
    'see you',
  ])
})

it('what another plugin says in one of these ways is not said once more', () => {
  const say = sayer()
  expect([say('hello'), say('hello \u034F'), say('hello')]).toEqual([
    'hello',
    'hello \u034F',
    'hello \u034F\u034F',
  ])
})

it('the memory of what was said is bounded: of thousands of texts the oldest are forgotten', () => {
  const say = sayer()
  for (let count = 0; count <= 1_000; count++) say(`text ${count}`)
  expect([say('text 0'), say('text 1000')]).toEqual(['text 0', 'text  1000'])
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
