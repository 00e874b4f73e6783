import {
  findingOf,
  NotReady,
  PluginFailure,
  PrometheanError,
  Refused,
  sentenceOf,
} from 'promethean'
import { expect, it } from 'vitest'

const parts = { what: 'cannot water the plants', why: 'the can is empty', advice: 'fill it' }

it('a failure says what could not be done, why, and what to do, in one sentence', () => {
  expect(new NotReady(parts).message).toBe('cannot water the plants: the can is empty; fill it')
  expect(sentenceOf({ what: 'it waits', why: undefined, advice: 'fill it' })).toBe(
    'it waits; fill it',
  )
  expect(sentenceOf({ what: 'it waits', why: 'no can' })).toBe('it waits: no can')
  expect(sentenceOf({ what: 'it waits', why: '', advice: '' })).toBe('it waits')
})

it.each([
  new NotReady(parts),
  new PluginFailure(parts),
  new Refused(parts),
  new PrometheanError('runtime', parts),
])('the parts of a $name are there as they were given, whatever stands in them', failure => {
  expect(failure).toMatchObject(parts)
  const odd = { what: 'cannot do a: b; c', why: 'the far end says: no; never', advice: 'wait; try' }
  expect(new NotReady(odd)).toMatchObject(odd)
})

it('a failure made of a plain message keeps it whole', () => {
  const failure = new PluginFailure('cannot water: the can is empty; fill it')
  expect(failure.message).toBe('cannot water: the can is empty; fill it')
  expect(failure.what).toBe(failure.message)
  expect([failure.why, failure.advice]).toEqual([undefined, undefined])
})

it('doctor tells trouble with what to do apart, also where the far end says semicolons itself', () => {
  expect(findingOf(new NotReady({ ...parts, why: 'it says: empty; so what' }))).toEqual({
    ok: false,
    what: 'cannot water the plants: it says: empty; so what',
    advice: 'fill it',
  })
  expect(findingOf({ what: 'the can leaks; a lot' })).toEqual({
    ok: false,
    what: 'the can leaks; a lot',
  })
})
