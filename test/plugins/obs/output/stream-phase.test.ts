import { expect, it } from 'vitest'
import { StreamPhase } from '../../../../plugins/obs/output/stream-phase.ts'

const OUTPUT = 'OBS_WEBSOCKET_OUTPUT_'
const cycles: readonly (readonly [string, readonly string[], readonly string[], string])[] = [
  ['a stream', ['STARTING', 'STARTED', 'STOPPING', 'STOPPED'], ['started', 'stopped'], 'off'],
  ['a start that fails', ['STARTING', 'STOPPED'], [], 'off'],
  [
    'a service that drops away',
    ['STARTING', 'STARTED', 'RECONNECTING', 'RECONNECTING', 'RECONNECTED'],
    ['started'],
    'live',
  ],
  // Each event is sent by a task of its own.
  ['a start out of order', ['STARTED', 'STARTING'], ['started'], 'live'],
  ['an end out of order', ['STARTED', 'STOPPED', 'STOPPING'], ['started', 'stopped'], 'off'],
  ['the same twice', ['STARTED', 'STARTED', 'STOPPED', 'STOPPED'], ['started', 'stopped'], 'off'],
  ['what nobody knows', ['STARTED', 'HUMMING', ''], ['started'], 'live'],
]

it.each(cycles)('%s is told right', (_name, states, turns, phase) => {
  const stream = new StreamPhase()
  stream.answered(false)
  expect(states.flatMap(state => stream.event(`${OUTPUT}${state}`) ?? [])).toEqual(turns)
  expect(stream.phase).toBe(phase)
})

it('an event that came before the first answer is newer than it', () => {
  const stream = new StreamPhase()
  stream.event(`${OUTPUT}STARTED`)
  stream.answered(false)
  expect(stream.phase).toBe('live')
})
