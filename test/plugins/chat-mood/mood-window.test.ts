import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type MoodLine, MoodWindow } from '../../../plugins/chat-mood/mood-window.ts'

const LENGTH_MS = 60_000

const line = fc.record({
  after: fc.integer({ min: 0, max: 20_000 }),
  chatter: fc.constantFrom('ann', 'bob', 'eve', 'joe'),
  isMention: fc.boolean(),
  emotes: fc.nat(3),
  sentiment: fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: undefined }),
  words: fc.integer({ min: 1, max: 9 }),
  understood: fc.constant(1),
})

it('is at every moment what a recount of all lines gives', () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(30_000)), (told, pauses) => {
      const window = new MoodWindow(LENGTH_MS)
      const all: MoodLine[] = []
      let now = 1_000
      for (const [at, { after, ...rest }] of told.entries()) {
        now += after
        const next = { ...rest, at: now }
        window.add(next)
        all.push(next)
        now += pauses[at] ?? 0
        expect(window.mood(now)).toEqual(recount(all, now))
      }
      now += LENGTH_MS
      expect(window.mood(now)).toBeUndefined()
    }),
  )
})

function recount(all: readonly MoodLine[], now: number) {
  let lines = 0
  let mentions = 0
  let emotes = 0
  let words = 0
  let known = 0
  let scores = 0
  let score = 0
  const chatters: string[] = []
  for (const one of all) {
    if (now - one.at >= LENGTH_MS) continue
    lines += 1
    emotes += one.emotes
    words += one.words
    known += one.understood
    if (one.isMention) mentions += 1
    if (!chatters.includes(one.chatter)) chatters.push(one.chatter)
    if (one.sentiment !== undefined) {
      scores += 1
      score += one.sentiment
    }
  }
  if (lines === 0) return undefined
  return {
    rate: expect.closeTo(lines, 5),
    chatters: chatters.length,
    mentions,
    emotes,
    sentiment: expect.closeTo(scores === 0 ? 0 : score / scores, 1),
    understood: expect.closeTo(known / words, 1),
  }
}

it('a flood is bounded, and its rate still true', () => {
  const window = new MoodWindow(LENGTH_MS, 100)
  const one = {
    chatter: 'ann',
    isMention: false,
    emotes: 0,
    sentiment: 0.5,
    words: 1,
    understood: 1,
  }
  for (let at = 0; at < 10_000; at += 10) window.add({ ...one, at })
  expect(window.mood(10_000)).toMatchObject({ rate: 6_000, chatters: 1, sentiment: 0.5 })
})
