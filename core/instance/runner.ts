import type { Audience } from '../bus/audience.ts'
import type { CheckedUse } from '../config/check/check.ts'
import { messageOf, NotReady } from '../errors.ts'
import { uuidV7 } from '../events/uuid.ts'
import { Health } from './health.ts'
import { Run, type RunParts, type Trouble } from './run.ts'
import { isFinal, type Loss, lossOf, stateAfter, type UseState, type UseStatus } from './trouble.ts'

// Two instances of a source hear the same within seconds of each other.
const HAND_OVER_MS = 5_000

export interface RunnerParts
  extends Omit<RunParts, 'onConnected' | 'onTroubled' | 'onTrouble' | 'holder'> {
  /** A text without secrets. */
  redact(text: string): string
  /** What was thrown as a sentence without secrets, with its place in the author's files. */
  reasonOf(failure: unknown): string
  /** The run that serves has changed: filters and ports are looked up anew. */
  onChanged(): void
  /** Said from the switch on only: before, nobody has to know. */
  onConnected(runner: Runner): void
  onLost(runner: Runner, loss: Loss): void
}

const NOTHING = { filters: [], consumers: [], asked: new Set<string>() }

/** The life of one use: its run, and the next one after a trouble. */
export class Runner {
  readonly use: CheckedUse
  /** Under which name what its runs tell before the switch is held. */
  readonly holder = uuidV7()
  readonly #parts: RunnerParts
  readonly #health: Health
  #run: Run | undefined
  #preparing: Run | undefined
  #retryTimer: NodeJS.Timeout | undefined
  #handOverTimer: NodeJS.Timeout | undefined
  #isLive = false
  #isOver = false
  #isRetiring = false
  #isLeaving = false
  #inHandOver = false
  /** Of the run before, while a next one is awaited: a filter must not open because its plugin stumbled. */
  #last: Pick<Run, 'filters' | 'consumers' | 'asked'> = NOTHING

  constructor(use: CheckedUse, parts: RunnerParts) {
    this.use = use
    this.#parts = parts
    this.#health = new Health(use.id, parts.log)
  }

  get status(): UseStatus {
    return this.#health.status
  }

  /** The run that serves; undefined while a next one is awaited, and once it is over. */
  get run(): Run | undefined {
    return this.#run?.isOver ? undefined : this.#run
  }

