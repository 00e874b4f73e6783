import { NotReady, PrometheanError, sentenceOf } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import { answeredEvent, answeringNothing } from '../plugin/answering.ts'
import type { NotDone, Outcome } from '../plugin/outcome.ts'
import { isEffect, type Need, type Needs, type Port, readNeed } from '../plugin/port.ts'
import { knowProvider } from './about-provider.ts'
import { effectOfCall } from './effect-call.ts'
import { notDoneSentence } from './effect-words.ts'
import type { Effect } from './gate.ts'
import { answerOf, type FailedCall } from './port-call.ts'

// A call between two providers waits this long for the next one; after that, its effect is outdated.
const WAIT_MS = 5_000

/** Finds a port's implementations by plugin id, in the order of the config. */
export type PortLookup = (port: string) => ReadonlyMap<string, unknown>

/** The plugin that asks for ports, and the gate for its effects. */
export interface PortUser {
  readonly id: string
  readonly needs: Needs
  perform(effect: Effect, work: () => unknown): Promise<Outcome<unknown>>
  /** The plugin that should provide a port; '' if the config has none. */
  expected(port: string): string
  /** What the caller gets if the effect is not to be done, whether or not a provider is available; else undefined. */
  held(effect: Effect): NotDone | undefined
  /** No provider is available. @returns what the caller gets */
  absent(effect: Effect, message: string): NotDone
  /** A call failed, and nothing awaited its result. */
  unheard(call: FailedCall, failure: Error): void
}

/** An implementation and the use that provides it. */
type Provider = readonly [string, object]
type Find = () => Provider | undefined

/** The provider a handle stands for. */
interface Wanted {
  /** '' means the provider in the config. */
  readonly id: string
  readonly find: Find
}

/** The ports that running plugins provide. A handle is stable: its provider is looked up at each call. */
export class PortRegistry {
  readonly #waiting = new Set<() => void>()

  /** Providers have changed: waiting calls look again. */
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
      const known = handles.get(id) ?? this.#handle(user, port, { id, find })
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

  #handle(user: PortUser, port: Port<unknown>, { id, find }: Wanted): unknown {
    const handle = new Proxy(Object.create(null), {
      get: (_target, member) => {
        // Awaiting a handle must not look like calling a port.
        if (member === 'then' || typeof member === 'symbol') return undefined
        if (port.about.includes(member)) return undefined
        const answer = (result: Promise<unknown>) => {
          const made = { plugin: user.id, port: port.name, method: member }
          return answerOf(result, made, failure => user.unheard(made, failure))
        }
        if (port.own) return ownMember(find, member, answer)
        // Looked up at the call, so that a method stored by a plugin does not keep an old provider.
        return (...given: unknown[]) => {
          const answered = answeredEvent()
          const values = port.signed.includes(member) ? signed(given, user.id, answered) : given
          const asked = { user, port, method: member, values, answered }
          return answer(this.#call(asked, { id, find }))
        }
      },
    })
    knowProvider(handle, () => find()?.[1])
    return handle
  }

  /**
   * Without a provider it waits, unless it is an effect that is not to be done anyway; if none appears, an effect is
   * held back, and any other call fails.
   */
  async #call(asked: PortCall, { id, find }: Wanted): Promise<unknown> {
    const there = find()
    if (there !== undefined) return call(asked, there)
    const { user, port } = asked
    const wanted = id || user.expected(port.name)
    const effect = effectOf(asked, wanted)
    const held = effect && user.held(effect)
    if (held !== undefined) return held
    const came = await this.#whenThere(find)
    if (came !== undefined) return call(asked, came)
    const away = {
      why: `${wanted || 'its plugin'} is stopped or not connected`,
      advice: 'see promethean status',
    }
    if (effect === undefined) {
      const what = `${port.name} was not available within ${WAIT_MS / 1_000} s`
      throw new NotReady({ what, ...away })
    }
    // It may have been muted meanwhile, or its caller may have been switched to only now.
    return user.held(effect) ?? user.absent(effect, sentenceOf(notDoneSentence(effect, away)))
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
  readonly method: string
  readonly values: readonly unknown[]
  /** What the caller was at work on when it called. */
  readonly answered: Event | undefined
}

function call(asked: PortCall, [via, implementation]: Provider): unknown {
  const { user, port, method, values } = asked
  const work = by(via, () => {
    const found: unknown = Reflect.get(implementation, method)
    if (typeof found === 'function') return Reflect.apply(found, implementation, values)
    throw noSuchMethod(asked, via)
  })
  if (!port.effects.includes(method)) return work()
  const effect = effectOf(asked, via)
  return effect === undefined ? readOf(work) : user.perform(effect, work)
}

// A provider may have its own queue that works for others; core tracks only what it starts itself.
function by(via: string, work: () => unknown): () => unknown {
  return via === RUNTIME ? work : () => answeringNothing(work)
}

/** A call as an effect; undefined if it is not one. */
function effectOf(asked: PortCall, via: string): Effect | undefined {
  const { user, port, method, values, answered } = asked
  if (!isEffect(port, method, values)) return undefined
  return effectOfCall({ plugin: user.id, via, port, method, values, answered })
}

async function readOf(work: () => unknown): Promise<Outcome<unknown>> {
  return { done: true, value: await work() }
}

function noSuchMethod({ port, method }: PortCall, via: string): PrometheanError {
  const what = `cannot call ${port.name}.${method}`
  const why = `what ${via} provides as ${port.name} has no such method`
  return new PrometheanError('runtime', { what, why, advice: 'check the name, or add it there' })
}

/** A member of a port that core provides itself: it is read at once. */
function ownMember(
  find: Find,
  member: string,
  answer: (result: Promise<unknown>) => Promise<unknown>,
): unknown {
  const now = find()
  const value: unknown = now && Reflect.get(now[1], member)
  if (now === undefined || typeof value !== 'function') return value
  return (...values: unknown[]) => {
    // A plugin may provide it instead of core, and may start or stop in the meantime.
    const [via, implementation] = find() ?? now
    const work = () => Reflect.apply(Reflect.get(implementation, member), implementation, values)
    const result = by(via, work)()
    return result instanceof Promise ? answer(result) : result
  }
}

// Overwrites whatever the caller set; the rest of the request is the caller's.
function signed(values: readonly unknown[], by: string, answered?: Event): readonly unknown[] {
  const last = values.at(-1)
  if (typeof last !== 'object' || last === null || Array.isArray(last)) return values
  const cause: unknown = Reflect.get(last, 'cause') ?? answered
  return [...values.slice(0, -1), { ...last, ...(cause !== undefined && { cause }), by }]
}
