import { describe, expect, test } from 'vitest'
import { type LineAct, whyNot } from '../../../../../plugins/web/page/acts/allowed.ts'
import { saidWords } from '../../../../../plugins/web/page/acts/done-words.ts'
import { chatLine } from '../../../../../plugins/web/page/chat/chat-line.ts'
import { saying } from '../../../../support/page/told.ts'

const ALL = ['say', 'delete', 'timeout', 'untimeout']
const line = chatLine(saying('hello'))

describe('a line offers', () => {
  test.each<LineAct>(['answer', 'remove', 'timeout'])('%s', act => {
    expect(whyNot(act, line, ALL)).toBeUndefined()
    expect(whyNot(act, line, undefined)).toBeUndefined()
  })

  test('nothing that the token may not', () => {
    for (const act of ['answer', 'remove', 'timeout'] as const)
      expect(whyNot(act, line, ['status'])).toMatch(/token of this page/)
  })

  test('no moderation of a test line, whose author may have the name of somebody real', () => {
    const test = { ...line, isTest: true }
    expect(whyNot('timeout', test, ALL)).toMatch(/Test message/)
    expect(whyNot('remove', test, ALL)).toMatch(/Test message/)
    expect(whyNot('answer', test, ALL)).toBeUndefined()
  })

  test.each(['youtube', 'kick', 'trovo', ''])(
    'no timeout on %j, where the name is another viewer',
    platform => {
      expect(whyNot('timeout', { ...line, platform }, ALL)).toMatch(/on Twitch only/)
    },
  )

  test('no timeout of the streamer', () => {
    const person = { ...line.person, roles: ['broadcaster'] }
    expect(whyNot('timeout', { ...line, person }, ALL)).toMatch(/streamer/)
    expect(whyNot('timeout', { ...line, isSelf: true }, ALL)).toMatch(/streamer/)
  })

  test('no second deletion', () => {
    expect(whyNot('remove', { ...line, struck: { why: 'deleted' } }, ALL)).toMatch(/Already/)
    expect(whyNot('remove', { ...line, struck: { why: 'cleared' } }, ALL)).toBeUndefined()
  })
})

describe('an answer', () => {
  test.each([
    [{ status: 'sent', confirmed: true }, 'good', 'Sent'],
    [{ status: 'sent', confirmed: false }, 'wait', 'Sent; the platform did not confirm it'],
    [
      { status: 'sent', capturedBy: 'simulator' },
      'wait',
      'Nothing was sent: simulator only simulates this platform',
    ],
    [{ status: 'dropped', reason: 'queue_full' }, 'bad', 'Not sent: queue full'],
    [{ status: 'dropped' }, 'bad', 'Not sent: '],
  ] as const)('%j reads as what became of it', (said, level, words) => {
    expect(saidWords(said)).toEqual({ level, words })
  })
})
