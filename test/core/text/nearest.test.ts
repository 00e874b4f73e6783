import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nearest, suggestion } from '../../../core/text/nearest.ts'

const NAMES = ['greeting', 'channels', 'host', 'chat.message', 'chat.deleted']

it.each([
  ['greting', 'greeting'],
  ['Greeting', 'greeting'],
  ['chanels', 'channels'],
  ['hsot', 'host'],
  ['chat.mesage', 'chat.message'],
  ['password', undefined],
  ['x', undefined],
])('of %s the nearest is %s', (typed, expected) => {
  expect(nearest(typed, NAMES)).toBe(expected)
})

it('a suggestion is a question, or nothing', () => {
  expect(suggestion('greting', NAMES)).toBe('; did you mean greeting?')
  expect(suggestion('nothing like it', NAMES)).toBe('')
})

it('one letter wrong in a name of three or more still finds it', () => {
  const words = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 3, maxLength: 30 })
  fc.assert(
    fc.property(words, fc.nat(), (word, seed) => {
      const at = seed % word.length
      expect(nearest(`${word.slice(0, at)}z${word.slice(at + 1)}`, [word])).toBe(word)
    }),
  )
})
