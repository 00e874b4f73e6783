import { describe, expect, it } from 'vitest'
import { wordsProblem } from '../../../core/agents/words.ts'

describe('the words of an agent', () => {
  it.each([
    ['title', { text: 'Evening at moths.example' }, 'it holds a link'],
    ['setText', { name: 'Goal', text: 't.co/abc' }, 'it holds a link'],
    ['action', { name: 'Flash', args: { a: [{ b: 'discord gg' }] } }, 'it holds a link'],
    ['action', { name: 'Flash', args: { 'www.moths': 1 } }, 'it holds a link'],
    ['title', { text: 'Evening\nof moths' }, 'it holds a line end or a control character'],
    ['title', { text: 'Evening \u202Esthom' }, 'it holds a line end or a control character'],
    ['scene', { name: 'A\u2028B' }, 'it holds a line end or a control character'],
    ['say', { text: 'x', channel: 'ann\r' }, 'it holds a line end or a control character'],
    ['timeout', { user: 'bea\u0000' }, 'it holds a line end or a control character'],
    ['title', { text: '/ban ann' }, 'it begins like a command'],
    ['title', { text: ' \u200B!so bea' }, 'it begins like a command'],
    [
      'action',
      { name: 'x', args: { a: 'x'.repeat(10_000) } },
      'it is longer than 10000 characters',
    ],
  ] as const)('are refused in %s: %j', (act, input, why) => {
    expect(wordsProblem(act, input)?.why).toBe(why)
  })

  it.each([
    ['title', { text: 'A quiet evening, part 2' }],
    ['setText', { name: 'Goal', text: 'half\nway' }],
    ['action', { name: 'Flash', args: { color: 'red', lines: 'a\nb', n: 1 } }],
    ['scene', { name: 'סצנה\u200F' }],
    // The outbox makes it safe.
    ['say', { text: '/ban\nann', platform: 'twitch' }],
    ['delete', { id: 'twitch:chat.message:line-1' }],
  ] as const)('are taken in %s: %j', (act, input) => {
    expect(wordsProblem(act, input)).toBeUndefined()
  })
})
