import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeText } from '../../../core/text/safe-text.ts'
import { split } from '../../../core/text/split.ts'
import { anyCharacter } from '../../support/any-character.ts'

const length = (text: string) => [...text].length
const bare = (text: string) => text.replace(/[\s\u200B]/gu, '')

describe('a text that is too long', () => {
  it('is split between words', () => {
    expect(split('one two three four', 9)).toEqual(['one two', 'three', 'four'])
    expect(split('one two', 7)).toEqual(['one two'])
    expect(split('one two', 3)).toEqual(['one', 'two'])
  })

  it('has a longer word split between what people see as characters', () => {
    const family = '👨‍👩‍👧‍👦'
    expect(split(family.repeat(4), 15)).toEqual([family.repeat(2), family.repeat(2)])
    expect(split('🇩🇪🇫🇷🇮🇹', 3)).toEqual(['🇩🇪', '🇫🇷', '🇮🇹'])
  })

  it('starts no command in its second part either', () => {
    expect(split('good day /ban ann', 9)).toEqual(['good day', '\u200B/ban ann'])
    expect(split('good day !so bob', 9, true)).toEqual(['good day', '\u200B!so bob'])
  })

  it('ends also where one character is longer than a line', () => {
    const towering = `/${'\u0301'.repeat(600)}`
    const parts = split(towering, 500)
    expect(parts.every(part => length(part) <= 500)).toBe(true)
    expect(bare(parts.join(''))).toBe(towering)
  })

  it('loses nothing, and no part is too long, blank or a command, whatever came in', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: anyCharacter, maxLength: 300 }),
      fc
        .array(fc.constantFrom('/ban', 'a', 'word', '👩‍🚀', '.', '\\x', 'longerword'), {
          maxLength: 60,
        })
        .map(words => words.join(' ')),
    )
    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 60 }), (text, most) => {
        const parts = split(text, most)
        for (const part of parts) {
          expect(length(part)).toBeLessThanOrEqual(most)
          expect(part).not.toMatch(/^\s*[/.\\]|[\r\n\0]/)
          expect(safeText(part)).toBe(part)
        }
        const invisible = /[\s\u200B\p{Default_Ignorable_Code_Point}\u2800]/gu
        expect(parts.join('').replace(invisible, '')).toBe(safeText(text).replace(invisible, ''))
      }),
    )
  })
})
