import { describe, expect, test } from 'vitest'
import { type IrcLine, numberOf, tagOf, tagsOf } from '../../../../plugins/formats/irc/line.ts'

const line = (tags: Readonly<Record<string, string>>): IrcLine => ({
  ...{ prefix: 'bo!bo@bo.tmi.twitch.tv', command: 'PRIVMSG', params: ['#ann', 'hi'] },
  tags: new Map(Object.entries(tags)),
  raw: Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(';'),
})

describe('the text of a tag', () => {
  // https://ircv3.net/specs/extensions/message-tags#escaping-values
  test.each([
    ['is\\sit\\:\\syes', 'is it; yes'],
    ['a\\\\b', 'a\\b'],
    ['two\\nlines\\rhere', 'two\nlines\rhere'],
    ['a\\\\nb', 'a\\nb'],
    ['a lone one\\', 'a lone one'],
    ['un\\known', 'unknown'],
    ['a=b=c', 'a=b=c'],
  ])('%j says %j', (wire, text) => {
    expect(tagOf(line({ note: wire }), 'note')).toBe(text)
  })

  test('that is empty is none', () => {
    expect(tagOf(line({ note: '' }), 'note')).toBeUndefined()
    expect(tagsOf(line({ note: '', id: '1' }))).toEqual({ id: '1' })
  })
})

test.each([
  ['100', 100],
  ['0', 0],
  ['1e2', undefined],
  ['-5', undefined],
  ['0x10', undefined],
  [' 7', undefined],
  ['1.5', undefined],
  ['1234567890123456', undefined],
])('a number told as %j is %s', (wire, number) => {
  expect(numberOf(line({ bits: wire }), 'bits')).toBe(number)
})
