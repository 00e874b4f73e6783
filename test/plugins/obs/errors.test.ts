import { sentenceOf } from 'promethean'
import { expect, it } from 'vitest'
import { type Disconnection, disconnectedSentence } from '../../../plugins/obs/errors.ts'

// Those that a connection can be seen to end with are provoked there; here their words are read.
const troubles: readonly (readonly [Disconnection, RegExp])[] = [
  [{ kind: 'no_answer' }, /cannot reach OBS at ws:\/\/made.up: no answer in time; check/],
  [
    { kind: 'not_obs', detail: 'no subprotocol' },
    /the server there is not OBS .*; correct url, or update OBS/,
  ],
  [{ kind: 'too_old' }, /another protocol version; update OBS to 28 or newer/],
  [{ kind: 'exited' }, /lost OBS .*: OBS exited, .*; it reconnects by itself/],
  [{ kind: 'broken_off' }, /the connection was lost, as in a crash; it reconnects/],
  [{ kind: 'closed', code: 4002 }, /it closed with code 4002; it reconnects/],
]

it.each(troubles)('%j says what, why and what to do', (trouble, sentence) => {
  expect(sentenceOf(disconnectedSentence(trouble, 'ws://made.up'))).toMatch(sentence)
})
