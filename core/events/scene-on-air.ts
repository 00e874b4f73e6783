import type { Told } from './event.ts'
import type { Events } from './vocabulary.ts'

/**
 * So long a scene is on air before it is told. When Studio Mode is left, OBS names the preview's scene and at once the one
 * that was on air all the time; both come within some milliseconds.
 */
const SETTLED_MS = 200

type Changed = Events['obs.scene.changed']

export interface SceneOnAirSettings {
  /** Told last, in an earlier connection; undefined where it is not known. */
  readonly scene?: string | undefined
  /** Another scene than the one told last is on air, and has stayed so for a moment. */
  tell(changed: Changed, told: Told): void
}

/** What is on air, as an OBS says it: told when it is another scene than before and stays. */
export class SceneOnAir {
  readonly #settings: SceneOnAirSettings
  #told: string | undefined
  #waiting: { scene: string; readonly timer: NodeJS.Timeout } | undefined

  constructor(settings: SceneOnAirSettings) {
    this.#settings = settings
    this.#told = settings.scene
  }

  /** The scene told last, or found. */
  get scene(): string | undefined {
    return this.#told
  }

  /** It was on air before anything was heard: nothing changed. */
  found(scene: string): void {
    this.#told ??= scene
  }

  /** OBS says that it is on air now. */
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

  /** What has not stayed for a moment yet is not told. */
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
