import { randomBytes } from 'node:crypto'
import type { NewEvent } from 'promethean'
import type { Stage } from './chat-lines.ts'
import { HAPPENINGS, opening } from './happenings.ts'
import { randomFrom } from './random.ts'

/**
 * An endless simulated stream. The same seed gives the same events; only the first part of the keys differs at each run, so
 * that a second run does not count as a repeat of the first.
 */
export function* story(seed: string): Generator<NewEvent, never> {
  const run = `sim-${randomBytes(6).toString('hex')}`
  let told = 0
  const stage: Stage = {
    random: randomFrom(seed),
    key: () => `${run}-${++told}`,
    scene: 'Starting soon',
  }
  yield* opening(stage)
  while (true) yield* stage.random.weigh(HAPPENINGS)(stage)
}
