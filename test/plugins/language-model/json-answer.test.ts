import { expect, it } from 'vitest'
import { z } from 'zod'
import { readJsonAnswer } from '../../../plugins/language-model/json-answer.ts'

const schema = z.strictObject({ title: z.string() })

it('finds the value between words', async () => {
  const answer = 'Sure: {"title":"Bridges"} Anything else?'
  expect(await readJsonAnswer(answer, schema)).toEqual({ isFit: true, value: { title: 'Bridges' } })
})

it.each(['no JSON', '} {', '[', ''])('%j is no JSON', async answer => {
  expect(await readJsonAnswer(answer, schema)).toEqual({ isFit: false, why: 'it is not JSON' })
})

// By a pattern that tries each bracket this took half an hour.
it('an answer from a million opening brackets is refused like any other', async () => {
  expect(await readJsonAnswer('['.repeat(1_000_000), schema)).toMatchObject({ isFit: false })
})
