import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAtWord } from '../../../core/text/cut.ts'

describe('a text that is too long', () => {
  it('is cut between words', () => {
    expect(cutAtWord('one two three', 10)).toBe('one two')
    expect(cutAtWord('one two three', 12)).toBe('one two')
  })

  it('keeps the last word where that just fits', () => {
    expect(cutAtWord('one two three', 7)).toBe('one two')
    expect(cutAtWord('one two  three', 8)).toBe('one two')
  })

  it('is cut within a word where hardly anything would be left', () => {
    expect(cutAtWord('a incomprehensibilities', 10)).toBe('a incompre')
    expect(cutAtWord('a incomprehensibilities', 10, 0)).toBe('a')
    expect(cutAtWord('incomprehensibilities', 5, 0)).toBe('incom')
  })

  it('is never cut inside what people see as one character', () => {
    expect(cutAtWord('ab👩‍👩‍👧cd', 4)).toBe('ab')
    expect(cutAtWord('ab👩‍👩‍👧cd', 7)).toBe('ab👩‍👩‍👧')
    expect(cutAtWord('🎉🎉🎉', 2)).toBe('🎉🎉')
  })

  it.each([
    ['short', 10, 'short'],
    ['one two three', 7, 'one two'],
    ['one two three', 9, 'one two'],
    ['Donaudampfschifffahrt', 5, 'Donau'],
    ['go 👩‍👩‍👧‍👦 now', 5, 'go'],
    ['👍🏽👍🏽👍🏽', 4, '👍🏽👍🏽'],
    ['', 3, ''],
  ])('%s within %i', (text, most, expected) => {
    expect(cutAtWord(text, most)).toBe(expected)
  })

  it('is the beginning of itself, and never longer than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, most) => {
        const cut = cutAtWord(text, most)
        expect(text.startsWith(cut)).toBe(true)
        expect(Array.from(cut).length).toBeLessThanOrEqual(most)
      }),
    )
  })
})

it('a text that fits stays as it is', () => {
  for (const text of ['', 'one', 'one two', '🎉🎉🎉']) expect(cutAtWord(text, 7)).toBe(text)
})
