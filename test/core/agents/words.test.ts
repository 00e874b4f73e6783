import { describe, expect, it } from 'vitest'
import { wordsProblem } from '../../../core/agents/words.ts'

const LINES = 'it holds a line end or a tab'
const TURNED = 'it holds a control character, or one that turns a line around'
const UNSEEN = 'it has no visible characters'

describe('the words of an agent', () => {
  it.each([
    ['title', { text: 'Evening at moths.example' }, 'it holds a link'],
    ['setText', { name: 'Goal', text: 't.co/abc' }, 'it holds a link'],
    ['action', { name: 'Flash', args: { a: [{ b: 'discord gg' }] } }, 'it holds a link'],
    ['action', { name: 'Flash', args: { 'www.moths': 1 } }, 'it holds a link'],
    ['title', { text: 'Evening\nof moths' }, LINES],
    ['title', { text: 'Evening \u202Esthom' }, TURNED],
    ['say', { text: 'Hello \u202Esthom' }, TURNED],
    ['note', { text: 'half \u2067way' }, TURNED],
    ['setText', { name: 'Goal', text: 'half\u0000way' }, TURNED],
    ['setText', { name: 'Goal', text: 'half \u202Eyaw' }, TURNED],
    ['action', { name: 'Flash', args: { a: [{ 'b\u202E': 1 }] } }, TURNED],
    ['action', { name: 'Flash', args: { a: 'b\u001B[2J' } }, TURNED],
    ['title', { text: '\u200B\u2060' }, UNSEEN],
    ['say', { text: '\u200B' }, UNSEEN],
    ['note', { text: '\u200B\u2060' }, UNSEEN],
    ['scene', { name: ' ' }, UNSEEN],
    ['action', { name: '\u2800' }, UNSEEN],
    ['shoutout', { user: '\u200B' }, UNSEEN],
    ['setText', { name: ' ', text: 'half' }, UNSEEN],
    ['scene', { name: 'A\u2028B' }, LINES],
    ['say', { text: 'x', channel: 'ann\r' }, LINES],
    ['timeout', { user: 'bea\u0000' }, TURNED],
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
    // Which empties it.
    ['setText', { name: 'Goal', text: '' }],
    ['action', { name: 'Flash', args: { nothing: '' } }],
    ['say', { text: 'a family: \u{1F469}\u200D\u{1F467}' }],
    // The outbox makes it safe.
    ['say', { text: '/ban\nann', platform: 'twitch' }],
    ['delete', { id: 'twitch:chat.message:line-1' }],
  ] as const)('are taken in %s: %j', (act, input) => {
    expect(wordsProblem(act, input)).toBeUndefined()
  })
})
