import { describe, expect, it } from 'vitest'
import { answerFault } from '../../../../plugins/chat-bot/model/answer-faults.ts'
import { cleanAnswer } from '../../../../plugins/chat-bot/model/clean-answer.ts'

describe('an answer from a model', () => {
  it.each([
    ['two\r\nlines\u2028here', 'two lines here'],
    ['/ban ann', 'ban ann'],
    ['\u200B !addcom x', 'addcom x'],
    ['"!so bob"', 'so bob'],
    ['"Hi" is what I say', '"Hi" is what I say'],
    ['Answer: !so bob', 'so bob'],
    ['Note: all is well', 'Note: all is well'],
    ['- a list', 'a list'],
    ['@bea: yes', '@bea: yes'],
    ['!', ''],
  ])('%j is said as %j', (written, said) => {
    expect(cleanAnswer(written, 100)).toBe(said)
  })

  it('is cut at a word, and no emoji is broken', () => {
    expect(cleanAnswer('one two three four', 12)).toBe('one two…')
    expect([...cleanAnswer('🙂'.repeat(20), 10)]).toHaveLength(10)
  })

  it('is unfit where it is rude, banned, or what the model was told', async () => {
    const standards = {
      banned: ['Frobnicate', 'pine apple'],
      told: 'You write one line in the chat. Be kind.',
    }
    expect(await answerFault('what the fuuuck', standards)).toBe('it is rude')
    expect(await answerFault('let us fr0bn1c@te', standards)).toBe('it has a banned word')
    expect(await answerFault('PINE  APPLE pizza', standards)).toBe('it has a banned word')
    expect(await answerFault('I was told: you write ONE line in the chat', standards)).toBe(
      'it repeats its instructions',
    )
    expect(await answerFault('go to skins dot example', standards)).toBe('it holds a link')
    expect(await answerFault('go to skins . example', standards)).toBe('it holds a link')
    expect(await answerFault('Connect the dots. Then rest.', standards)).toBeUndefined()
    expect(await answerFault('Be kind', standards)).toBeUndefined()
    expect(await answerFault('A classic assessment of the scene', standards)).toBeUndefined()
  })
})
