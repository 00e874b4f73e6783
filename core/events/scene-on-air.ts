import type { Told } from './event.ts'
import type { Events } from './vocabulary.ts'

/**
 * How long a scene must be on air before it is reported. When Studio Mode is left, OBS reports the preview's scene and,
 * milliseconds later, the one that was on air all the time.
 */
const SETTLED_MS = 200

type Changed = Events['obs.scene.changed']

export interface SceneOnAirSettings {
  /** The scene reported last, by an earlier connection; undefined if unknown. */
  readonly scene?: string | undefined
  /** A different scene is on air and has stayed for a moment. */
  tell(changed: Changed, told: Told): void
}

/** Tracks which OBS scene is on air, and reports a change once the new scene has stayed for a moment. */
export class SceneOnAir {
  readonly #settings: SceneOnAirSettings
  #told: string | undefined
  #waiting: { scene: string; readonly timer: NodeJS.Timeout } | undefined

  constructor(settings: SceneOnAirSettings) {
    this.#settings = settings
    this.#told = settings.scene
  }

  /** The scene reported or found last. */
  get scene(): string | undefined {
    return this.#told
  }

  /** Sets the scene found at connect, without reporting a change. */
  found(scene: string): void {
    this.#told ??= scene
  }

  /** OBS reports this scene as on air. */
  heard(scene: string, told: Told = {}): void {
    this.close()
    if (scene === this.#told) return
    const heardAt = { ...told, time: told.time ?? new Date() }
    const timer = setTimeout(() => this.#settled(heardAt), SETTLED_MS)
    this.#waiting = { scene, timer }
  }

  renamed(from: string, to: string): void {
    if (this.#told === from) this.#told = to
    if (this.#waiting?.scene === from) this.#waiting.scene = to
  }

  /** Cancels a change that is not settled yet. */
  close(): void {
    clearTimeout(this.#waiting?.timer)
    this.#waiting = undefined
  }

  #settled(told: Told): void {
    if (this.#waiting === undefined) return
    const { scene } = this.#waiting
    const previous = this.#told
    this.#waiting = undefined
    this.#told = scene
    this.#settings.tell({ scene, ...(previous !== undefined && { previous }) }, told)
  }
}
