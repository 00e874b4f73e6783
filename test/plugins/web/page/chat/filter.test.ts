import { describe, expect, test } from 'vitest'
import { chatLine } from '../../../../../plugins/web/page/chat/chat-line.ts'
import {
  type ChatFilter,
  filtered,
  isFiltered,
  SHOW_ALL,
} from '../../../../../plugins/web/page/chat/filter.ts'
import { saying } from '../../../../support/page/told.ts'

const zoe = { id: '9', name: 'zoe_k', displayName: 'Zoë', roles: [] }
const lines = [
  saying('Good evening'),
  saying('evening, all is GOOD', { user: zoe }),
  saying('hello', {}, { platform: 'youtube' }),
  saying('copy', {}, { verdict: { kept: false, reason: 'restream-filter/echo' } }),
].map(chatLine)

describe('chat shows', () => {
  test.each<[string, Partial<ChatFilter>, readonly string[]]>([
    ['everything but copies', {}, ['Good evening', 'evening, all is GOOD', 'hello']],
    [
      'copies on asking',
      { platforms: ['twitch'], withDropped: true, user: 'bea' },
      ['Good evening', 'copy'],
    ],
    ['one platform', { platforms: ['youtube'] }, ['hello']],
    ['several platforms', { platforms: ['youtube', 'kick'] }, ['hello']],
    ['one person by the login', { user: 'ZOE_k' }, ['evening, all is GOOD']],
    [
      'one person by the name, with or without its accents',
      { user: ' zoe' },
      ['evening, all is GOOD'],
    ],
    ['lines with all words', { words: 'good  EVENING ' }, ['Good evening', 'evening, all is GOOD']],
    ['lines with a part of a word', { words: 'eve' }, ['Good evening', 'evening, all is GOOD']],
    ['none if none fits', { words: 'good', user: 'nobody' }, []],
  ])('%s', (_, filter, texts) => {
    expect(filtered(lines, { ...SHOW_ALL, ...filter }).map(({ text }) => text)).toEqual(texts)
  })

  test('that it is filtered', () => {
    expect(isFiltered({ ...SHOW_ALL, withDropped: true, words: '  ' })).toBe(false)
    expect(isFiltered({ ...SHOW_ALL, user: 'b' })).toBe(true)
  })
})
