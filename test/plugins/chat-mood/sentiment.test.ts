import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineMood } from '../../../plugins/chat-mood/sentiment.ts'

describe('a line is glad', () => {
  it.each([
    'this is great',
    'I love this game so much',
    'looooove it',
    'gg that was a great fight',
    'PogChamp PogChamp PogChamp',
    'KEKW',
    '❤️ 👏🏽',
    'not bad at all',
    'what a clutch, I am hyped',
    'no problem, great stream',
    'the boss is dead LETSGO',
    '<3',
    'nice :)',
    'this is gr\u034Feat \u{E0000}',
  ])('%s', text => expect(lineMood(text).sentiment).toBeGreaterThan(0.1))
})

describe('a line is sad or cross', () => {
  it.each([
    'this is terrible',
    'I hate this map',
    'that was not good',
    "I don't really like this",
    'does not work',
    'BibleThump',
    'Sadge again',
    '😭😭😭',
    'rip, so scuffed',
    'worst stream ever :(',
  ])('%s', text => expect(lineMood(text).sentiment).toBeLessThan(-0.1))
})

describe('a line says nothing of the mood', () => {
  it.each([
    '',
    'the boss has two arms',
    'Kappa',
    '!love bob',
    '@greatlove',
    'https://love.example/great',
    '12345',
    'constructor toString hasOwnProperty',
    'kill the enemy',
  ])('%s', text => expect(lineMood(text).sentiment).toBeUndefined())
})

it('more of it weighs more, and never leaves -1 to 1', () => {
  const [one, two, many] = ['great', 'great great', 'great '.repeat(80)].map(
    text => lineMood(text).sentiment ?? 0,
  )
  expect(one).toBeLessThan(two ?? 0)
  expect(two).toBeLessThan(many ?? 0)
  expect(many).toBeLessThan(1)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      const { sentiment = 0, words, understood, emotes } = lineMood(text)
      expect(Math.abs(sentiment)).toBeLessThanOrEqual(1)
      expect(understood).toBeLessThanOrEqual(words)
      expect(emotes).toBeLessThanOrEqual(words)
    }),
  )
})

describe('how much of a line it understands', () => {
  const share = (text: string) => {
    const { understood, words } = lineMood(text)
    return words === 0 ? 0 : understood / words
  }
  it('English: most of it', () => {
    expect(share('I think this is the best game of the year')).toBeGreaterThan(0.8)
  })
  it('other languages: little', () => {
    expect(share('ich finde das Spiel heute richtig gut gemacht')).toBeLessThan(0.2)
    expect(share('это лучшая игра года')).toBe(0)
  })
  it('emotes and emoji in any language', () => {
    expect(share('PogChamp 😂 KEKW')).toBe(1)
  })
})

describe('emotes', () => {
  it('are found where the platform says, and scored by their ending where the channel made them', () => {
    const text = '👋 annHype hello annSadge'
    const at = (name: string) => {
      const start = Array.from(text.slice(0, text.indexOf(name))).length
      return { id: name, name, start, end: start + name.length - 1 }
    }
    const mood = lineMood('👋 annHype hello', [at('annHype')])
    expect(mood).toMatchObject({ emotes: 2, words: 3, understood: 3 })
    expect(
      lineMood('annHype', [{ id: '1', name: 'annHype', start: 0, end: 6 }]).sentiment,
    ).toBeGreaterThan(0.5)
    expect(lineMood('annHype').sentiment).toBeUndefined()
  })

  it('named by their exact letters count without the platform: BTTV, FFZ and 7TV', () => {
    expect(lineMood('catJAM catJAM ok').emotes).toBe(2)
    expect(lineMood('clap').emotes).toBe(0)
    expect(lineMood('Clap').emotes).toBe(1)
  })

  it('at wrong places do no harm', () => {
    const wrong = [
      { id: '1', name: 'x', start: 3, end: 1 },
      { id: '2', name: 'y', start: 2, end: 900 },
      { id: '3', name: 'z', start: -5, end: 1 },
    ]
    expect(lineMood('great stuff', wrong).sentiment).toBeGreaterThan(0)
  })

  it('families and coloured hands are one emoji each', () => {
    expect(lineMood('👩‍👩‍👧‍👦 👍🏽👍🏿 ❤️').emotes).toBe(4)
  })
})
