import { Backoff } from '../backoff.ts'
import type { Audience } from '../bus/audience.ts'
import type { CheckedUse } from '../config/check.ts'
import { ConfigProblem, messageOf, NotReady, PluginFailure } from '../errors.ts'
import { Run, type RunParts, type Trouble } from './run.ts'

// Connected for so long it counts as mended: the next trouble starts at 1 s again.
const MENDED_MS = 10_000

export type UseState = 'connected' | 'ready' | 'stale' | 'retrying' | 'failed'

/** How a use is doing; one line of `promethean status`. */
export interface UseStatus {
  readonly id: string
  readonly state: UseState
  readonly since: Date
  readonly retryAt?: Date
  readonly reason?: string
}

export interface RunnerParts extends Omit<RunParts, 'onConnected' | 'onTrouble'> {
  /** The run that serves has changed: filters and ports are looked up anew. */
  onChanged(): void
  onConnected(runner: Runner): void
  onLost(runner: Runner, state: 'stale' | 'lost' | 'failed', reason: string, quietMs: number): void
}

/** The life of one use: its run, and the next one after a trouble. */
export class Runner {
  readonly use: CheckedUse
  readonly #parts: RunnerParts
  readonly #backoff = new Backoff()
  #run: Run | undefined
  #status: UseStatus
  #timer: NodeJS.Timeout | undefined
  #mended: NodeJS.Timeout | undefined
  #isLive = false
  #isOver = false
  #inHandOver = false
  #wasSaid = false
  /** Filters stay in force while a next run is awaited: a filter must not open because its plugin stumbled. */
  #lastFilters: Run['filters'] = []

  constructor(use: CheckedUse, parts: RunnerParts) {
    this.use = use
    this.#parts = parts
    this.#status = { id: use.id, state: 'ready', since: new Date() }
  }

  get status(): UseStatus {
    return this.#status
  }

  get run(): Run | undefined {
    return this.#run
  }

  get filters(): Run['filters'] {
    return this.#run?.filters ?? this.#lastFilters
  }

  get isConnected(): boolean {
    return this.#status.state === 'connected'
  }

  get isLinked(): boolean {
    return this.#run?.link !== undefined
  }

  /**
   * Sets the first run up. NotReady is no failure: it is tried again later.
   * @throws ConfigProblem, PluginFailure or what `setup` threw
   */
  async prepare(audience?: Audience): Promise<void> {
    const run = this.#newRun(audience)
    try {
      await run.prepare()
      this.#take(run)
    } catch (failure) {
      if (!(failure instanceof NotReady)) throw failure
      this.#retry('retrying', messageOf(failure))
    }
  }

  /** The next `prepare` failed for good: shown as failed, the rest runs. */
  markFailed(failure: unknown): void {
    this.#set('failed', messageOf(failure))
  }

  /** @returns how many events had waited */
  goLive(afterConsumers?: Promise<unknown>): number {
    this.#isLive = true
    return this.#run?.goLive(afterConsumers) ?? 0
  }

  /** While two instances of a source serve side by side their events are compared. */
  handOver(isRunning: boolean, name = this.use.id): void {
    this.#inHandOver = isRunning
    if (this.#run === undefined) return
    this.#run.teller.inHandOver = isRunning
    this.#run.teller.name = name
  }

  /** Hears nothing any more; as a source it goes on. */
  stopListening(): void {
    this.#run?.stopListening()
  }

  /** Ends this use: what it began may finish. */
  async drain(ms: number): Promise<void> {
    this.#end()
    await this.#run?.drain(ms)
  }

  /** Ends this use now. */
  async close(): Promise<void> {
    this.#end()
    await this.#run?.close()
  }

  /** What its code threw outside any call of ours. */
  fail(failure: unknown): void {
    this.#run?.fail(failure)
  }

  #end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    clearTimeout(this.#mended)
  }

  #newRun(audience?: Audience): Run {
    const parts: RunParts = {
      ...this.#parts,
      onConnected: run => this.#connected(run),
      onTrouble: (run, trouble) => this.#trouble(run, trouble),
    }
    return new Run(this.use, parts, audience)
  }

  #take(run: Run): void {
    this.#run = run
    if (this.#inHandOver) this.handOver(true, `${this.use.id}#new`)
    if (!this.isConnected) this.#set(run.link?.isConnected ? 'connected' : 'ready')
    this.#parts.onChanged()
  }

  #connected(run: Run): void {
    if (this.#isOver) return
    this.#run ??= run
    this.#wasSaid = false
    this.#set('connected')
    this.#mended = setTimeout(() => this.#backoff.reset(), MENDED_MS).unref()
    this.#parts.onConnected(this)
  }

  #trouble(run: Run, trouble: Trouble): void {
    if (this.#isOver) return
    clearTimeout(this.#mended)
    const [state, reason, quietMs] = describe(trouble)
    this.#parts.onLost(this, state, reason, quietMs)
    this.#say(reason)
    this.#lastFilters = run.filters
    this.#run = undefined
    const isFinal = trouble.kind === 'failed' && trouble.failure instanceof PluginFailure
    void run.close().then(() => {
      if (isFinal) this.#set('failed', reason)
      else this.#retry(state === 'stale' ? 'stale' : 'retrying', reason)
    })
  }

  #retry(state: UseState, reason: string): void {
    if (this.#isOver) return
    const ms = this.#backoff.next()
    this.#set(state, reason, new Date(Date.now() + ms))
    this.#timer = setTimeout(() => void this.#again(), ms).unref()
    this.#parts.onChanged()
  }

  async #again(): Promise<void> {
    const run = this.#newRun()
    try {
      await run.prepare()
    } catch (failure) {
      const isFinal = failure instanceof PluginFailure || failure instanceof ConfigProblem
      this.#say(messageOf(failure))
      if (isFinal) return this.#set('failed', messageOf(failure))
      return this.#retry('retrying', messageOf(failure))
    }
    if (this.#isOver) return run.close()
    this.#take(run)
    if (this.#isLive) run.goLive()
  }

  // Once as a warning; the same trouble again is for those who look.
  #say(reason: string): void {
    if (this.#wasSaid) this.#parts.log.debug(reason)
    else this.#parts.log.warn(reason)
    this.#wasSaid = true
  }

  #set(state: UseState, reason?: string, retryAt?: Date): void {
    const since = state === this.#status.state ? this.#status.since : new Date()
    this.#status = {
      id: this.use.id,
      state,
      since,
      ...(reason && { reason }),
      ...(retryAt && { retryAt }),
    }
  }
}

function describe(trouble: Trouble): ['stale' | 'lost' | 'failed', string, number] {
  if (trouble.kind === 'stale') {
    const { quietMs } = trouble
    return [
      'stale',
      `nothing heard for ${Math.round(quietMs / 100) / 10} s; connecting anew`,
      quietMs,
    ]
  }
  if (trouble.kind === 'lost') return ['lost', trouble.reason, 0]
  return ['failed', messageOf(trouble.failure), 0]
}
