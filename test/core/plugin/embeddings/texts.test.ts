import fc from 'fast-check'
import { EmbeddingsFailure, embeddableTexts, MOST_TEXTS } from 'promethean'
import { describe, expect, it } from 'vitest'

const made = (text: string, most = 100) => embeddableTexts([text], most)[0]

describe('a text as a model takes it', () => {
  it.each([
    ['a plain line stays', 'We lost the boss fight.', 'We lost the boss fight.'],
    ['nothing becomes a full stop', '', '.'],
    ['blanks become a full stop', ' \t\r\n\u3000', '.'],
    ['what cannot be seen becomes a full stop', '\u200b\u2060\ufeff', '.'],
    ['NUL and line ends part words', 'one\0two\r\nthree', 'one two three'],
    ['half a character is replaced', 'a\ud800b', 'a\ufffdb'],
    ['an emoji made of several stays whole', '👩‍🚀 lands', '👩‍🚀 lands'],
  ])('%s', (_, given, expected) => {
    expect(made(given)).toBe(expected)
  })

  it('is cut by code points, never within one', () => {
    expect(made('😀😀😀', 2)).toBe('😀😀')
    expect(made('word '.repeat(20_000), 7)).toBe('word wo')
  })

  it('is never empty or malformed, whatever was in it', () => {
    // Of any units, halves of characters among them.
    const unit = fc.nat(0xffff).map(code => String.fromCharCode(code))
    fc.assert(
      fc.property(fc.array(unit), units => {
        const read = made(units.join(''), 3) ?? ''
        expect(read.trim()).not.toBe('')
        expect(Array.from(read).length).toBeLessThanOrEqual(3)
        expect(read.isWellFormed()).toBe(true)
      }),
    )
  })

  it('loses its secrets before it is cut', () => {
    const hide = (text: string) => text.replaceAll('hunter2222', '[redacted]')
    expect(embeddableTexts(['my key is hunter2222'], 14, hide)).toEqual(['my key is [red'])
  })
})

it('more texts than a call takes are refused', () => {
  const texts = Array.from({ length: MOST_TEXTS + 1 }, () => 'x')
  expect(() => embeddableTexts(texts, 10)).toThrow(
    'cannot embed 257 texts at once: at most 256 are accepted; embed them in several calls',
  )
  expect(() => embeddableTexts(texts, 10)).toThrow(EmbeddingsFailure)
  expect(embeddableTexts(texts.slice(1), 10)).toHaveLength(MOST_TEXTS)
})
