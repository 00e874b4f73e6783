import type { Bus } from '../bus/bus.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { Runners, Sets } from './running-set.ts'

/** What a switch needs of the supervisor. */
export interface SwitchParts {
  readonly bus: Bus
  readonly sets: Sets
  /** The present set is another: filters and ports are looked up anew. */
  onSwitched(): void
}

/**
 * One point between two events: filters, inputs and ports move together.
 * @param fresh who takes the place of those of the present set, or is new in it
 * @returns how many events waited for it
 */
export function switchTo(
  { bus, sets, onSwitched }: SwitchParts,
  config: CheckedConfig,
  fresh: Runners,
): number {
  const { present: before, departures } = sets
  const next = new Map(
    config.uses.flatMap(({ id }) => {
      const runner = fresh.get(id) ?? before.get(id)
      return runner === undefined ? [] : [[id, runner] as const]
    }),
  )
  const added = [...next].filter(([id, runner]) => before.get(id) !== runner)
  return bus.atOnce(() => {
    sets.become(config, next)
    onSwitched()
    for (const [id, runner] of added) {
      runner.admit()
      if (departures.retiring(id) === undefined) runner.endHandOver()
    }
    const held = bus.releaseHeld(added.map(([, runner]) => runner.holder))
    for (const [, runner] of added) runner.open()
    return held
  })
}
