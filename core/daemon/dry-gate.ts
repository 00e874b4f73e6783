import type { Effect, EffectGate } from '../ports/gate.ts'
import type { Redactor } from '../secrets/redact.ts'

/** An effect that a dry run did not do. */
export type CapturedEffect = Effect

/** The gate of a dry run: effects are reported without secrets instead of being done. */
export function dryGate(
  tell: (effect: CapturedEffect) => void,
  redactor: () => Redactor,
): EffectGate {
  return {
    capture: effect => {
      const shown = redactor().payload(effect.values)
      tell({ ...effect, values: Array.isArray(shown) ? shown : [shown] })
    },
  }
}
