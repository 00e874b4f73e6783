import { describe, expect, test } from 'vitest'
import { ChatLines, MOST_LINES } from '../../../../../plugins/web/page/chat/chat-lines.ts'
import type { ToldEvent } from '../../../../../plugins/web/page/live/told-event.ts'
import { saying, told } from '../../../../support/page/told.ts'

const cleo = { id: '8', name: 'cleo', displayName: 'Cleo', roles: [] }

describe('chat', () => {
  test('is one list of all platforms, in the order it was told', () => {
    const { lines } = chatOf(
      saying('one'),
      saying('two', {}, { platform: 'youtube', time: 0 }),
      saying('three'),
    )
    expect(lines.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
  })

  test('keeps the latest lines only, however many came', () => {
    const chat = chatOf(...Array.from({ length: MOST_LINES + 100 }, (_, at) => saying(`${at}`)))
    expect(chat.lines).toHaveLength(MOST_LINES)
    expect(chat.lines[0]?.text).toBe('100')
  })

  test('strikes a deleted line, and none of the same id elsewhere', () => {
    const message = { messageId: 'm1' }
    const { lines } = chatOf(
      saying('gone', message),
      saying('stays', message, { platform: 'youtube' }),
      told('chat.deleted', message),
    )
    expect(struck(lines)).toEqual(['deleted', undefined])
  })

  test('strikes a line whose deletion came first', () => {
    const { lines } = chatOf(
      told('chat.deleted', { messageId: 'm1' }),
      saying('', { messageId: 'm1' }),
    )
    expect(struck(lines)).toEqual(['deleted'])
  })

  test.each([
    ['by id', { id: '7', name: 'renamed' }],
    ['by login', { name: 'BEA' }],
    ['by a login given as id', { id: 'bea', name: 'bea' }],
  ])('strikes what a cleared person wrote, known %s', (_, user) => {
    const { lines } = chatOf(
      saying('one'),
      saying('two', { user: cleo }),
      saying('three', {}, { channel: 'dora' }),
      told('chat.cleared', { user }),
      saying('four'),
    )
    expect(struck(lines)).toEqual(['cleared', undefined, undefined, undefined])
  })

  test('strikes every line of a channel that was cleared, and of no other broadcast in it', () => {
    const at = (streamId: string) => saying('', { streamId }, { platform: 'youtube' })
    const { lines } = chatOf(
      at('s1'),
      at('s2'),
      saying('', {}, { platform: 'youtube' }),
      told('chat.cleared', { streamId: 's1' }, { platform: 'youtube' }),
    )
    expect(struck(lines)).toEqual(['cleared', undefined, 'cleared'])
  })

  test.each([
    ['after it', [1, 0]],
    ['before it', [0, 1]],
  ])('says that a person was timed out when their lines are cleared %s', (_, order) => {
    const events = [
      told('chat.cleared', { user: { name: 'bea' } }),
      told('chat.moderated', {
        ...{ action: 'timeout', user: { id: '7' }, seconds: 60 },
        moderator: { name: 'mod', displayName: 'Mod' },
      }),
    ]
    const { lines } = chatOf(saying('x'), ...order.flatMap(at => events[at] ?? []))
    expect(lines[0]?.struck).toEqual({ why: 'timeout', seconds: 60, moderator: 'Mod' })
  })

  test.each(['unban', 'untimeout', 'applaud'])('strikes nothing after %s', action => {
    const { lines } = chatOf(saying('x'), told('chat.moderated', { action, user: { id: '7' } }))
    expect(struck(lines)).toEqual([undefined])
  })

  test('strikes nothing after a dropped deletion', () => {
    const verdict = { kept: false, reason: 'mine/no' } as const
    const { lines } = chatOf(
      saying('x', { messageId: 'm1' }),
      told('chat.deleted', { messageId: 'm1' }, { verdict }),
    )
    expect(struck(lines)).toEqual([undefined])
  })

  const sent = (text: string, more: object = {}) =>
    told('chat.sent', { text, via: 'twitch-irc', plugin: 'greeter', account: 'annbot', ...more })
  const own = (text: string) => saying(text, { isSelf: true })

  test('shows what was sent where the platform does not tell it', () => {
    const { lines } = chatOf(saying('hello'), sent('Welcome, Bea'), saying('thanks'))
    expect(lines.map(({ text, sentBy }) => [text, sentBy])).toEqual([
      ['hello', undefined],
      ['Welcome, Bea', 'greeter'],
      ['thanks', undefined],
    ])
    expect(lines[1]?.person.displayName).toBe('annbot')
  })

  test.each([
    ['before', [own('Welcome'), sent('Welcome')]],
    ['after', [sent('Welcome'), own('Welcome')]],
    ['after, changed where nobody sees it', [sent('Wel  come\u034f'), own('Wel come')]],
  ])('shows what was sent once if the platform tells it %s', (_, events) => {
    const { lines } = chatOf(...events, saying('Welcome'))
    expect(lines.map(({ isSelf, sentBy }) => [isSelf, sentBy])).toEqual([
      [true, undefined],
      [false, undefined],
    ])
  })

  test('shows two equal texts that were sent as two', () => {
    const { lines } = chatOf(sent('hi'), own('hi'), sent('hi'), sent('hi'), own('hi'))
    expect(lines).toHaveLength(3)
  })

  test('shows a line of which nothing is known', () => {
    const { lines } = chatOf(told('chat.message', {}))
    expect(lines[0]).toMatchObject({ text: '', person: { roles: [], badges: [] }, emotes: [] })
  })

  test('leaves the lines that were read before as they were', () => {
    const chat = chatOf(saying('one', { messageId: 'm1' }))
    const before = chat.lines
    chat.add([told('chat.deleted', { messageId: 'm1' }), saying('two')])
    expect(struck(before)).toEqual([undefined])
  })
})

function chatOf(...events: readonly ToldEvent[]): ChatLines {
  const chat = new ChatLines()
  chat.add(events)
  return chat
}

function struck(lines: ChatLines['lines']) {
  return lines.map(line => line.struck?.why)
}
