import { PrometheanError } from '../../errors.ts'
import { CallFailed } from './call.ts'
import type { ServiceSystem } from './system.ts'

/** Why the system did not do it, in a sentence; any other failure as it is. */
export function troubleOf(what: string, failure: unknown, system: ServiceSystem): unknown {
  if (!(failure instanceof CallFailed)) return failure
  const advice = failure.isMissing
    ? `start promethean run by what starts programs on this system, for there is no ${system.name}`
    : system.advice(failure.message)
  return new PrometheanError('runtime', { what, why: failure.message, advice }, { cause: failure })
}
