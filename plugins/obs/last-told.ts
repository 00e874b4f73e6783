import type { State } from 'promethean'

/** What was told of an OBS in one life of the runtime. */
type ToldState = {
  readonly life: string
  /** Left out until it has told anything of the stream. */
  readonly isLive?: boolean
  readonly scene?: string
}

// The process: what was told before it began is another life's.
const LIFE = `${process.pid}/${performance.timeOrigin}`

/** What was told before, by this runtime and, of the stream, by the one before it: outlives a connection and a reload. */
export class LastTold {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  /** Whether it was told, since this runtime started, that the stream is live. */
  get isToldLive(): boolean {
    return this.#told.isLive === true
  }

  /** Whether the last thing told was that the stream is live, perhaps by a runtime that has ended since. */
  get wasLive(): boolean {
    return this.#state.get<boolean>('live') ?? false
  }

  live(isLive: boolean): void {
    this.#state.set('live', isLive)
    this.#state.set('told', { ...this.#told, isLive })
  }

  get scene(): string | undefined {
    return this.#told.scene
  }

  sceneIs(scene: string): void {
    this.#state.set('told', { ...this.#told, scene })
  }

  get #told(): ToldState {
    const told = this.#state.get<ToldState>('told')
    return told?.life === LIFE ? told : { life: LIFE }
  }
}
