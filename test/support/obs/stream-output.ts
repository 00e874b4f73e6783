const OUTPUT = 'OBS_WEBSOCKET_OUTPUT_'

type State = 'idle' | 'starting' | 'live' | 'stopping' | 'reconnecting'

interface Times {
  readonly startMs: number
  readonly stopMs: number
}

export interface OutputParts {
  readonly times: Times
  /** Whether the streaming service takes a connection. */
  isIngestUp(): boolean
  changed(data: { readonly outputActive: boolean; readonly outputState: string }): void
  /** A second start while one is under way: the real program may die of it. */
  violated(what: string): void
}

/** The stream of a fake OBS, with the states of the real one. */
export class StreamOutput {
  readonly #parts: OutputParts
  #state: State = 'idle'
  #timer: NodeJS.Timeout | undefined

  constructor(parts: OutputParts, isLive: boolean) {
    this.#parts = parts
    if (isLive) this.#state = 'live'
  }

  get isActive(): boolean {
    return this.#state !== 'idle' && this.#state !== 'starting'
  }

  get isReconnecting(): boolean {
    return this.#state === 'reconnecting'
  }

  /** @returns the status code of StartStream */
  start(): number {
    if (this.isActive) return 500
    if (this.#state === 'starting') this.#parts.violated('StartStream while starting')
    else this.#begin()
    return 100
  }

  /** @returns the status code of StopStream */
  stop(): number {
    if (!this.isActive) return 501
    if (this.#state === 'stopping') return 100
    this.#go('stopping', 'STOPPING', false)
    this.#later(this.#parts.times.stopMs, () => this.#go('idle', 'STOPPED', false))
    return 100
  }

  /** The streaming service is gone; OBS tries it again. */
  loseIngest(): void {
    this.#go('reconnecting', 'RECONNECTING', false)
  }

  /** It is back. */
  findIngest(): void {
    this.#go('live', 'RECONNECTED', true)
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #begin(): void {
    this.#go('starting', 'STARTING', false)
    if (!this.#parts.isIngestUp()) this.#go('idle', 'STOPPED', false)
    else this.#later(this.#parts.times.startMs, () => this.#go('live', 'STARTED', true))
  }

  #go(state: State, told: string, outputActive: boolean): void {
    this.#state = state
    this.#parts.changed({ outputActive, outputState: `${OUTPUT}${told}` })
  }

  #later(ms: number, act: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(act, ms)
  }
}
