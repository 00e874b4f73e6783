import { pause } from '../backoff.ts'
import { Audience } from '../bus/audience.ts'
import type { BusTeller } from '../bus/bus.ts'
import type { CheckedUse } from '../config/check/check.ts'
import { ConfigProblem, messageOf, NotReady, PluginFailure } from '../errors.ts'
import type { Event, NewEvent } from '../events/event.ts'
import { keptWhile } from '../journal/state.ts'
import type { State } from '../plugin/context.ts'
import { Scope, within } from '../plugin/scope.ts'
import { Wiring, type WiringParts } from './context.ts'
import { OutputGate } from './output-gate.ts'

/** A start may take so long (design, promise 2). */
export const START_MS = 10_000
// The batch a consumer has at hand when its plugin is restarted for trouble of its own.
const BATCH_DRAIN_MS = 5_000
// A source's stream never ends by itself; what it also answers gets this long.
const SOURCE_DRAIN_MS = 500

/** What one run needs of the runtime. */
export interface RunParts extends WiringParts {
  /** `context.ports`. */
  ports(run: Run): Record<string, unknown>
  state(): Promise<State>
  /** Under which name what it tells before the switch is held. */
  readonly holder: string
  /** Whether someone who is heard already tells what this one tells. */
  isTwice(): boolean
  onConnected(run: Run): void
  /** Something does not work while it is connected; without a reason it is over. */
  onTroubled(run: Run, reason: string | undefined): void
  onTrouble(run: Run, trouble: Trouble): void
  /** A cleanup failed: said, nothing else. */
  onCleanupFailure(failure: Error): void
}

/** Why a run ended by itself. */
export type Trouble =
  | { readonly kind: 'stale'; readonly quietMs: number }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: unknown }

let runs = 0

/** One execution of a plugin's `setup` and all it holds. */
export class Run {
  readonly use: CheckedUse
  readonly audience: Audience
  readonly teller: BusTeller & { inHandOver: boolean; isLeaving: boolean }
  /** Resolves at the switch, and where it ends without one. */
  readonly whenLive: Promise<void>
  readonly #parts: RunParts
  readonly #wiring: Wiring
  readonly #scope: Scope
  readonly #gate: OutputGate
  #isPreparing = true
  #isOver = false
  #early: Trouble | undefined
  #closing: Promise<void> | undefined
  #live: () => void = () => undefined
  #hasServed = false
  #isGone = false

