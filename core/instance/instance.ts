import type { Audience } from '../bus/audience.ts'
import type { CheckedUse } from '../config/check/uses.ts'
import { messageOf, NotReady } from '../errors.ts'
import { uuidV7 } from '../events/uuid.ts'
import { HandOver } from './hand-over.ts'
import { Health } from './health.ts'
import { Run } from './run.ts'
import type { UseServices } from './services.ts'
import {
  isFinal,
  type Outage,
  outageOf,
  stateAfter,
  type Trouble,
  type UseState,
  type UseStatus,
} from './status.ts'

/** Callbacks of an instance. */
export interface InstanceEvents {
  /** Whether another running source already publishes these events. */
  isTwice(): boolean
  /** The current run has changed: filters and ports must be looked up again. */
  onChanged(): void
  /** Called only after the switch; before, it does not matter. */
  onConnected(instance: Instance): void
  onLost(instance: Instance, outage: Outage): void
}

/** What stays known of a run once the next one is awaited: a filter must not open because its plugin stumbled. */
type Asked = Pick<Run, 'filters' | 'consumers' | 'asked'>

/** What runs of it at the moment. */
type Life =
  /** No run: the next try is scheduled, or it has failed permanently. */
  | { readonly at: 'waiting'; readonly last: Asked; readonly retry?: NodeJS.Timeout }
  | { readonly at: 'preparing'; readonly last: Asked; readonly run: Run }
  | { readonly at: 'running'; readonly run: Run }

/**
 * Its place in the running set: not switched to yet; active; only a source, until its successor is connected; open during
 * a stop while others finish; ended.
 */
type Stage = 'coming' | 'serving' | 'retiring' | 'leaving' | 'over'

const NOTHING: Asked = { filters: [], consumers: [], asked: new Set<string>() }

