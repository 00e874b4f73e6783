import { sentenceOf } from 'promethean'
import { expect, it } from 'vitest'
import { type Disconnection, disconnectedSentence } from '../../../plugins/obs/errors.ts'

// Those that a connection can be seen to end with are provoked there; here their words are read.
const troubles: readonly (readonly [Disconnection, RegExp])[] = [
  [{ kind: 'no_answer' }, /cannot reach OBS at ws:\/\/made.up: nobody answered in time; look/],
  [
    { kind: 'not_obs', detail: 'no subprotocol' },
    /does not speak as OBS does .*; correct url, or update OBS/,
  ],
  [{ kind: 'too_old' }, /another version of its protocol; update OBS to 28 or newer/],
  [{ kind: 'exited' }, /lost OBS .*: it exited, .*; it is connected again by itself/],
  [{ kind: 'broken_off' }, /the connection broke off, as in a crash; it is connected again/],
  [{ kind: 'closed', code: 4002 }, /it closed with code 4002; it is connected again/],
]

it.each(troubles)('%j says what, why and what to do', (trouble, sentence) => {
  expect(sentenceOf(disconnectedSentence(trouble, 'ws://made.up'))).toMatch(sentence)
})
