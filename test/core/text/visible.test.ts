import { describe, expect, it } from 'vitest'
import { normalText, visibleText, withoutInvisible, wordsOf } from '../../../core/text/visible.ts'

// What clients and pranksters put into a line: it shows nothing, alone or between letters.
const NOTHING: readonly (readonly [string, string])[] = [
  ['a combining grapheme joiner', '\u034F'],
  ['a soft hyphen', '\u00AD'],
  ['a zero-width space', '\u200B'],
  ['a loose joiner', '\u200D'],
  ['a loose non-joiner', '\u200C'],
  ['a variation selector', '\uFE0F'],
  ['a Hangul filler', '\u3164'],
  ['a half-width Hangul filler', '\uFFA0'],
  ['a word joiner', '\u2060'],
  ['a byte order mark', '\uFEFF'],
  ['a right-to-left mark', '\u200F'],
  ['a Mongolian vowel separator', '\u180E'],
  ['a Mongolian variation selector', '\u180B'],
  ['the mark of other clients', '\u{E0000}'],
  ['a tag', '\u{E0061}'],
  ['a late variation selector', '\u{E0100}'],
  ['several', '\u{E0000}\u034F\u200D\uFE0F'],
  ['a control character', '\u0007'],
]

describe('a text as it is read', () => {
  it.each(NOTHING)('has no word made of %s', (_what, nothing) => {
    expect(wordsOf(`!hug ${nothing}`)).toEqual(['!hug'])
    expect(wordsOf(`${nothing} !hug bob ${nothing}`)).toEqual(['!hug', 'bob'])
    expect(wordsOf(nothing)).toEqual([])
  })

  it.each(NOTHING)('has no word that differs by %s', (_what, nothing) => {
    expect(visibleText(`b${nothing}o${nothing}b${nothing}`)).toBe('bob')
    expect(normalText(`B${nothing}ob ${nothing} is  here`)).toBe('bob is here')
    expect(withoutInvisible(`b${nothing}ob`)).toBe('bob')
  })

  it.each([
    ['a family', '👩\u200D👩\u200D👧\u200D👦'],
    ['a coloured heart', '❤\uFE0F\u200D🔥'],
    ['a skin tone', '🕵🏽\u200D♂\uFE0F'],
    ['a pirate flag', '🏴\u200D☠\uFE0F'],
    ['the flag of a region', '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}'],
    ['a keycap', '1\uFE0F\u20E3'],
    ['Persian', 'می\u200Cخواهم'],
    ['Sinhala', 'ශ්\u200Dරී'],
    ['Hindi', 'क्\u200Dष'],
    ['a variant of a Han character', '葛\u{E0100}'],
  ])('keeps what joins %s', (_what, text) => {
    expect(visibleText(` ${text} \u034F`)).toBe(text)
    expect(wordsOf(`!hug ${text}\u034F`)).toEqual(['!hug', text])
  })

  it('keeps nothing that hangs on behind an emoji or a letter', () => {
    expect(visibleText('👍\u200D')).toBe('👍')
    expect(visibleText('👍\uFE0F\uFE0F')).toBe('👍\uFE0F')
    expect(visibleText('می\u200C\u200C')).toBe('می\u200C')
    expect(visibleText('ok\u{E0067}\u{E007F}')).toBe('ok')
  })

  it('counts the blank of braille as a blank', () => {
    expect(wordsOf('!hug\u2800bob \u2800')).toEqual(['!hug', 'bob'])
    expect(normalText('a\u2800b')).toBe('a b')
  })
})

it('texts are compared without case, width, blanks and invisible characters', () => {
  expect(normalText(' Ｈello\u200B  WORLD\n')).toBe(normalText('hello world'))
  expect(normalText('hello world')).not.toBe(normalText('hello there'))
  expect(normalText('❤\uFE0F')).toBe(normalText('❤'))
})
