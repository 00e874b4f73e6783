import { type Patience, PendingAnswers } from './pending-answers.ts'

/** The state of the stream, as far as known. */
type Phase = 'unknown' | 'off' | 'starting' | 'live' | 'stopping'

/**
 * The state of the stream, from OBS's events. Only STARTED means started: after a lost ingest, `outputActive` becomes true
 * again in the middle of a stream. OBS sends each event in a task of its own; one that arrives out of order changes nothing.
 */
export class StreamPhase {
  readonly #pending = new PendingAnswers()
  readonly #watchers = new Set<() => void>()
  #phase: Phase = 'unknown'

  get phase(): Phase {
    return this.#phase
  }

  /** Whether it is known, and neither starts nor stops. */
  get isSettled(): boolean {
    return this.#phase === 'live' || this.#phase === 'off'
  }

  /** OBS's answer about its state. Events received meanwhile are newer and take precedence. */
  answered(isActive: boolean): void {
    if (this.#phase === 'unknown') this.#go(isActive ? 'live' : 'off')
  }

  /** An `outputState` of StreamStateChanged. @returns what has happened if that is a start or an end */
  event(outputState: string): 'started' | 'stopped' | undefined {
    const before = this.#phase
    const after = NEXT[outputState]?.[before]
    if (after === undefined) return undefined
    this.#go(after)
    if (after === 'live') return 'started'
    // A start that failed ends nothing.
    return after === 'off' && before !== 'starting' ? 'stopped' : undefined
  }

  /** Resolves once it is known. */
  async known(patience: Patience): Promise<void> {
    while (this.#phase === 'unknown') await this.#change(patience)
  }

  /** Resolves once it neither starts nor stops. */
  async settled(patience: Patience): Promise<void> {
    while (!this.isSettled) await this.#change(patience)
  }

  /**
   * The end of the start or stop that comes next: to be called before the request, because the event may come before the
   * answer.
   */
  async outcome(patience: Patience): Promise<'live' | 'off'> {
    do await this.#change(patience)
    while (!this.isSettled)
    return this.#phase === 'live' ? 'live' : 'off'
  }

  /** The connection has ended; all waiting calls settle. */
  end(): void {
    this.#pending.end()
  }

  #change(patience: Patience): Promise<void> {
    return this.#pending.wait<void>(patience, resolve => {
      this.#watchers.add(resolve)
      return () => this.#watchers.delete(resolve)
    })
  }

  #go(phase: Phase): void {
    this.#phase = phase
    for (const watch of [...this.#watchers]) watch()
  }
}

// By OBS's message and the previous state. RECONNECTING and RECONNECTED are not listed, because the stream continues.
const NEXT: Readonly<Record<string, Readonly<Partial<Record<Phase, Phase>>>>> = {
  OBS_WEBSOCKET_OUTPUT_STARTING: { unknown: 'starting', off: 'starting' },
  OBS_WEBSOCKET_OUTPUT_STARTED: { unknown: 'live', off: 'live', starting: 'live' },
  OBS_WEBSOCKET_OUTPUT_STOPPING: { unknown: 'stopping', live: 'stopping' },
  OBS_WEBSOCKET_OUTPUT_STOPPED: { unknown: 'off', starting: 'off', live: 'off', stopping: 'off' },
}
