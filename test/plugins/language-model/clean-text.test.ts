import { describe, expect, it } from 'vitest'
import { answerText } from '../../../plugins/language-model/clean-text.ts'

describe('what a model said', () => {
  it.each([
    ['Hello', 'Hello'],
    ['<think>hm</think>Hello', 'Hello'],
    ['<THINKING>hm</THINKING>\n\nHello', 'Hello'],
    ['hm, they want a greeting</think>Hello', 'Hello'],
    ['A <think>hm</think>B <think>hm</think>C', 'A B C'],
    ['<think>hm', ''],
    ['Hello <think>was that right?', 'Hello'],
    ['Hel\u0000lo\u0007', 'Hel lo'],
    [' a\r\nb ', 'a\nb'],
  ])('%j is %j', (answer, expected) => {
    expect(answerText(answer)).toBe(expected)
  })

  it('is found in no time, whatever it wrote', () => {
    expect(answerText('<think>'.repeat(50_000))).toBe('')
    expect(answerText(`${'<think>'.repeat(50_000)}</think>Hi`)).toBe('Hi')
  })
})
