import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLine } from '../../../../plugins/formats/irc/parse.ts'
import { anyCharacter } from '../../../support/any-character.ts'

// The parser of tmi.js, which its types leave out: another reading of the same grammar.
const tmi: { msg(line: string): object | null } = createRequire(import.meta.url)(
  'tmi.js/lib/parser.js',
)

const tagsOf = (line: string) => Object.fromEntries(parseLine(line)?.tags ?? [])

const word = fc.stringMatching(/^[a-zA-Z0-9_#,/.-]{1,12}$/)
// tmi.js keeps tags in an object, which cannot have one of this name.
const name = word.filter(one => one !== '__proto__')
const value = fc.stringMatching(/^[a-zA-Z0-9_#,/.\\:=-]{1,12}$/)
const spaces = fc.constantFrom(' ', '  ')
const text = fc.stringMatching(/^[^\r\n]{0,40}$/)

const line = fc
  .record({
    tags: fc.option(fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 5 })),
    prefix: fc.option(word),
    command: fc.constantFrom('PRIVMSG', 'NOTICE', 'CAP', '001', '366'),
    params: fc.array(word, { maxLength: 4 }),
    text: fc.option(text),
    space: spaces,
  })
  .map(({ tags, prefix, command, params, text, space }) =>
    [
      tags && `@${tags.map(tag => tag.join('=')).join(';')}`,
      prefix && `:${prefix}`,
      command,
      ...params,
      text === null ? null : `:${text}`,
    ]
      .filter(part => part !== null)
      .join(space),
  )

describe('a line of Twitch chat', () => {
  it('is split into tags, prefix, command and params', () => {
    const raw = '@id=7;mod=0;color= :bea!bea@bea.tmi.twitch.tv PRIVMSG #ann :a :b  c'
    expect({ ...parseLine(raw), tags: tagsOf(raw) }).toEqual({
      raw,
      tags: { id: '7', mod: '0', color: '' },
      prefix: 'bea!bea@bea.tmi.twitch.tv',
      command: 'PRIVMSG',
      params: ['#ann', 'a :b  c'],
    })
  })

  it('keeps a value with = or an escaped space as it is told', () => {
    expect(tagsOf('@a=b=c;d=x\\sy PING')).toEqual({ a: 'b=c', d: 'x\\sy' })
  })

  it('has an empty value where a tag has none, also one named like its own value', () => {
    expect(tagsOf('@mod;vip=vip;turbo= PING')).toEqual({ mod: '', vip: 'vip', turbo: '' })
  })

  it.each(['', ' ', '@id=7', '@id=7 ', ':bea', ':bea ', '@id=7 :bea', '12 #ann', 'PRIV-MSG #ann'])(
    'is none where it is %j',
    raw => expect(parseLine(raw)).toBeUndefined(),
  )

  it('may be any text, without a throw', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter }), raw => void parseLine(raw)))
    fc.assert(fc.property(fc.stringMatching(/^[@: ;=#a-c0-9]{0,30}$/), raw => void parseLine(raw)))
  })

  it('reads as tmi.js reads it', () => {
    fc.assert(
      fc.property(
        line,
        raw => void expect({ ...parseLine(raw), tags: tagsOf(raw) }).toEqual(tmi.msg(raw)),
      ),
    )
  })
})
