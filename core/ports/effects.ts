import { messageOf, NotReady, sentenceOf } from '../errors.ts'
import type { Event } from '../events/event.ts'
import type { Log } from '../plugin/context.ts'
import type { NotDone, Outcome } from '../plugin/outcome.ts'
import { effectText, effectWords, notDoneSentence } from './effect-words.ts'
import type { Effect, EffectGate } from './gate.ts'
import { Mutes } from './mutes.ts'
import type { FailedCall } from './port-call.ts'

// How many kinds of problems are remembered as logged; beyond that one may be logged again.
const MAX_SAID = 1_000

type Held = Exclude<NotDone['reason'], 'absent'>

/** What the effects' gate needs of the runtime. */
export interface EffectsParts {
  /** The plugin that simulated the event which this one answers; undefined for a real event. */
  inventorOf(event: Event): string | undefined
  /** Whether a plugin has a connection and is not connected at the moment. */
  isAway(use: string): boolean
  logOf(plugin: string): Log
  /** A line in `explain` of this event. */
  note(plugin: string, event: Event, text: string): void
  /** Counts an effect that was held back, or that failed without anything awaiting it. */
  count(plugin: string, reason: string): void
  /** Of a dry run or a replay. */
  readonly gate: EffectGate | undefined
}

/** The one gate every effect on the world passes. */
export class Effects {
  readonly mutes = new Mutes()
  readonly #parts: EffectsParts
  readonly #said = new Set<string>()

  constructor(parts: EffectsParts) {
    this.#parts = parts
  }

  /** Why an effect would not be done now; undefined if it would. */
  verdict({ plugin, via, cause }: Pick<Effect, 'plugin' | 'via' | 'cause'>): Held | undefined {
    if (this.mutes.holds(plugin, via)) return 'muted'
    const inventor = cause && this.#parts.inventorOf(cause)
    // The simulator may answer its own events: its ports lead nowhere.
    if (inventor !== undefined && inventor !== via) return 'made_up'
    return this.#parts.gate === undefined ? undefined : 'dry'
  }

  /**
   * Called for each effect just before it would be done, and only until it is held back.
   * @returns why it is not done; undefined if it is
   */
  judge(effect: Effect): Held | undefined {
    const held = this.verdict(effect)
    const { plugin, values } = effect
    if (held === 'made_up') this.#parts.logOf(plugin).debug(sentence(effect, MADE_UP), { values })
    if (held === 'dry') this.#parts.gate?.capture(effect)
    return held
  }

  /**
   * Does it, or returns why not. An effect that is held back is logged and counted, and is no failure of its caller.
   * @throws the service's error if it was asked and refused
   */
  async perform(effect: Effect, work: () => unknown): Promise<Outcome<unknown>> {
    const held = this.held(effect)
    if (held !== undefined) return held
    try {
      const value = await work()
      this.#said.delete(keyOf(effect, 'absent'))
      return { done: true, value }
    } catch (failure) {
      if (!(failure instanceof NotReady) || !this.#parts.isAway(effect.via)) throw failure
      return this.absent(effect, messageOf(failure))
    }
  }

  /** What the caller gets if the effect is not to be done; undefined if it is. */
  held(effect: Effect): NotDone | undefined {
    const reason = this.judge(effect)
    if (reason === 'muted') {
      this.mutes.hold(effect.plugin, effectWords(effect), effectText(effect))
      const { who, undo } = this.#muter(effect)
      const muted = notDone(reason, sentence(effect, `${who} is muted`))
      return this.#holdBack(effect, muted, `${undo} allows it again`)
    }
    if (reason === 'dry') return notDone(reason, sentence(effect, DRY))
    return reason === 'made_up' ? this.#madeUp(effect) : undefined
  }

  /** No provider is available. @returns what the caller gets */
  absent(effect: Effect, message: string): NotDone {
    return this.#holdBack(effect, notDone('absent', message))
  }

  /** A call failed, and nothing awaited its result. The provider did what it could, so neither plugin has a bug. */
  unheard(call: FailedCall, failure: unknown): void {
    const { plugin } = call
    const why = `could not ${effectWords(call)}, and nothing awaited the result: ${messageOf(failure)}`
    this.#sayOnce(plugin, `${plugin} ${why}`, why)
    this.#parts.count(plugin, 'failed')
  }

  /** Logs a warning the first time; the same problem again only at debug level. */
  #sayOnce(plugin: string, key: string, message: string): void {
    const level = this.#said.has(key) ? 'debug' : 'warn'
    if (this.#said.size >= MAX_SAID) this.#said.clear()
    this.#said.add(key)
    this.#parts.logOf(plugin)[level](message)
  }

  /** The next refusal is logged again. */
  forgetSaid(): void {
    this.#said.clear()
  }

  /**
   * Holds an effect back, which is not a failure: logged once, noted, counted.
   * @param advice for the log, which only the streamer reads: agents read notes, and what plugins make of an answer
   */
  #holdBack(effect: Effect, held: NotDone, advice?: string): NotDone {
    const { plugin, cause } = effect
    const { reason, message } = held
    const said = advice === undefined ? message : `${message}; ${advice}`
    this.#sayOnce(plugin, keyOf(effect, reason), said)
    if (cause !== undefined) this.#parts.note(plugin, cause, message)
    this.#parts.count(plugin, reason)
    return held
  }

  #madeUp(effect: Effect): NotDone {
    const { plugin, cause } = effect
    const message = sentence(effect, MADE_UP)
    if (cause !== undefined) this.#parts.note(plugin, cause, message)
    return notDone('made_up', message)
  }

  #muter({ plugin, via }: Effect): { readonly who: string; readonly undo: string } {
    if (this.mutes.muted?.all) return { who: 'everything', undo: 'promethean unmute' }
    const who = this.mutes.holds(plugin) ? plugin : via
    return { who, undo: `promethean unmute ${who}` }
  }
}

const MADE_UP = 'the event it answers was simulated'
const DRY = 'in a dry run or a replay it is only recorded'

function sentence(effect: Effect, why: string): string {
  return sentenceOf(notDoneSentence(effect, { why }))
}

function notDone(reason: NotDone['reason'], message: string): NotDone {
  return { done: false, reason, message }
}

function keyOf({ plugin, port, method }: Effect, reason: NotDone['reason']): string {
  return `${plugin} ${port}.${method} ${reason}`
}