/** One plugin of one config from its first start to its end: its run, and the next one after a trouble. */
export class Instance {
  readonly use: CheckedUse
  /** The name under which events of its runs are held before the switch. */
  readonly holder = uuidV7()
  readonly #services: UseServices
  readonly #events: InstanceEvents
  readonly #health: Health
  readonly #handOver = new HandOver(isRunning => {
    if (this.#run !== undefined) this.#run.teller.inHandOver = isRunning
  })
  #life: Life = { at: 'waiting', last: NOTHING }
  #stage: Stage = 'coming'

  constructor(use: CheckedUse, services: UseServices, events: InstanceEvents) {
    this.use = use
    this.#services = services
    this.#events = events
    this.#health = new Health(use.id, services.log)
  }

  get status(): UseStatus {
    return this.#health.status
  }

  /** The run that serves; undefined while a next one is awaited, and once it is over. */
  get run(): Run | undefined {
    const run = this.#run
    return run?.isOver ? undefined : run
  }

  get filters(): Run['filters'] {
    return this.#asked.filters
  }

  /** Its durable consumers, also while a next run is awaited and once it is over: to be shown. */
  get consumers(): Run['consumers'] {
    return this.#asked.consumers
  }

  /** The event types its run listens to, and will listen to again after a failure. */
  get asked(): Run['asked'] {
    return this.#asked.asked
  }

  get isConnected(): boolean {
    return this.status.state === 'connected' && this.#stage !== 'over'
  }

  /** Whether it has an external connection, or has not started far enough to know. */
  get mayConnect(): boolean {
    return this.#run === undefined ? this.status.state !== 'failed' : this.#run.link !== undefined
  }

  get isLinked(): boolean {
    return this.#run?.link !== undefined
  }

  /**
   * Sets the first run up. NotReady is no failure: it is tried again later.
   * @throws ConfigProblem, PluginFailure or what `setup` threw
   */
  async prepare(audience?: Audience): Promise<void> {
    try {
      await this.#prepareRun(audience)
    } catch (failure) {
      if (!(failure instanceof NotReady)) throw failure
      const reason = this.#services.redact(messageOf(failure))
      this.#health.say(reason)
      this.#retry('retrying', reason, failure)
    }
  }

  /** The first `prepare` failed for good: shown as failed, the rest runs. */
  markFailed(failure: unknown): void {
    this.#health.failed(this.#services.reasonOf(failure))
  }

  /** Until its first run is ready, the filters of the one before stay in force. */
  inherit({ filters }: Instance): void {
    const life = this.#life
    if (life.at !== 'running') this.#life = { ...life, last: { ...life.last, filters } }
  }

  /** From the next event on, it receives events. */
  admit(): void {
    this.#goTo('serving')
    this.#run?.admit()
  }

  /** From now on, its events are published. */
  open(): void {
    this.#services.bus.releaseHeld([this.holder])
    this.run?.open()
    if (this.isConnected) this.#events.onConnected(this)
  }

  /** While two instances of a source serve side by side their events are compared. */
  handOver(isRunning: boolean): void {
    this.#handOver.set(isRunning)
  }

  /** The other instance is released. */
  endHandOver(): void {
    this.#handOver.endSoon()
  }

  /** From now on it is only a source, until its successor is connected: it receives and consumes nothing. */
  retire(): void {
    this.#goTo('retiring')
    this.#run?.stopListening()
  }

  /** Its events are stored but no longer answered; it can still send. If it is disconnected, it does not reconnect. */
  leave(): void {
    this.#goTo('leaving')
    this.#forgetRetry()
    this.#run?.leave()
  }

  /**
   * Ends this use: what it began may finish.
   * @param next the use that takes its place, if that is known
   */
  drain(ms: number, next?: CheckedUse): Promise<void> {
    // Of another version of the plugin, the options may be others.
    const ending = next?.plugin === this.use.plugin ? { next: next.options } : {}
    return this.#end(run => run.drain(ms, ending))
  }

  /** Ends this use now. */
  close(): Promise<void> {
    return this.#end(run => run.close())
  }

  /** Handles an error that its code threw outside our calls. @returns false if it is not running */
  fail(failure: unknown): boolean {
    const { run } = this
    run?.fail(failure)
    return run !== undefined
  }

  get #run(): Run | undefined {
    return this.#life.at === 'running' ? this.#life.run : undefined
  }

  get #asked(): Asked {
    return this.#life.at === 'running' ? this.#life.run : this.#life.last
  }

  // An ended instance stays ended, even though it leaves its set later.
  #goTo(stage: Stage): void {
    if (!this.#isOver) this.#stage = stage
  }

  get #isOver(): boolean {
    return this.#stage === 'over'
  }

  async #end(finish: (run: Run) => Promise<void>): Promise<void> {
    this.#stage = 'over'
    this.#forgetRetry()
    this.#health.end()
    this.#handOver.hold()
    const life = this.#life
    if (life.at === 'running') await finish(life.run)
    // It has not published or done anything yet.
    if (life.at === 'preparing') await life.run.close()
  }

  #forgetRetry(): void {
    if (this.#life.at === 'waiting') clearTimeout(this.#life.retry)
  }

  async #prepareRun(audience?: Audience): Promise<void> {
    // What it says while it is set up holds from the moment it runs.
    let troubled: string | undefined
    const run = new Run(this.use, this.#services, {
      holder: this.holder,
      audience,
      isTwice: () => this.#events.isTwice(),
      onConnected: () => this.#connected(run),
      onTroubled: reason => {
        troubled = reason
        this.#troubled(run, reason)
      },
      onTrouble: trouble => this.#trouble(run, trouble),
    })
    this.#life = { at: 'preparing', run, last: this.#asked }
    try {
      await run.prepare()
      if (run.isOver) {
        // Between its last step and this one, so nothing else knows of it.
        await run.close()
        throw new NotReady(`${this.use.id} stopped while starting`)
      }
    } catch (failure) {
      this.#life = { at: 'waiting', last: this.#asked }
      throw failure
    }
    if (this.#isOver) {
      this.#life = { at: 'waiting', last: this.#asked }
      return run.close()
    }
    this.#take(run)
    if (troubled !== undefined) this.#troubled(run, troubled)
  }

  #take(run: Run): void {
    this.#life = { at: 'running', run }
    run.teller.inHandOver = this.#handOver.isRunning
    const isAway = run.link !== undefined && !run.link.isConnected
    if (isAway && this.#health.isTroubled) this.#health.tries()
    else this.#health.runs(run.link?.isConnected ? 'connected' : 'ready')
    // A source is mended once it is connected, see there.
    if (!isAway) this.#health.holds()
    this.#events.onChanged()
  }

  #connected(run: Run): void {
    if (this.#isOver || run !== this.#run) return
    this.#health.connected()
    if (this.#stage !== 'coming') this.#events.onConnected(this)
  }

  #troubled(run: Run, reason: string | undefined): void {
    if (this.#isOver || run !== this.#run) return
    this.#health.troubled(reason && this.#services.redact(reason))
  }

  #trouble(run: Run, trouble: Trouble): void {
    if (this.#isOver || run !== this.#run) return
    const outage = this.#outageOf(trouble, this.isConnected)
    const { filters, consumers, asked } = run
    this.#life = { at: 'waiting', last: { filters, consumers, asked } }
    this.#health.lost(outage)
    // Before the switch, its existence was not reported.
    if (this.#stage !== 'coming' || outage.kind === 'failed') this.#events.onLost(this, outage)
    this.#events.onChanged()
    // The next run starts only once this one has released everything.
    void run.close().then(() => {
      if (outage.isFinal) return
      const failure = trouble.kind === 'failed' ? trouble.failure : undefined
      this.#retry(stateAfter(outage), outage.reason, failure)
    })
  }

  #retry(state: UseState, reason: string, failure: unknown): void {
    if (this.#stage === 'over' || this.#stage === 'leaving') return
    const withinMs = failure instanceof NotReady ? failure.retryWithinMs : undefined
    const ms = this.#health.retries(state, reason, withinMs)
    const retry = setTimeout(() => void this.#again(), ms).unref()
    this.#life = { at: 'waiting', last: this.#asked, retry }
  }

  async #again(): Promise<void> {
    try {
      await this.#prepareRun()
    } catch (failure) {
      this.#failedAgain(failure)
      return
    }
    if (this.#stage === 'retiring') {
      this.#services.bus.releaseHeld([this.holder])
      this.#run?.openAsSource()
    } else if (this.#stage === 'serving') {
      this.#run?.admit()
      this.open()
    }
  }

  #failedAgain(failure: unknown): void {
    if (this.#isOver) return
    // Every start may fail, so its events do not wait for a successful one.
    if (this.#stage !== 'coming') this.#services.bus.releaseHeld([this.holder])
    const reason = this.#services.reasonOf(failure)
    this.#health.say(reason)
    if (!isFinal(failure)) {
      this.#retry('retrying', reason, failure)
      return
    }
    this.#health.failed(reason)
    this.#events.onLost(this, this.#outageOf({ kind: 'failed', failure }, false))
  }

  // Redacted, because it goes into status and journal, and the error may quote an option.
  #outageOf(trouble: Trouble, wasConnected: boolean): Outage {
    const outage = outageOf(trouble, wasConnected)
    const { redact, reasonOf } = this.#services
    const reason = trouble.kind === 'failed' ? reasonOf(trouble.failure) : redact(outage.reason)
    return { ...outage, reason }
  }
}
