import { describe, expect, test } from 'vitest'
import { shownText } from '../../../../../plugins/web/page/people/shown-text.ts'

describe('what a viewer wrote', () => {
  test('is cut where it is too long', () => {
    expect(shownText('abcdef', 3)).toBe('abc…')
    expect(shownText('abc', 3)).toBe('abc')
    expect(shownText('ab😀', 3)).toBe('ab…')
    expect(shownText(`${'a\u0301\u0301\u0301\u0301\u0301\u0301'.repeat(2)}`, 10)).not.toContain('…')
  })

  test('has no more marks on a letter than a script has', () => {
    expect(shownText(`a${'\u0301'.repeat(40)}b`, 100)).toBe(`a${'\u0301'.repeat(3)}b`)
    // Thai, Hebrew with vowels, an emoji of several persons.
    for (const text of ['ที่นี่', 'שָׁלוֹם', '👨‍👩‍👧‍👦']) expect(shownText(text, 100)).toBe(text)
  })
})
