import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAtWord, spoken } from '../../../plugins/language-model/text.ts'

describe('a text that is too long', () => {
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

describe('what a model said', () => {
  it.each([
    ['Hello', 'Hello'],
    ['<think>hm</think>Hello', 'Hello'],
    ['<THINKING>hm</THINKING>\n\nHello', 'Hello'],
    ['hm, they want a greeting</think>Hello', 'Hello'],
    ['A <think>hm</think>B <think>hm</think>C', 'A B C'],
    ['<think>hm', ''],
    ['Hello <think>was that right?', 'Hello'],
    ['Hel\u0000lo\u0007', 'Hel lo'],
    [' a\r\nb ', 'a\nb'],
  ])('%j is %j', (answer, expected) => {
    expect(spoken(answer)).toBe(expected)
  })

  it('is found in no time, whatever it wrote', () => {
    expect(spoken('<think>'.repeat(50_000))).toBe('')
    expect(spoken(`${'<think>'.repeat(50_000)}</think>Hi`)).toBe('Hi')
  })
})
