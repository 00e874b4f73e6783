import type { Bus } from '../bus/bus.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { Instances, RunningSet } from './running-set.ts'

/** What a switch needs of the supervisor. */
export interface SwitchParts {
  readonly bus: Bus
  readonly running: RunningSet
  /** The current set changed: filters and ports must be looked up again. */
  onSwitched(): void
}

/**
 * Switches filters, inputs and ports together, between two events.
 * @param fresh the instances that replace current ones or are new
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
