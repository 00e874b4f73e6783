import { messageOf, NotReady } from '../errors.ts'
import type { Event } from '../events/event.ts'
import type { Log } from '../plugin/context.ts'
import type { Effect, EffectGate } from './gate.ts'
import { type HeldBack, heldBackAnswer } from './held-back.ts'
import { Mutes } from './mutes.ts'

// How many kinds of problems are remembered as logged; beyond that one may be logged again.
const MAX_SAID = 1_000

/** What the effects' gate needs of the runtime. */
export interface EffectsParts {
  /** The plugin that simulated the event which this one answers; undefined for a real event. */
  inventorOf(event: Event): string | undefined
  /** Whether a plugin has a connection and is not connected at the moment. */
  isAway(use: string): boolean
  logOf(plugin: string): Log
  /** A line in `explain` of this event. */
  note(plugin: string, event: Event, text: string): void
  /** One more was held back. */
  count(plugin: string, reason: HeldBack['reason']): void
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
   * Does it, or gives what stands for it: what is held back is an answer, told and counted, and no failure of its caller.
   * @throws what the service said where it was asked
   */
  async perform(effect: Effect, work: () => unknown): Promise<unknown> {
    const ruling = this.judge(effect)
    if (ruling.kind === 'muted') return this.heldByMute(effect)
    if (ruling.kind === 'invented') this.#noteInvented(effect)
    if (ruling.kind !== 'done') return ruling.value
    try {
      const result = await work()
      this.#said.delete(keyOf(effect, 'absent'))
      return result
    } catch (failure) {
      if (!(failure instanceof NotReady) || !this.#parts.isAway(effect.via)) throw failure
      return this.holdBack(effect, { reason: 'absent', message: messageOf(failure) })
    }
  }

  /** What its caller gets if it is muted; undefined if it is not. */
  heldByMute(effect: Effect): unknown {
    const { plugin, via } = effect
    return this.mutes.holds(plugin, via) ? this.holdBack(effect, this.#mutedBy(effect)) : undefined
  }

  /** Holds an effect back, which is not a failure: logged once, noted, counted. @returns what its caller gets */
  holdBack(effect: Effect, why: HeldBack): unknown {
    const { plugin, cause, otherwise, refusal } = effect
    const { reason, message } = why
    this.sayOnce(plugin, keyOf(effect, reason), message)
    if (cause !== undefined) this.#parts.note(plugin, cause, message)
    this.#parts.count(plugin, reason)
    return heldBackAnswer(refusal?.(reason) ?? otherwise, why)
  }

  /** Logs a warning the first time; the same problem again only at debug level. */
  sayOnce(plugin: string, key: string, message: string): void {
    const level = this.#said.has(key) ? 'debug' : 'warn'
    if (this.#said.size >= MAX_SAID) this.#said.clear()
    this.#said.add(key)
    this.#parts.logOf(plugin)[level](message)
  }

  /** The next refusal is logged again. */
  forgetSaid(): void {
    this.#said.clear()
  }

  #invented(effect: Effect): Ruling {
    this.#parts.logOf(effect.plugin).debug(inventedSentence(effect), { values: effect.values })
    return { kind: 'invented', value: effect.otherwise }
  }

  #noteInvented(effect: Effect): void {
    const { plugin, cause } = effect
    if (cause !== undefined) this.#parts.note(plugin, cause, inventedSentence(effect))
  }

  #mutedBy({ plugin, via, port, method }: Effect): HeldBack {
    const one = this.mutes.holds(plugin) ? plugin : via
    const [who, undo] = this.mutes.muted?.all ? ['everything', ''] : [one, ` ${one}`]
    const message = `${port}.${method} was not called: ${who} is muted; promethean unmute${undo} allows it again`
    return { reason: 'muted', message }
  }
}

function inventedSentence({ port, method }: Effect): string {
  return `${port}.${method} was not called: the event it answers was simulated`
}

function keyOf({ plugin, port, method }: Effect, reason: HeldBack['reason']): string {
  return `${plugin} ${port}.${method} ${reason}`
}
