import type { Terminal } from '../cli/run/terminal.ts'
import type { Effect, EffectGate } from '../ports/gate.ts'
import type { Redactor } from '../secrets/redact.ts'

/** The gate of `run --dry`: effects are printed instead of done. */
export function dryGate(terminal: Terminal, redactor: () => Redactor): EffectGate {
  return {
    capture: effect => {
      terminal.effect(withoutSecrets(effect, redactor()))
      return { value: effect.otherwise }
    },
  }
}

function withoutSecrets(effect: Effect, redactor: Redactor): Effect {
  const shown = redactor.payload(effect.values)
  const values: readonly unknown[] = Array.isArray(shown) ? shown : [shown]
  return { ...effect, values }
}
