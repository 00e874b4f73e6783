import type { Bus } from '../bus/bus.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { Instances, RunningSet } from './running-set.ts'

/** What a switch needs of the supervisor. */
export interface SwitchParts {
  readonly bus: Bus
  readonly running: RunningSet
  /** The present set is another: filters and ports are looked up anew. */
  onSwitched(): void
}

/**
 * One point between two events: filters, inputs and ports move together.
 * @param fresh who takes the place of those of the present set, or is new in it
 * @returns how many events waited for it
 */
export function switchTo(
  { bus, running, onSwitched }: SwitchParts,
  config: CheckedConfig,
  fresh: Instances,
): number {
  const { present: before, leaving } = running
  const next = new Map(
    config.uses.flatMap(({ id }) => {
      const instance = fresh.get(id) ?? before.get(id)
      return instance === undefined ? [] : [[id, instance] as const]
    }),
  )
  const added = [...next].filter(([id, instance]) => before.get(id) !== instance)
  return bus.atOnce(() => {
    running.become(config, next)
    onSwitched()
    for (const [id, instance] of added) {
      instance.admit()
      if (leaving.retiring(id) === undefined) instance.endHandOver()
    }
    const held = bus.releaseHeld(added.map(([, instance]) => instance.holder))
    for (const [, instance] of added) instance.open()
    return held
  })
}
