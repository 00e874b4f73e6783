import type { Effect, EffectGate } from '../ports/gate.ts'
import type { Redactor } from '../secrets/redact.ts'

/** An effect that a dry run did not do. */
export type CapturedEffect = Omit<Effect, 'otherwise' | 'refusal'>

/** The gate of a dry run: effects are reported without secrets instead of being done. */
export function dryGate(
  tell: (effect: CapturedEffect) => void,
  redactor: () => Redactor,
): EffectGate {
  return {
    capture: ({ otherwise, refusal: _, ...effect }) => {
      const shown = redactor().payload(effect.values)
      tell({ ...effect, values: Array.isArray(shown) ? shown : [shown] })
      return { value: otherwise }
    },
  }
}
