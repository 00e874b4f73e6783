import { NotReady, sentenceOf } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import { answeredEvent, answeringNothing } from '../plugin/answering.ts'
import { isEffect, type Need, type Needs, type Port, readNeed } from '../plugin/port.ts'
import { effectOfCall } from './effect-call.ts'
import { followed } from './failed-calls.ts'
import type { Effect } from './gate.ts'
import type { HeldBack } from './held-back.ts'

// A call between two providers waits this long for the next one; after that, its effect is outdated.
const WAIT_MS = 5_000

/** Finds a port's implementations by plugin id, in the order of the config. */
export type PortLookup = (port: string) => ReadonlyMap<string, unknown>

/** The plugin that asks for ports, and the gate for its effects. */
export interface PortUser {
  readonly id: string
  readonly needs: Needs
  perform(effect: Effect, work: () => unknown): Promise<unknown>
  /** What the caller gets if a mute holds it back; undefined if none does. */
  heldByMute(effect: Effect): unknown
  /** It is not done, which is no failure. @returns what the caller gets */
  holdBack(effect: Effect, why: HeldBack): unknown
}

/** An implementation and the use that provides it. */
type Provider = readonly [string, object]
type Find = () => Provider | undefined

/** The ports that running plugins provide. A handle is stable: its provider is looked up at each call. */
export class PortRegistry {
  readonly #waiting = new Set<() => void>()

  /** Something was provided, switched or taken away: waiting calls look again. */
  changed(): void {
    for (const look of [...this.#waiting]) look()
  }

  /** `context.ports` of a plugin: each need is looked up whenever it is read. */
  portsFor(user: PortUser, lookup: PortLookup): Record<string, unknown> {
    const ports: Record<string, unknown> = {}
    for (const [name, need] of Object.entries(user.needs)) {
      const get = this.#reader(user, need, lookup)
      Object.defineProperty(ports, name, { enumerable: true, get })
    }
    return ports
  }

  #reader(user: PortUser, need: Need, lookup: PortLookup): () => unknown {
    const { port, mode } = readNeed(need)
    const handles = new Map<string, unknown>()
    const handleOf = (id: string, find: Find) => {
      const known = handles.get(id) ?? this.#handle(user, port, find)
      handles.set(id, known)
      return known
    }
    const only = () => first(lookup(port.name))
    if (mode === 'one') return () => handleOf('', only)
    if (mode === 'optional')
      return () => (lookup(port.name).size === 0 ? undefined : handleOf('', only))
    const named = (id: string) => () => provider(id, lookup(port.name).get(id))
    return () => new Map([...lookup(port.name).keys()].map(id => [id, handleOf(id, named(id))]))
  }

  #handle(user: PortUser, port: Port<unknown>, find: Find): unknown {
    const registry = this
    return new Proxy(Object.create(null), {
      get(_target, member) {
        // Awaiting a handle must not look like calling a port.
        if (member === 'then' || typeof member === 'symbol') return undefined
        const [, now] = find() ?? []
        const value: unknown = now === undefined ? undefined : Reflect.get(now, member)
        if (now !== undefined && typeof value !== 'function') return value
        // Looked up again at the call, so that a method stored by a plugin does not keep an old provider.
        return (...values: unknown[]) => {
          const asked = { user, port, member, values, answered: answeredEvent() }
          const there = find()
          const result = there === undefined ? registry.#later(asked, find) : call(asked, there)
          return followed(result, { plugin: user.id, port: port.name, method: member })
        }
      },
    })
  }

  /** A call without a provider. An effect is held back if none appears; any other call fails. */
  async #later(asked: PortCall, find: Find): Promise<unknown> {
    const { user, port, member: method, values, answered } = asked
    const effect = isEffect(port, method, values)
      ? effectOfCall({ plugin: user.id, via: '', port, method, values, answered })
      : undefined
    const muted = effect && user.heldByMute(effect)
    if (muted !== undefined) return muted
    const there = await this.#whenThere(find)
    if (there !== undefined) return call(asked, there)
    const within = `within ${WAIT_MS / 1_000} s`
    const why = 'its plugin is stopped or not connected'
    const advice = 'see promethean status'
    if (effect === undefined)
      throw new NotReady({ what: `${port.name} was not available ${within}`, why, advice })
    const what = `${port.name}.${method} was not called: no provider was available ${within}`
    const message = sentenceOf({ what, why, advice })
    return user.holdBack(effect, { reason: 'absent', message })
  }

  #whenThere(find: Find): Promise<Provider | undefined> {
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(look)
      }
      const look = () => {
        const now = find()
        if (now === undefined) return
        done()
        resolve(now)
      }
      const timer = setTimeout(() => {
        done()
        resolve(undefined)
      }, WAIT_MS)
      this.#waiting.add(look)
    })
  }
}

function first(found: ReadonlyMap<string, unknown>): Provider | undefined {
  for (const [id, implementation] of found) return provider(id, implementation)
  return undefined
}

function provider(id: string, implementation: unknown): Provider | undefined {
  return isObject(implementation) ? [id, implementation] : undefined
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

interface PortCall {
  readonly user: PortUser
  readonly port: Port<unknown>
  readonly member: string
  readonly values: readonly unknown[]
  /** What the caller was at work on when it called. */
  readonly answered: Event | undefined
}

function call(
  { user, port, member, values: given, answered }: PortCall,
  [via, implementation]: Provider,
): unknown {
  const values = port.signed.includes(member) ? signed(given, user.id, answered) : given
  const apply = () => {
    const method: unknown = Reflect.get(implementation, member)
    return typeof method === 'function' ? Reflect.apply(method, implementation, values) : method
  }
  // A provider may have a queue of its own that works for others; core tracks what it starts itself.
  const work = via === RUNTIME ? apply : () => answeringNothing(apply)
  if (!isEffect(port, member, values)) return work()
  const effect = effectOfCall({ plugin: user.id, via, port, method: member, values, answered })
  return user.perform(effect, work)
}

// Overwrites whatever the caller set; the rest of the request is the caller's.
function signed(values: readonly unknown[], by: string, answered?: Event): readonly unknown[] {
  const last = values.at(-1)
  if (typeof last !== 'object' || last === null || Array.isArray(last)) return values
  const cause: unknown = Reflect.get(last, 'cause') ?? answered
  return [...values.slice(0, -1), { ...last, ...(cause !== undefined && { cause }), by }]
}
