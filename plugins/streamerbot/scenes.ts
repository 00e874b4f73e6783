import { event, type NewEvent, SceneOnAir } from 'promethean'
import { fields } from '../formats/json.ts'
import { firstId } from './fields.ts'

// Streamer.bot can be connected to several OBS instances, but hardly to more than this.
const MOST = 20

/** Passes on a scene change once it has stayed for a moment, separately for each OBS; everything else at once. */
export class Scenes {
  readonly #emit: (event: NewEvent) => void
  readonly #onAir = new Map<string, SceneOnAir>()

  constructor(emit: (event: NewEvent) => void) {
    this.#emit = emit
  }

  take(told: NewEvent): void {
    if (told.type !== 'obs.scene.changed' || told.test) {
      this.#emit(told)
      return
    }
    const { scene, previous } = told.data
    const onAir = this.#of(told)
    if (previous !== undefined) onAir.found(previous)
    onAir.heard(scene, told)
  }

  close(): void {
    for (const onAir of this.#onAir.values()) onAir.close()
  }

  #of({ raw }: NewEvent): SceneOnAir {
    const data = fields(fields(raw).data)
    const key = firstId(fields(data.connection).id, data['obs.id']) ?? ''
    const known = this.#onAir.get(key)
    if (known !== undefined) return known
    const onAir = new SceneOnAir({
      tell: (changed, told) => this.#emit(event('obs.scene.changed', changed, told)),
    })
    const [oldest] = this.#onAir
    if (oldest !== undefined && this.#onAir.size >= MOST) {
      oldest[1].close()
      this.#onAir.delete(oldest[0])
    }
    this.#onAir.set(key, onAir)
    return onAir
  }
}