  constructor(use: CheckedUse, parts: RunParts, audience = new Audience(use.id)) {
    this.use = use
    this.#parts = parts
    this.audience = audience
    this.#scope = new Scope(parts.onCleanupFailure)
    this.whenLive = new Promise(resolve => {
      this.#live = resolve
    })
    this.#wiring = new Wiring(use, parts, {
      onConnected: () => this.#parts.onConnected(this),
      onStale: quietMs => this.#trouble({ kind: 'stale', quietMs }),
      onLost: reason => this.#trouble({ kind: 'lost', reason }),
      onTroubled: reason => this.#parts.onTroubled(this, reason),
    })
    this.teller = {
      use: use.id,
      name: `${use.id}#${++runs}`,
      inHandOver: false,
      isLeaving: false,
      invents: use.plugin.invents === true,
      accountOf: platform => this.link?.accountOf(platform),
    }
    this.#gate = new OutputGate({
      use: use.id,
      publish: told => this.#publish(told),
      hold: told => this.#hold(told),
      onFailure: failure => this.#trouble({ kind: 'failed', failure }),
      answers: () => this.#answers,
      sourced: () => parts.bus.sourced,
    })
  }

  /** It was switched to; false also where it ended before that. */
  get hasServed(): boolean {
    return this.#hasServed
  }

  /** It has given everything back: nothing more is done for it. */
  get isGone(): boolean {
    return this.#isGone
  }

  get filters() {
    return this.#wiring.filters
  }

  get provided(): ReadonlyMap<string, unknown> {
    return this.#wiring.provided
  }

  get consumers() {
    return this.#wiring.consumers
  }

  /** Whether it is given such an event live. */
  hears({ type, recovered }: Pick<Event, 'type' | 'recovered'>): boolean {
    const types = recovered ? this.#wiring.heardLate : this.#wiring.heard
    return types.has(type) || types.has('*')
  }

  get explainers() {
    return this.#wiring.explainers
  }

  /** The event types it asked for. */
  get asked(): ReadonlySet<string> {
    return this.#wiring.asked
  }

  get link() {
    return this.#wiring.link
  }

  /** Aborts when it ends. */
  get signal(): AbortSignal {
    return this.#scope.signal
  }

  /** It has ended, by trouble or because it was told to. */
  get isOver(): boolean {
    return this.#isOver
  }

  // What a source has told counts until it is closed; a mark set later would say more than was heard.
  get #mayRemember(): boolean {
    return this.link === undefined || !this.#gate.isClosed
  }

  // Publishes in answer to what it hears; a source that listens too mostly tells of itself.
  get #answers(): boolean {
    return this.#wiring.listens && this.link === undefined
  }

  /**
   * Runs `setup` and what it returned; nothing of it is heard or said outside yet.
   * @throws what `setup` threw, NotReady where its connection failed meanwhile, ConfigProblem where it names unknown events, PluginFailure where it takes over 10 s
   */
  async prepare(): Promise<void> {
    const { id, plugin } = this.use
    const late = `${id} did not start within ${START_MS / 1_000} s; its setup must not wait for the far end: use link() and return a stream`
    try {
      const state = keptWhile(await this.#parts.state(), () => this.#mayRemember)
      const ports = this.#parts.ports(this)
      const { audience } = this
      const context = this.#wiring.context({ audience, scope: this.#scope, ports, state })
      const output = await within(START_MS, plugin.setup(context), () => {
        return new PluginFailure(late, { plugin: id })
      })
      this.#wiring.checkProvided()
      this.#gate.run(output)
      if (this.#early !== undefined) throw earlyFailure(this.#early)
      if (this.#isOver) throw new NotReady(`${id} was stopped while it started`, { plugin: id })
      this.#isPreparing = false
    } catch (failure) {
      await this.close()
      throw failure
    }
  }

  /** From the next event on it hears. */
  admit(): void {
    this.#parts.bus.admit(this.audience)
    this.#hasServed = true
    this.#live()
  }

  /** From now on it is heard. Its consumers read on where those of the one before stop. */
  open(): void {
    if (!this.#isOver) for (const consumer of this.consumers) consumer.start()
    this.#gate.open()
  }

  /** As a source only: hears nothing and consumes nothing, what it publishes counts. */
  openAsSource(): void {
    this.stopListening()
    this.#hasServed = true
    this.#live()
    this.#gate.open()
  }

  /** What it tells is kept, and nobody reacts to it any more; its connection stays. */
  leave(): void {
    this.teller.isLeaving = true
  }

  /** Hears nothing any more; what it publishes still counts. */
  stopListening(): void {
    this.#parts.bus.end(this.audience)
  }

  /** Its consumers finish their batch. */
  async stopConsumers(drainMs: number): Promise<void> {
    await Promise.all(this.consumers.map(consumer => consumer.stop(drainMs)))
  }

  /** Gets nothing new and finishes what it began, then gives everything back. */
  async drain(drainMs: number): Promise<void> {
    this.stopListening()
    const consumers = this.stopConsumers(drainMs)
    if (this.#wiring.listens) await this.#finishes(drainMs)
    await consumers
    await this.close()
  }

  /** Gives everything back now. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Ends this run as if its own code had failed: something it started threw outside any call of ours. */
  fail(failure: unknown): void {
    this.#trouble({ kind: 'failed', failure })
  }

  async #close(): Promise<void> {
    this.#isOver = true
    this.link?.close()
    this.stopListening()
    // Before its stream is let go: a source tells now what it held back.
    this.#scope.end()
    this.#gate.close()
    this.#live()
    const stopped = this.stopConsumers(BATCH_DRAIN_MS)
    await this.#scope.close()
    // A cleanup may still hide what it showed.
    this.#isGone = true
    await stopped
  }

  async #finishes(drainMs: number): Promise<void> {
    const ending = new AbortController()
    const ms = this.link === undefined ? drainMs : Math.min(drainMs, SOURCE_DRAIN_MS)
    await Promise.race([this.#gate.finished, pause(ms, ending.signal)])
    ending.abort()
  }

  #trouble(trouble: Trouble): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#isPreparing) this.#early = trouble
    else this.#parts.onTrouble(this, trouble)
  }

  #hold(told: NewEvent): void {
    this.#wiring.refuseUnknown([told.type])
    // What the instance before tells as well is in the journal; without a key the next life could not tell it is the same.
    const isDurable = !this.#answers && (Boolean(told.key) || !this.#parts.isTwice())
    this.#parts.bus.hold(told, { holder: this.#parts.holder, teller: this.teller, isDurable })
  }

  #publish(told: NewEvent): void {
    this.#wiring.refuseUnknown([told.type])
    if (!this.#answers) this.#parts.bus.sourced += 1
    this.#parts.bus.tell(told, this.teller)
  }
}

// Trouble with the far end is no failed start: it is tried again.
function earlyFailure(trouble: Trouble): unknown {
  if (trouble.kind === 'stale') return new NotReady('nothing was heard while it started')
  if (trouble.kind === 'lost') return new NotReady(trouble.reason)
  const { failure } = trouble
  const isSure = failure instanceof PluginFailure || failure instanceof ConfigProblem
  return isSure ? failure : new NotReady(messageOf(failure), { cause: failure })
}
