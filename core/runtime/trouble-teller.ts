import { within } from '../async.ts'
import { RUNTIME } from '../bus/bus.ts'
import type { Settings } from '../config/settings.ts'
import { messageOf } from '../errors.ts'
import type { Event } from '../events/event.ts'
import type { Log } from '../plugin/context.ts'
import type { Port } from '../plugin/port.ts'
import { Actions, StreamControl } from '../plugin/ports.ts'
import { effectOfCall } from '../ports/effect-call.ts'
import type { Effect } from '../ports/gate.ts'
import { heldBack } from '../ports/held-back.ts'
import type { PortLookup } from '../ports/registry.ts'

// Issue: told within 5 s, at most once a minute.
const TELL_MS = 5_000
const QUIET_MS = 60_000
const MAX_HELD = 100
const LENGTH = 200

export interface TroubleTellerParts {
  wanted(): Settings['onTrouble']
  readonly lookup: PortLookup
  perform(effect: Effect, work: () => unknown): Promise<unknown>
  readonly log: Log
}

/** Something went wrong with a plugin. */
interface Trouble {
  readonly plugin: string
  readonly reason: string
  readonly message: string
}

/** Tells trouble where the streamer looks: at once, then at most once a minute, what came meanwhile in one sentence. */
export class TroubleTeller {
  readonly #parts: TroubleTellerParts
  readonly #held: Trouble[] = []
  #more = 0
  #quiet: NodeJS.Timeout | undefined
  #isStopped = false
  #wasSaid = false

  constructor(parts: TroubleTellerParts) {
    this.#parts = parts
  }

  notice(told: Event): void {
    const trouble =
      this.#isStopped || this.#parts.wanted() === undefined ? undefined : troubleOf(told)
    if (trouble === undefined) return
    if (this.#quiet === undefined) this.#tell([trouble])
    else this.#hold(trouble)
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#quiet)
  }

  // Past so many the oldest go, and are counted in what is told.
  #hold(trouble: Trouble): void {
    this.#held.push(trouble)
    if (this.#held.length <= MAX_HELD) return
    this.#held.shift()
    this.#more += 1
  }

  #tell(troubles: readonly Trouble[], more = 0): void {
    this.#quiet = setTimeout(() => this.#next(), QUIET_MS).unref()
    // Later: whoever has failed just now may be the one to tell it through.
    setImmediate(() => void this.#deliver(summed(troubles, more)))
  }

  #next(): void {
    this.#quiet = undefined
    const held = this.#held.splice(0)
    const more = this.#more
    this.#more = 0
    if (held.length > 0) this.#tell(held, more)
  }

  async #deliver(trouble: Trouble): Promise<void> {
    try {
      const late = () => new Error(`it was not done within ${TELL_MS / 1_000} s`)
      const away = heldBack(await within(TELL_MS, this.#perform(trouble), late))
      if (away?.reason === 'absent') throw new Error(away.message)
      this.#wasSaid = false
    } catch (failure) {
      if (!this.#wasSaid) {
        this.#parts.log.warn(
          `could not tell you of trouble through onTrouble: ${messageOf(failure)}; look at promethean status`,
        )
      }
      this.#wasSaid = true
    }
  }

  #perform(trouble: Trouble): Promise<unknown> {
    const wanted = this.#parts.wanted()
    const signal = AbortSignal.timeout(TELL_MS)
    if (wanted === undefined) return Promise.resolve()
    if ('action' in wanted) {
      return this.#call(Actions, 'run', [wanted.action, { ...trouble }, { signal }])
    }
    return this.#call(StreamControl, 'text', [wanted.obs, trouble.message, { signal }])
  }

  async #call(port: Port<unknown>, method: string, values: readonly unknown[]) {
    const [via, there] = [...this.#parts.lookup(port.name)][0] ?? []
    if (via === undefined) throw new Error(`${port.name} is not there`)
    const work = () => {
      const call: unknown = Reflect.get(Object(there), method)
      return typeof call === 'function' ? Reflect.apply(call, there, values) : undefined
    }
    return this.#parts.perform(effectOfCall({ plugin: RUNTIME, via, port, method, values }), work)
  }
}

function troubleOf(told: Event): Trouble | undefined {
  if (told.type === 'plugin.failed') {
    const { plugin, reason } = told.data
    return { plugin, reason, message: short(`${plugin} failed: ${reason}`) }
  }
  if (told.type !== 'source.stale') return undefined
  const { source, quietMs } = told.data
  const reason = `nothing heard for ${Math.round(quietMs / 1_000)} s`
  return { plugin: source, reason, message: short(`${source}: ${reason}`) }
}

function summed(troubles: readonly Trouble[], more: number): Trouble {
  const last = troubles.at(-1) ?? { plugin: RUNTIME, reason: '', message: '' }
  if (troubles.length <= 1) return last
  const plugins = [...new Set(troubles.map(({ plugin }) => plugin))].join(', ')
  const reason = `${troubles.length + more} more troubles within a minute`
  return { plugin: last.plugin, reason, message: short(`${reason} (${plugins}); ${last.message}`) }
}

function short(text: string): string {
  const points = [...text.replace(/\s+/g, ' ')]
  return points.length > LENGTH ? `${points.slice(0, LENGTH - 1).join('')}…` : points.join('')
}