  get filters(): Run['filters'] {
    return (this.#run ?? this.#last).filters
  }

  /** Its durable consumers, also while a next run is awaited and once it is over: to be shown. */
  get consumers(): Run['consumers'] {
    return (this.#run ?? this.#last).consumers
  }

  /** The event types its run asked for, and will ask for again after a trouble. */
  get asked(): Run['asked'] {
    return (this.#run ?? this.#last).asked
  }

  get isConnected(): boolean {
    return this.status.state === 'connected' && !this.#isOver
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
      const reason = this.#parts.redact(messageOf(failure))
      this.#health.say(reason)
      this.#retry('retrying', reason)
    }
  }

  /** The first `prepare` failed for good: shown as failed, the rest runs. */
  markFailed(failure: unknown): void {
    this.#health.failed(this.#parts.reasonOf(failure))
  }

  /** Until its first run is ready, the filters of the one before stay in force. */
  inherit(before: Runner): void {
    if (this.#run === undefined) this.#last = { ...this.#last, filters: before.filters }
  }

  /** What it tells is kept and answered no more, but it can still be spoken through; where it is away it does not come back. */
  leave(): void {
    this.#isLeaving = true
    clearTimeout(this.#retryTimer)
    this.#run?.leave()
  }

  /** From the next event on it hears. */
  admit(): void {
    this.#isLive = true
    this.#run?.admit()
  }

  /** From now on it is heard. */
  open(): void {
    this.#parts.bus.releaseHeld([this.holder])
    this.run?.open()
    if (this.isConnected) this.#parts.onConnected(this)
  }

  /** While two instances of a source serve side by side their events are compared. */
  handOver(isRunning: boolean): void {
    clearTimeout(this.#handOverTimer)
    this.#inHandOver = isRunning
    if (this.#run !== undefined) this.#run.teller.inHandOver = isRunning
  }

  /** The other instance is let go; what both heard last may still be on its way. */
  endHandOver(): void {
    if (!this.#inHandOver) return
    clearTimeout(this.#handOverTimer)
    this.#handOverTimer = setTimeout(() => this.handOver(false), HAND_OVER_MS).unref()
  }

  /** From now on a source only, until its successor is connected: hears nothing, consumes nothing. */
  retire(): void {
    this.#isRetiring = true
    this.#run?.stopListening()
  }

  /** Ends this use: what it began may finish. */
  async drain(ms: number): Promise<void> {
    this.#end()
    await Promise.all([this.#run?.drain(ms), this.#preparing?.close()])
  }

  /** Ends this use now. */
  async close(): Promise<void> {
    this.#end()
    await Promise.all([this.#run?.close(), this.#preparing?.close()])
  }

  /** What its code threw outside any call of ours. False where it does not run just now. */
  fail(failure: unknown): boolean {
    const { run } = this
    run?.fail(failure)
    return run !== undefined
  }

  #end(): void {
    this.#isOver = true
    clearTimeout(this.#retryTimer)
    this.#health.end()
    clearTimeout(this.#handOverTimer)
  }

  async #prepareRun(audience?: Audience): Promise<void> {
    const parts: RunParts = {
      ...this.#parts,
      holder: this.holder,
      onConnected: run => this.#connected(run),
      onTroubled: (run, reason) => this.#troubled(run, reason),
      onTrouble: (run, trouble) => this.#trouble(run, trouble),
    }
    const run = new Run(this.use, parts, audience)
    this.#preparing = run
    try {
      await run.prepare()
      if (run.isOver) {
        // Between its last step and this one: nobody else knows of it.
        await run.close()
        throw new NotReady(`${this.use.id} ended while it started`)
      }
    } finally {
      this.#preparing = undefined
    }
    if (this.#isOver) return run.close()
    this.#take(run)
  }

  #take(run: Run): void {
    this.#run = run
    run.teller.inHandOver = this.#inHandOver
    const isAway = run.link !== undefined && !run.link.isConnected
    if (isAway && this.#health.isTroubled) this.#health.tries()
    else this.#health.runs(run.link?.isConnected ? 'connected' : 'ready')
    // A source is mended once it is connected, see there.
    if (run.link === undefined || run.link.isConnected) this.#health.holds()
    this.#parts.onChanged()
  }

  #connected(run: Run): void {
    if (this.#isOver || run !== this.#run) return
    this.#health.connected()
    if (this.#isLive) this.#parts.onConnected(this)
  }

  #troubled(run: Run, reason: string | undefined): void {
    if (this.#isOver || run !== this.#run) return
    this.#health.troubled(reason && this.#parts.redact(reason))
  }

  #trouble(run: Run, trouble: Trouble): void {
    if (this.#isOver || run !== this.#run) return
    const loss = this.#lossOf(trouble, this.isConnected)
    const { filters, consumers, asked } = run
    this.#last = { filters, consumers, asked }
    this.#run = undefined
    this.#health.lost(loss)
    // Before the switch nobody was told that it was there.
    if (this.#isLive || loss.kind === 'failed') this.#parts.onLost(this, loss)
    this.#parts.onChanged()
    // The next run starts only once this one has given everything back.
    void run.close().then(() => {
      if (!loss.isFinal) this.#retry(stateAfter(loss), loss.reason)
    })
  }

  #retry(state: UseState, reason: string): void {
    if (this.#isOver || this.#isLeaving) return
    const ms = this.#health.retries(state, reason)
    this.#retryTimer = setTimeout(() => void this.#again(), ms).unref()
  }

  async #again(): Promise<void> {
    try {
      await this.#prepareRun()
    } catch (failure) {
      if (this.#isOver) return
      // It may fail each time: what it told meanwhile does not wait for a start that succeeds.
      if (this.#isLive) this.#parts.bus.releaseHeld([this.holder])
      const reason = this.#parts.reasonOf(failure)
      this.#health.say(reason)
      if (!isFinal(failure)) return this.#retry('retrying', reason)
      this.#health.failed(reason)
      this.#parts.onLost(this, this.#lossOf({ kind: 'failed', failure }, false))
      return
    }
    if (!this.#isLive || this.#isOver || this.#isLeaving) return
    if (this.#isRetiring) {
      this.#parts.bus.releaseHeld([this.holder])
      return this.#run?.openAsSource()
    }
    this.#run?.admit()
    this.open()
  }

  // It goes into the status and the journal: what a plugin threw may quote an option.
  #lossOf(trouble: Trouble, wasConnected: boolean): Loss {
    const loss = lossOf(trouble, wasConnected)
    const { redact, reasonOf } = this.#parts
    const reason = trouble.kind === 'failed' ? reasonOf(trouble.failure) : redact(loss.reason)
    return { ...loss, reason }
  }
}
