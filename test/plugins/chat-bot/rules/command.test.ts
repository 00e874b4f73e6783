import fc from 'fast-check'
import { normalText, visibleText } from 'promethean'
import { describe, expect, it } from 'vitest'
import { readCommand } from '../../../../plugins/chat-bot/rules/command.ts'

const letters = fc.stringMatching(/^[a-z0-9]{1,12}$/)
const space = fc.stringMatching(/^[ \t]{1,4}$/)
// What chat clients add, unseen.
const padding = fc.constantFrom(
  '',
  ' \u{E0000}',
  '\u{E0000}',
  ' \u200B',
  ' \u034F',
  '\u034F',
  ' \uFE0F\u200D',
  '\u3164',
)

describe('a command', () => {
  it('is read with its words, whatever stands between and behind them', () => {
    const line = fc.tuple(letters, fc.array(fc.tuple(space, letters), { maxLength: 5 }), padding)
    fc.assert(
      fc.property(line, ([word, words, end]) => {
        const text = `!${word}${words.map(([gap, one]) => gap + one).join('')}${end}`
        const args = words.map(([, one]) => one)
        expect(readCommand({ text })).toMatchObject({ word: `!${word}`, args })
        expect(readCommand({ text })?.rest.split(/\s+/).filter(Boolean)).toEqual(args)
      }),
    )
  })

  it('is the same in every case and width', () => {
    fc.assert(
      fc.property(letters, word => {
        expect(readCommand({ text: `!${word.toUpperCase()}` })?.word).toBe(`!${word}`)
        expect(readCommand({ text: `！${word}` })?.word).toBe(`!${word}`)
      }),
    )
  })

  it('never comes of a line that does not begin with one, and no text breaks it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const found = readCommand({ text })
        if (found === undefined) return
        expect(normalText(text).startsWith('!')).toBe(true)
        expect(found.word).toMatch(/^!\S+$/)
        expect(visibleText(text)).toContain(found.rest)
      }),
    )
  })

  it('alone is none', () => {
    for (const text of ['!', '! hi', 'hi !', '', '!\u{E0000}'])
      expect(readCommand({ text }), text).toBeUndefined()
  })

  it('behind the name a reply begins with is one; that of another name is not', () => {
    expect(readCommand({ text: '@Bea !hi', reply: { messageId: '1' } })?.word).toBe('!hi')
    expect(readCommand({ text: '@Bea !hi' })).toBeUndefined()
  })
})
