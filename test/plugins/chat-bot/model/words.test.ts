import fc from 'fast-check'
import type { Event } from 'promethean'
import { expect, it } from 'vitest'
import { dated, MOST_CHARACTERS } from '../../../../plugins/chat-bot/model/words.ts'
import { line } from '../../../core/journal/entries.ts'

const message = (text: string, at: number): Event<'chat.message'> => {
  const { event } = line(at, { text })
  if (event.type !== 'chat.message') throw new Error('unreachable: a line is a message')
  return event
}
const texts = fc.oneof(
  // Each long one where an even choice may fall.
  fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 60 }))
    .map(([every, many]) =>
      Array.from({ length: every * many }, (_, at) =>
        (at + 1) % every ? 'hm' : 'long '.repeat(80),
      ),
    ),
  fc.array(fc.string({ maxLength: 500 }), { maxLength: 300 }),
)

it('however long the lines are: what is told fits, the last one is told, and short chats are told whole', () => {
  fc.assert(
    fc.property(texts, all => {
      const messages = all.map(message)
      const { lines, events = [] } = dated('chat', messages, { timezone: 'UTC' })
      expect(lines.join('').length).toBeLessThanOrEqual(MOST_CHARACTERS)
      expect(events.at(-1)).toBe(messages.at(-1)?.id)
      expect(lines).toHaveLength(events.length)
      if (all.join('').length + 60 * all.length < MOST_CHARACTERS)
        expect(events).toHaveLength(all.length)
    }),
  )
})

it('of many lines, so many are told that most of the room is used, evenly over the whole', () => {
  const messages = Array.from({ length: 1_000 }, (_, at) => message('soup '.repeat(20), at))
  const { lines, events = [] } = dated('chat', messages, { timezone: 'UTC' })
  expect(lines.join('').length).toBeGreaterThan(MOST_CHARACTERS * 0.9)
  const places = events.map(id => messages.findIndex(one => one.id === id))
  const gaps = places.map((place, at) => place - (places[at - 1] ?? -1))
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1)
})
