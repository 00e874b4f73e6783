import type { State } from 'promethean'

/** What was published about one OBS since the runtime started. */
type ToldState = {
  readonly life: string
  /** Absent until something about the stream was published. */
  readonly isLive?: boolean
  readonly scene?: string
}

// Identifies the process: anything published earlier belongs to a previous run.
const LIFE = `${process.pid}/${performance.timeOrigin}`

/** What was already published, by this runtime and (about the stream) by the previous one; survives reconnects and reloads. */
export class LastTold {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  /** Whether the stream was published as live since this runtime started. */
  get isToldLive(): boolean {
    return this.#told.isLive === true
  }

  /** Whether the stream was last published as live, perhaps by a previous runtime. */
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
