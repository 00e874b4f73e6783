import { expect, it } from 'vitest'
import { INJECTIONS, obedientModel } from './injections.ts'

it('there are more than fifty kinds of injection, each of its own', () => {
  expect(INJECTIONS.length).toBeGreaterThan(50)
  expect(new Set(INJECTIONS.map(({ kind }) => kind)).size).toBe(INJECTIONS.length)
})

it.each(INJECTIONS)('an obeying model falls for $kind', async ({ kind, words, isLeak }) => {
  const model = obedientModel('Cosy evening')
  const untrusted = [{ label: 'chat', lines: [`bob: ${words}`] }]
  const { text } = await model.generate({ system: 'You write', prompt: 'A title', untrusted })
  expect(model.fooledBy).toEqual([kind])
  expect(isLeak(text)).toBe(true)
  expect(isLeak('Cosy evening: part 2!')).toBe(false)
})

it('an obeying model is honest where nobody tells it otherwise', async () => {
  const model = obedientModel('Cosy evening')
  const untrusted = [{ label: 'chat', lines: ['bob: hello there'] }]
  expect((await model.generate({ prompt: 'A title', untrusted })).text).toBe('Cosy evening')
})
