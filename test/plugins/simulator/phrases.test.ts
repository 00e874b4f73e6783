import { expect, it } from 'vitest'
import { phrase } from '../../../plugins/simulator/phrases.ts'
import { randomFrom } from '../../../plugins/simulator/random.ts'

it('an article fits the word behind it', () => {
  const random = randomFrom('friday')
  const said = Array.from({ length: 2_000 }, () => phrase(random, 'joke', ['Bea']).text)
  expect(said.filter(text => /\ba [aeiou]/i.test(text))).toEqual([])
  expect(said).toContainEqual(expect.stringContaining('an umbrella'))
})
