import { PrometheanError } from '../errors.ts'
import type { Event } from '../events/event.ts'
import type { Log } from '../plugin/context.ts'
import type { Effect, EffectGate } from './gate.ts'
import { Mutes } from './mutes.ts'

/** What the effects' gate needs of the runtime. */
export interface EffectsParts {
  /** The use that made up what an event answers; undefined where it happened. */
  inventorOf(event: Event): string | undefined
  logOf(plugin: string): Log
  /** Of a dry run or a replay. */
  readonly gate: EffectGate | undefined
}

/** What becomes of an effect. */
export type Ruling =
  | { readonly kind: 'done' }
  | { readonly kind: 'muted' }
  /** It answers what never happened, and is only written down. */
  | { readonly kind: 'invented'; readonly value: unknown }
  | { readonly kind: 'captured'; readonly value: unknown }

const DONE: Ruling = { kind: 'done' }
const MUTED: Ruling = { kind: 'muted' }

/** The one gate every effect on the world passes. */
export class Effects {
  readonly mutes = new Mutes()
  readonly #parts: EffectsParts
  readonly #said = new Set<string>()

  constructor(parts: EffectsParts) {
    this.#parts = parts
  }

  /** Asked once of each effect, just before it would be done. */
  judge(effect: Effect): Ruling {
    const { plugin, via, cause } = effect
    if (this.mutes.holds(plugin, via)) return MUTED
    const inventor = cause && this.#parts.inventorOf(cause)
    // What made it up may answer itself: its own ports lead nowhere.
    if (inventor !== undefined && inventor !== via) return this.#invented(effect)
    const captured = this.#parts.gate?.capture(effect)
    return captured === undefined ? DONE : { kind: 'captured', value: captured.value }
  }

  /**
   * Does it, or what stands for it.
   * @throws PrometheanError where it is muted
   */
  async perform(effect: Effect, work: () => unknown): Promise<unknown> {
    const ruling = this.judge(effect)
    if (ruling.kind === 'done') return work()
    if (ruling.kind !== 'muted') return ruling.value
    throw this.#refused(effect)
  }

  #invented(effect: Effect): Ruling {
    const { plugin, port, method } = effect
    this.#parts.logOf(plugin).debug(`${port}.${method} answers a made-up event and was not done`, {
      values: effect.values,
    })
    return { kind: 'invented', value: effect.otherwise }
  }

  #refused({ plugin, via, port, method }: Effect): PrometheanError {
    const one = this.mutes.holds(plugin) ? plugin : via
    const [who, undo] = this.mutes.muted?.all ? ['everything', ''] : [one, ` ${one}`]
    const message = `${port}.${method} was not done: ${who} is muted; promethean unmute${undo} lets it through`
    const key = `${plugin} ${port}.${method}`
    if (!this.#said.has(key)) this.#parts.logOf(plugin).warn(message)
    this.#said.add(key)
    return new PrometheanError('refused', message, { plugin })
  }

  /** The next refusal is said again. */
  forgetSaid(): void {
    this.#said.clear()
  }
}
