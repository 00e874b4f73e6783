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

/** What an instance tells whoever runs it. */
export interface InstanceEvents {
  /** Whether someone who is heard already tells what this one tells. */
  isTwice(): boolean
  /** The run that serves has changed: filters and ports are looked up anew. */
  onChanged(): void
  /** Said from the switch on only: before, nobody has to know. */
  onConnected(instance: Instance): void
  onLost(instance: Instance, outage: Outage): void
}

/** What stays known of a run once the next one is awaited: a filter must not open because its plugin stumbled. */
type Asked = Pick<Run, 'filters' | 'consumers' | 'asked'>

/** What runs of it at the moment. */
type Life =
  /** Nothing: a next try is due, or it failed for good. */
  | { readonly at: 'waiting'; readonly last: Asked; readonly retry?: NodeJS.Timeout }
  | { readonly at: 'preparing'; readonly last: Asked; readonly run: Run }
  | { readonly at: 'running'; readonly run: Run }

/**
 * Its place in the running set: not switched to yet; serving; a source only, until its successor is connected; kept open
 * at a stop while others finish; over.
 */
type Stage = 'coming' | 'serving' | 'retiring' | 'leaving' | 'over'

const NOTHING: Asked = { filters: [], consumers: [], asked: new Set<string>() }

/** One plugin of one config from its first start to its end: its run, and the next one after a trouble. */
export class Instance {
  readonly use: CheckedUse
  /** Under which name what its runs tell before the switch is held. */
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

  /** The event types its run asked for, and will ask for again after a trouble. */
  get asked(): Run['asked'] {
    return this.#asked.asked
  }

  get isConnected(): boolean {
    return this.status.state === 'connected' && this.#stage !== 'over'
  }

  /** Whether it has a far end, or has not come so far as to say. */
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
      this.#retry('retrying', reason)
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

  /** From the next event on it hears. */
  admit(): void {
    this.#goTo('serving')
    this.#run?.admit()
  }

  /** From now on it is heard. */
  open(): void {
    this.#services.bus.releaseHeld([this.holder])
    this.run?.open()
    if (this.isConnected) this.#events.onConnected(this)
  }

  /** While two instances of a source serve side by side their events are compared. */
  handOver(isRunning: boolean): void {
    this.#handOver.set(isRunning)
  }

  /** The other instance is let go. */
  endHandOver(): void {
    this.#handOver.endSoon()
  }

  /** From now on a source only, until its successor is connected: hears nothing, consumes nothing. */
  retire(): void {
    this.#goTo('retiring')
    this.#run?.stopListening()
  }

  /** What it tells is kept and answered no more, but it can still be spoken through; where it is away it does not come back. */
  leave(): void {
    this.#goTo('leaving')
    this.#forgetRetry()
    this.#run?.leave()
  }

  /** Ends this use: what it began may finish. */
  drain(ms: number): Promise<void> {
    return this.#end(run => run.drain(ms))
  }

  /** Ends this use now. */
  close(): Promise<void> {
    return this.#end(run => run.close())
  }

  /** What its code threw outside any call of ours. False where it does not run just now. */
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

  // Whoever is over stays so, though the set it was in is left only later.
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
    // Nothing of it was heard or done yet.
    if (life.at === 'preparing') await life.run.close()
  }

  #forgetRetry(): void {
    if (this.#life.at === 'waiting') clearTimeout(this.#life.retry)
  }

  async #prepareRun(audience?: Audience): Promise<void> {
    const run = new Run(this.use, this.#services, {
      holder: this.holder,
      audience,
      isTwice: () => this.#events.isTwice(),
      onConnected: () => this.#connected(run),
      onTroubled: reason => this.#troubled(run, reason),
      onTrouble: trouble => this.#trouble(run, trouble),
    })
    this.#life = { at: 'preparing', run, last: this.#asked }
    try {
      await run.prepare()
      if (run.isOver) {
        // Between its last step and this one: nobody else knows of it.
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
    // Before the switch nobody was told that it was there.
    if (this.#stage !== 'coming' || outage.kind === 'failed') this.#events.onLost(this, outage)
    this.#events.onChanged()
    // The next run starts only once this one has given everything back.
    void run.close().then(() => {
      if (!outage.isFinal) this.#retry(stateAfter(outage), outage.reason)
    })
  }

  #retry(state: UseState, reason: string): void {
    if (this.#stage === 'over' || this.#stage === 'leaving') return
    const ms = this.#health.retries(state, reason)
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
    // It may fail each time: what it told meanwhile does not wait for a start that succeeds.
    if (this.#stage !== 'coming') this.#services.bus.releaseHeld([this.holder])
    const reason = this.#services.reasonOf(failure)
    this.#health.say(reason)
    if (!isFinal(failure)) {
      this.#retry('retrying', reason)
      return
    }
    this.#health.failed(reason)
    this.#events.onLost(this, this.#outageOf({ kind: 'failed', failure }, false))
  }

  // It goes into the status and the journal: what a plugin threw may quote an option.
  #outageOf(trouble: Trouble, wasConnected: boolean): Outage {
    const outage = outageOf(trouble, wasConnected)
    const { redact, reasonOf } = this.#services
    const reason = trouble.kind === 'failed' ? reasonOf(trouble.failure) : redact(outage.reason)
    return { ...outage, reason }
  }
}
