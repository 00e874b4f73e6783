import { NotReady } from '../errors.ts'
import { type Need, type Needs, type Port, readNeed } from '../plugin/port.ts'

// Design, section 5: calls between two providers wait, 5 s at most.
const WAIT_MS = 5_000

/** Finds a port's implementations by use id, in the order of the config. */
export type PortLookup = (port: string) => ReadonlyMap<string, unknown>

/** What runs offer each other. A handle is stable: what stands behind it is looked up at each call. */
export class PortRegistry {
  readonly #waiting = new Set<() => void>()

  /** Something was provided, switched or taken away: waiting calls look again. */
  changed(): void {
    for (const look of [...this.#waiting]) look()
  }

  /** `context.ports` of a use: each need read anew whenever it is asked for. */
  portsFor(needs: Needs, lookup: PortLookup): Record<string, unknown> {
    const ports: Record<string, unknown> = {}
    for (const [name, need] of Object.entries(needs)) {
      Object.defineProperty(ports, name, { enumerable: true, get: this.#reader(need, lookup) })
    }
    return ports
  }

  #reader(need: Need, lookup: PortLookup): () => unknown {
    const { port, mode } = readNeed(need)
    const handles = new Map<string, unknown>()
    const handleOf = (id: string, find: () => unknown) => {
      const known = handles.get(id) ?? this.#handle(port, find)
      handles.set(id, known)
      return known
    }
    const only = () => first(lookup(port.name))
    if (mode === 'one') return () => handleOf('', only)
    if (mode === 'optional')
      return () => (lookup(port.name).size === 0 ? undefined : handleOf('', only))
    return () =>
      new Map(
        [...lookup(port.name).keys()].map(id => [
          id,
          handleOf(id, () => lookup(port.name).get(id)),
        ]),
      )
  }

  #handle(port: Port<unknown>, find: () => unknown): unknown {
    const registry = this
    return new Proxy(Object.create(null), {
      get(_target, member) {
        // Awaiting a handle must not look like calling a port.
        if (member === 'then' || typeof member === 'symbol') return undefined
        const now = find()
        const value: unknown = isObject(now) ? Reflect.get(now, member) : undefined
        if (isObject(now) && typeof value !== 'function') return value
        // Looked up again at the call: a method taken out of the handle must not hold on to an old provider.
        return (...values: unknown[]) => {
          const there = find()
          if (isObject(there)) return call(there, member, values)
          return registry.#whenThere(port, find).then(later => call(later, member, values))
        }
      },
    })
  }

  #whenThere(port: Port<unknown>, find: () => unknown): Promise<object> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(look)
      }
      const look = () => {
        const now = find()
        if (!isObject(now)) return
        done()
        resolve(now)
      }
      const timer = setTimeout(() => {
        done()
        reject(
          new NotReady(
            `${port.name} was not there within ${WAIT_MS / 1_000} s: its plugin is stopped or not connected; see promethean status`,
          ),
        )
      }, WAIT_MS)
      this.#waiting.add(look)
    })
  }
}

function first(found: ReadonlyMap<string, unknown>): unknown {
  for (const implementation of found.values()) return implementation
  return undefined
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function call(implementation: object, member: string, values: readonly unknown[]): unknown {
  const method: unknown = Reflect.get(implementation, member)
  return typeof method === 'function' ? Reflect.apply(method, implementation, values) : method
}
