import type { Event } from '../events/event.ts'
import type { Port } from '../plugin/port.ts'
import type { Effect } from './gate.ts'

/** The caller and the provider of a port call. */
export interface EffectCall {
  readonly plugin: string
  readonly via: string
  readonly port: Port<unknown>
  readonly method: string
  readonly values: readonly unknown[]
  /** The event its caller is working on: the cause if none is given. */
  readonly answered: Event | undefined
}

/** A call of a port's method as an effect: its values, without the options that come last. */
export function effectOfCall(call: EffectCall): Effect {
  const { plugin, via, port, method, values, answered } = call
  const last = values.at(-1)
  const hasOptions = isOptions(last)
  return {
    plugin,
    via,
    port: port.name,
    method,
    values: hasOptions ? [...values.slice(0, -1), ...besides(last)] : values,
    cause: (hasOptions ? causeIn(last) : undefined) ?? answered,
  }
}

// `EffectOptions`, alone or with a port's own beside them, or the bare signal of a ChatSender.
function isOptions(value: unknown): value is object {
  if (value instanceof AbortSignal) return true
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if (causeIn(value) !== undefined || Reflect.get(value, 'signal') instanceof AbortSignal)
    return true
  return Object.keys(value).every(key => key === 'cause' || key === 'signal')
}

/** A port's own options: they are values as the others. */
function besides(options: object): readonly object[] {
  if (options instanceof AbortSignal) return []
  const own = Object.entries(options).filter(([key]) => key !== 'cause' && key !== 'signal')
  return own.length === 0 ? [] : [Object.fromEntries(own)]
}

function causeIn(options: object): Event | undefined {
  const cause: unknown = Reflect.get(options, 'cause')
  const isEvent = typeof cause === 'object' && cause !== null && 'id' in cause && 'type' in cause
  // Plugins are typed to pass an event here; any other value with an id is simply not found.
  return isEvent ? (cause as Event) : undefined
}
