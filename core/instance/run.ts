import { pause, within } from '../async.ts'
import { Audience } from '../bus/audience.ts'
import { Handlers } from '../bus/handlers.ts'
import type { BusTeller } from '../bus/teller.ts'
import type { CheckedUse } from '../config/check/uses.ts'
import { PluginFailure } from '../errors.ts'
import type { Event, NewEvent } from '../events/event.ts'
import { checkedState } from '../journal/checked-state.ts'
import { keptWhile } from '../journal/state.ts'
import { answeringNothing } from '../plugin/answering.ts'
import type { Ending } from '../plugin/context.ts'
import { Scope } from '../plugin/scope.ts'
import { OutputGate } from './output-gate.ts'
import type { PortHolder } from './own-ports.ts'
import { RunPhase } from './run-phase.ts'
import type { UseServices } from './services.ts'
import { SetupContext } from './setup-context.ts'
import type { Trouble } from './status.ts'

/** How long a start may take: an edit waits for it, and a plugin that needs longer is waiting for its connection. */
export const START_MS = 10_000
// How long a consumer's current batch may take when its plugin is restarted after a failure.
const BATCH_DRAIN_MS = 5_000
// A source's stream never ends by itself; its answers get this long.
const SOURCE_DRAIN_MS = 500

/** Callbacks of one run to its instance. */
export interface RunEvents {
  /** The name under which its events are held before the switch. */
  readonly holder: string
  /** Its audience on the bus; a new one if no events were stored for it. */
  readonly audience?: Audience | undefined
  /** Whether another running source already publishes these events. */
  isTwice(): boolean
  onConnected(): void
  /** Something does not work while it is connected; without a reason it is over. */
  onTroubled(reason: string | undefined): void
  onTrouble(trouble: Trouble): void
}

let runs = 0

/** One execution of a plugin's `setup` and all it holds. */
export class Run implements PortHolder {
  readonly use: CheckedUse
  readonly audience: Audience
  readonly teller: BusTeller & { inHandOver: boolean; isLeaving: boolean }
  /** Resolves at the switch, or if it ends without one. */
  readonly whenLive: Promise<void>
  readonly #services: UseServices
  readonly #events: RunEvents
  readonly #setup: SetupContext
  readonly #scope: Scope
  readonly #gate: OutputGate
  readonly #handlers: Handlers
  readonly #phase: RunPhase
  #closing: Promise<void> | undefined
  #live: () => void = () => undefined

