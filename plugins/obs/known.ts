import type { State } from 'promethean'

/** What this runtime has told of an OBS: outlives a connection and a reload. */
interface Told {
  /** Undefined until it has told anything of the stream. */
  isLive?: boolean
  scene?: string
}

// One use has one state for the life of a runtime, whichever of its runs asks.
const TOLD = new WeakMap<State, Told>()

/** What was told before, by this runtime and, of the stream, by the one before it. */
export class Known {
  readonly #state: State
  readonly #told: Told

  constructor(state: State) {
    this.#state = state
    this.#told = TOLD.get(state) ?? {}
    TOLD.set(state, this.#told)
  }

  /** Whether it was told, since this runtime started, that the stream is live. */
  get isToldLive(): boolean {
    return this.#told.isLive === true
  }

  /** Whether the last thing told was that the stream is live, perhaps by a runtime that has ended since. */
  get wasLive(): boolean {
    return this.#told.isLive ?? this.#state.get<boolean>('live') ?? false
  }

  live(isLive: boolean): void {
    this.#told.isLive = isLive
    this.#state.set('live', isLive)
  }

  get scene(): string | undefined {
    return this.#told.scene
  }

  sceneIs(scene: string): void {
    this.#told.scene = scene
  }
}
