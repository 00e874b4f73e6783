import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeText } from '../../../core/text/safe-text.ts'
import { anyCharacter } from '../../support/any-character.ts'

describe('a text made safe', () => {
  it.each([
    ['a line end', 'hello\r\nPRIVMSG #ann :ha', 'hello PRIVMSG #ann :ha'],
    ['a NUL', 'he\u0000llo', 'he llo'],
    ['a Unicode line separator', 'one\u2028two\u2029three\u0085four', 'one two three four'],
    ['tabs and spaces around', '\t hello \n', 'hello'],
    ['half a pair', 'a\uD83Db', 'a\uFFFDb'],
  ])('carries no second line: %s', (_what, text, safe) => {
    expect(safeText(text)).toBe(safe)
  })

  it.each([
    '/ban ann',
    '.ban ann',
    '\\ban ann',
    ' /ban ann',
    '\n/ban ann',
    '\u200B/ban ann',
    '\u2060\uFEFF/ban ann',
    '\u00AD/ban ann',
    '\u3000/ban ann',
    '\u2800/ban ann',
  ])('starts no command: %j', text => {
    const safe = safeText(text)
    expect(safe.startsWith('\u200B')).toBe(true)
    expect(safe).toContain('ban ann')
  })

  it.each([
    '!title x',
    ' !so bob',
    '\u2060!ok',
    '\uFF01ok',
    '\uFF0Fban ann',
    '\uFE57ok',
    '/ban ann',
  ])('commands no other bot either, if a model wrote it: %j', text => {
    expect(safeText(text, true)).toBe(`\u200B${text.trim()}`)
  })

  it('leaves a sign in the middle, and what is no command, as it is', () => {
    expect(safeText('see https://promethean.example/a/b')).toBe(
      'see https://promethean.example/a/b',
    )
    expect(safeText('!discord')).toBe('!discord')
    expect(safeText('👋🏽 hej')).toBe('👋🏽 hej')
  })

  it.each(['', '   ', '\u200B', '\r\n', '\u2800', '\u00AD\u3000\u2060'])(
    'is empty where nothing would be seen: %j',
    text => {
      expect(safeText(text)).toBe('')
    },
  )

  it('is one line without a command, whatever came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), text => {
        const safe = safeText(text)
        expect(safe).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/)
        expect(safe).not.toMatch(/^\s*[/.\\]/)
        expect(safeText(safe).replace(/^\u200B+/, '')).toBe(safe.replace(/^\u200B+/, ''))
      }),
    )
  })
})