  constructor(use: CheckedUse, services: UseServices, events: RunEvents) {
    this.use = use
    this.#phase = new RunPhase(use)
    this.#services = services
    this.#events = events
    this.audience = events.audience ?? new Audience(use.id)
    this.#scope = new Scope(failure => services.log.warn(failure))
    this.whenLive = new Promise(resolve => {
      this.#live = resolve
    })
    this.#setup = new SetupContext(use, services, {
      onConnected: () => events.onConnected(),
      onStale: quietMs => this.#trouble({ kind: 'stale', quietMs }),
      onLost: reason => this.#trouble({ kind: 'lost', reason }),
      onTroubled: reason => events.onTroubled(reason),
    })
    this.teller = {
      use: use.id,
      name: `${use.id}#${++runs}`,
      inHandOver: false,
      isLeaving: false,
      invents: use.plugin.invents === true,
      accountOf: platform => this.link?.accountOf(platform),
    }
    const onFailure = (failure: unknown) => this.#trouble({ kind: 'failed', failure })
    this.#handlers = new Handlers(use.id, onFailure)
    this.#gate = new OutputGate({
      use: use.id,
      publish: told => this.#publish(told),
      hold: told => this.#hold(told),
      onFailure,
      answers: () => this.#answers,
      sourced: () => services.bus.sourced,
    })
  }

  /** Whether it was switched to; false if it ended before that. */
  get hasServed(): boolean {
    return this.#phase.hasServed
  }

  /** It has released everything; nothing more is done for it. */
  get isGone(): boolean {
    return this.#phase.isGone
  }

  /** It has ended, by a failure or on request. */
  get isOver(): boolean {
    return this.#phase.isOver
  }

  get filters() {
    return this.#setup.filters
  }

  get provided(): ReadonlyMap<string, unknown> {
    return this.#setup.provided
  }

  get consumers() {
    return this.#setup.consumers
  }

  /** Whether it receives such an event live. */
  hears({ type, recovered }: Pick<Event, 'type' | 'recovered'>): boolean {
    const types = recovered ? this.#setup.heardLate : this.#setup.heard
    return types.has(type) || types.has('*')
  }

  get explainers() {
    return this.#setup.explainers
  }

  /** The event types it listens to. */
  get asked(): ReadonlySet<string> {
    return this.#setup.asked
  }

  get link() {
    return this.#setup.link
  }

  /** Whether this is the phase of this run. */
  began(phase: RunPhase | undefined): boolean {
    return phase === this.#phase
  }

  /** Aborts when it ends. */
  get signal(): AbortSignal {
    return this.#scope.signal
  }

  // A source's events count until it is closed; a mark set later would claim more than was received.
  get #mayRemember(): boolean {
    return this.link === undefined || !this.#gate.isClosed
  }

  // It publishes in response to events; a source that also listens mostly publishes its own.
  get #answers(): boolean {
    return this.#setup.listens && this.link === undefined
  }

  /**
   * Runs `setup` and subscribes to its stream; nothing is published or sent yet.
   * @throws the error of `setup`; NotReady if its connection failed during setup; ConfigProblem if it names unknown events;
   * PluginFailure if it takes over 10 s
   */
  async prepare(): Promise<void> {
    const { id, plugin } = this.use
    const late = {
      what: `${id} did not start within ${START_MS / 1_000} s`,
      advice: 'setup must not wait for a connection: use link() and return a stream',
    }
    try {
      const kept = keptWhile(await this.#services.state(), () => this.#mayRemember)
      const state = checkedState(kept, { use: id, schemas: plugin.state, log: this.#services.log })
      const ports = this.#services.ports(this)
      const own = {
        ...{ audience: this.audience, handlers: this.#handlers, scope: this.#scope },
        begin: <T>(work: () => T) => this.#phase.begin(work),
      }
      const context = this.#setup.context({ ...own, ports, state })
      const setup = this.#phase.begin(async () => plugin.setup(context))
      const output = await within(START_MS, setup, () => new PluginFailure(late, { plugin: id }))
      this.#setup.checkProvided()
      this.#phase.begin(() => this.#gate.run(output))
      this.#phase.becomesReady(id)
    } catch (failure) {
      await this.close()
      throw failure
    }
  }

  /** From the next event on, it receives events. */
  admit(): void {
    this.#services.bus.admit(this.audience)
    this.#serve()
  }

  /** From now on, its events are published. Its consumers continue where those of its predecessor stop. */
  open(): void {
    if (!this.isOver)
      this.#phase.begin(() => {
        for (const consumer of this.consumers) consumer.start()
      })
    this.#gate.open()
  }

  /** From now on it is only a source: it receives and consumes nothing, but its events count. */
  openAsSource(): void {
    this.stopListening()
    this.#serve()
    this.#gate.open()
  }

  /** Its events are stored, but nothing reacts to them; its connection stays open. */
  leave(): void {
    this.teller.isLeaving = true
  }

  /** Receives nothing more; its events still count. */
  stopListening(): void {
    this.#services.bus.end(this.audience)
  }

  /** Its consumers finish their batch. */
  async stopConsumers(drainMs: number): Promise<void> {
    await Promise.all(this.consumers.map(consumer => consumer.stop(drainMs)))
  }

  /** Receives nothing new, finishes its work, then releases everything. */
  async drain(drainMs: number, ending?: Ending): Promise<void> {
    this.stopListening()
    const consumers = this.stopConsumers(drainMs)
    if (this.#setup.listens) await this.#finishes(drainMs)
    await consumers
    await this.close(ending)
  }

  /** Releases everything now. */
  close(ending?: Ending): Promise<void> {
    this.#closing ??= this.#close(ending)
    return this.#closing
  }

  /** Ends this run as if its own code had failed: something it started threw outside any call of ours. */
  fail(failure: unknown): void {
    this.#trouble({ kind: 'failed', failure })
  }

  #serve(): void {
    this.#phase.serves()
    this.#live()
  }

  async #close(ending: Ending | undefined): Promise<void> {
    this.#phase.ends()
    this.link?.close()
    this.stopListening()
    // Before its stream is unsubscribed: a source publishes now what it held back.
    this.#scope.end()
    this.#gate.close()
    this.#handlers.close()
    this.#live()
    const stopped = this.stopConsumers(BATCH_DRAIN_MS)
    await this.#scope.close(ending)
    this.#phase.gaveBack()
    await stopped
  }

  async #finishes(drainMs: number): Promise<void> {
    const ending = new AbortController()
    const ms = this.link === undefined ? drainMs : Math.min(drainMs, SOURCE_DRAIN_MS)
    await Promise.all([
      Promise.race([this.#gate.finished, pause(ms, ending.signal)]),
      Promise.race([this.#handlers.finished(), pause(drainMs, ending.signal)]),
    ])
    ending.abort()
  }

  #trouble(trouble: Trouble): void {
    if (!this.#phase.endsBy(trouble)) return
    // The next run is no part of what this one was at work on.
    this.#phase.leave(() => answeringNothing(() => this.#events.onTrouble(trouble)))
  }

  #hold(told: NewEvent): void {
    this.#setup.refuseUnknown([told.type])
    // Its predecessor publishes the same events; without a key, they could not be recognised as the same after a restart.
    const isDurable = !this.#answers && (Boolean(told.key) || !this.#events.isTwice())
    this.#services.bus.hold(told, { holder: this.#events.holder, teller: this.teller, isDurable })
  }

  #publish(told: NewEvent): void {
    this.#setup.refuseUnknown([told.type])
    if (!this.#answers) this.#services.bus.sourced += 1
    this.#services.bus.tell(told, this.teller)
  }
}
