import { describe, expect, it } from 'vitest'
import type { Envelope } from '../../../../core/events/envelope.ts'
import type { Event } from '../../../../core/events/event.ts'
import { TrainingExamples } from '../../../../core/operations/export/training.ts'
import { line, lines } from '../../journal/entries.ts'

function answered(settings: Partial<Envelope<'llm.answered'>> = {}): Event {
  return {
    ...line(0).event,
    id: 'answer',
    type: 'llm.answered',
    data: { prompt: 'Say hello', answer: 'Hello', model: 'llama3.2', latencyMs: 900 },
    ...settings,
  }
}

const here = { platform: 'twitch', channel: 'ann' }

function examples(lines = 3, channel?: string) {
  const made = new TrainingExamples({ lines, channel })
  return (...events: readonly Event[]) =>
    events.map(event => made.take(event)).filter(example => example !== undefined)
}

function textsOf(found: readonly { readonly chat: readonly { readonly text: string }[] }[]) {
  return found.map(({ chat }) => chat.map(({ text }) => text))
}

describe('training data', () => {
  it('has prompt, answer, model and the last lines of chat before it, oldest first', () => {
    const take = examples()
    const found = take(...lines(1, 5, { user: 'bea' }).map(({ event }) => event), answered(here))
    expect(found).toEqual([
      {
        prompt: 'Say hello',
        answer: 'Hello',
        model: 'llama3.2',
        chat: [3, 4, 5].map(n => ({ user: 'BEA', text: `line ${n}` })),
      },
    ])
  })

  it('has the system prompt and the mark of a made-up one where there are', () => {
    const data = { system: 'Be kind', prompt: 'p', answer: 'a', model: 'm', latencyMs: 1 }
    expect(examples()(answered({ ...here, test: true, data }))).toEqual([
      { prompt: 'p', answer: 'a', chat: [], model: 'm', system: 'Be kind', test: true },
    ])
  })

  it('has the chat of the channel it was answered in', () => {
    const take = examples()
    take(line(1).event, line(2, { channel: 'bea' }).event, line(3, { platform: 'kick' }).event)
    expect(textsOf(take(answered(here)))).toEqual([['line 1']])
    expect(textsOf(take(answered({ ...here, channel: 'cleo' })))).toEqual([[]])
  })

  it('finds the channel by the line it answers', () => {
    const take = examples()
    const asked = line(2, { channel: 'bea' }).event
    take(line(1).event, asked)
    const { platform: _p, channel: _c, ...nowhere } = answered({ cause: asked.id })
    expect(textsOf(take(nowhere as Event))).toEqual([['line 2']])
  })

  it('has all chat of its stream where it was answered nowhere, a title say', () => {
    const take = examples()
    take(
      line(1, { session: 'before' }).event,
      line(2, { session: 'now' }).event,
      line(3, { session: 'now', channel: 'bea' }).event,
    )
    const { platform: _p, channel: _c, ...nowhere } = answered({ session: 'now' })
    expect(textsOf(take(nowhere as Event))).toEqual([['line 2', 'line 3']])
  })

  it('of one channel leaves the others out', () => {
    const take = examples(3, 'ann')
    take(line(1).event)
    expect(take(answered(here), answered({ ...here, channel: 'bea' }))).toHaveLength(1)
  })

  it('remembers a bounded number of chats', () => {
    const take = examples()
    for (let n = 0; n < 1_000; n++) take(line(n, { channel: `c${n}` }).event)
    expect(textsOf(take(answered({ ...here, channel: 'c999' })))).toEqual([['line 999']])
    expect(textsOf(take(answered({ ...here, channel: 'c1' })))).toEqual([[]])
  })

  it('has no chat where none is wanted', () => {
    const take = examples(0)
    take(line(1).event)
    expect(textsOf(take(answered(here)))).toEqual([[]])
  })
})
