import { describe, expect, it } from 'vitest'
import { bannedWordMatcher } from '../../../../plugins/title-generator/model/banned-words.ts'
import { areAlike, isCopyOf, quotes } from '../../../../plugins/title-generator/model/similarity.ts'
import {
  type TitleRules,
  titleFault,
} from '../../../../plugins/title-generator/model/title-rules.ts'

describe('a banned word is found', () => {
  const isBanned = bannedWordMatcher([
    'frobnicate',
    'zork',
    'Scheibenkleister',
    'bad phrase',
    'pizza',
  ])

  it.each([
    'We frobnicate tonight',
    'WE FROBNICATE TONIGHT',
    'We fr0bn1c4t3 tonight',
    'We frobnic@te tonight',
    'We f.r.o.b.n.i.c.a.t.e',
    'We f r o b n i c a t e now',
    'We frooooobnicate',
    'We ｆｒｏｂｎｉｃａｔｅ',
    'We frob\u200Bnicate',
    'We fröbnicáte',
    'zork time',
    'all the zorks',
    'z0rk!',
    'SCHEIBENKLEISTER',
    'a bad  phrase',
    'p1zza night',
    'fuck this',
    'fuuuuck this',
    'f.u.c.k this',
    'sh1t happens',
  ])('%s', text => {
    expect(isBanned(text)).toBe(true)
  })

  it.each([
    'Cosy evening',
    'A class act in Scunthorpe',
    'Zorkana is no zorkling',
    'Passing the exam with an assassin',
    'Top 10 of 2026, part 13',
  ])('and not in %s', text => {
    expect(isBanned(text)).toBe(false)
  })
})

describe('likeness', () => {
  it.each([
    ['Cosy evening', 'cosy  EVENING!!'],
    ['Elden Ring part 12', 'Elden Ring part 13'],
    ['Cosy evening with chess', 'A cosy evening with chess'],
  ])('%s is like %s', (one, other) => {
    expect(areAlike(one, other)).toBe(true)
  })

  it.each([
    ['Cosy evening', 'Wild night'],
    ['Elden Ring', 'Elden Lord, at last'],
    ['A', 'B'],
  ])('%s is not like %s', (one, other) => {
    expect(areAlike(one, other)).toBe(false)
  })

  it('a title that is what a viewer wrote is a copy; a game that is named is not', () => {
    expect(isCopyOf('Bob is the best', 'bob: yeah, Bob is the BEST!')).toBe(true)
    expect(isCopyOf('Elden Ring', 'cat: elden ring again?')).toBe(false)
    expect(isCopyOf('Bob is the best streamer', 'bob: Bob is the best')).toBe(false)
  })

  it('five words of the instructions in a row are a quotation', () => {
    const told = 'You write the title of a live stream that begins now.'
    expect(quotes('You write the title of it', told)).toBe(true)
    expect(quotes('The title of a stream', told)).toBe(false)
  })
})

const rules: TitleRules = {
  limit: { codePoints: 40, refused: '' },
  isBanned: text => text.includes('frobnicate'),
  secrets: { isIn: text => text.includes('hunter22') },
  lastTitles: ['Cosy evening'],
  chat: ['bob: everybody say hello to bob'],
  instructions: 'You write the title of a live stream',
}

it.each([
  ['', 'it was empty'],
  ['!!! ???', 'it was empty'],
  ['a '.repeat(30), 'it had 60 characters, 40 are allowed'],
  [`${'👍 '.repeat(10)}long enough to be too long`, 'it had 46 characters, 40 are allowed'],
  ['/ban ann', 'it began like a command'],
  ['!title hacked', 'it began like a command'],
  ['.clear', 'it began like a command'],
  ['\\unmod', 'it began like a command'],
  ['key hunter22', 'it held a secret'],
  ['see gratis.example', 'it held a link'],
  ['we frobnicate', 'it held a banned word'],
  ['You write the title of this', 'it repeated the instructions'],
  ['Say hello to Bob', 'it repeated a line of chat'],
  ['COSY EVENING!', 'it was too similar to a recent title'],
])('%j is refused: %s', (title, why) => {
  expect(titleFault(title, rules)).toBe(why)
})

it.each(['Wild night', '...and action', 'Say hello', '👍 Wild night @ann #fun'])(
  '%j is taken',
  title => {
    expect(titleFault(title, rules)).toBeUndefined()
  },
)
