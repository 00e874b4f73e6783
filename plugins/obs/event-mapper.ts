import { event, type NewEvent, SceneOnAir, type Told } from 'promethean'
import { type Fields, fields } from '../formats/json.ts'
import { text } from './fields.ts'
import type { LastTold } from './last-told.ts'
import type { StreamPhase } from './output/stream-phase.ts'

interface EventMapperSettings {
  readonly stream: StreamPhase
  readonly known: LastTold
  emit(event: NewEvent): void
}

/** OBS removes all its scenes up to 100 ms before it reports its exit, so a removal is published only after this long. */
const REMOVAL_MS = 1_000
const OUTPUT = 'OBS_WEBSOCKET_OUTPUT_'

/** Maps the messages of one OBS connection to events. */
export class EventMapper {
  readonly #settings: EventMapperSettings
  readonly #removals = new Set<NodeJS.Timeout>()
  readonly #onAir: SceneOnAir
  #isRecording = false
  #heardScene = false

  constructor(settings: EventMapperSettings) {
    this.#settings = settings
    const { known } = settings
    this.#onAir = new SceneOnAir({
      scene: known.scene,
      tell: (changed, told) => {
        // The connection that this one replaces may have published it meanwhile.
        const isTold = told.recovered === true && known.scene === changed.scene
        known.sceneIs(changed.scene)
        if (!isTold) this.#emit('obs.scene.changed', changed, told)
      },
    })
  }

  /** OBS's state at connect: publishes what changed while it was not connected. */
  foundStream(answer: Fields): void {
    const { known, stream } = this.#settings
    stream.answered(answer.outputActive === true)
    const told = { raw: { requestType: 'GetStreamStatus', responseData: answer }, recovered: true }
    if (stream.phase === 'live' && !known.isToldLive) this.#tellLive(true, told)
    else if (stream.phase === 'off' && known.wasLive) this.#tellLive(false, told)
  }

  foundScene(answer: Fields): void {
    const scene = text(answer.currentProgramSceneName)
    // An event that came meanwhile is newer.
    if (scene === undefined || this.#heardScene) return
    if (this.#onAir.scene === undefined) {
      this.#onAir.found(scene)
      this.#settings.known.sceneIs(scene)
    }
    const raw = { requestType: 'GetCurrentProgramScene', responseData: answer }
    this.#onAir.heard(scene, { raw, recovered: true })
  }

  /** The scene on air, as it was found or told. */
  get scene(): string | undefined {
    return this.#onAir.scene
  }

  foundRecording({ outputActive }: Fields): void {
    this.#isRecording ||= outputActive === true
  }

  /** An event frame's `d`. */
  frame(frame: Fields): void {
    const data = fields(frame.eventData)
    const scene = text(data.sceneName)
    if (frame.eventType === 'StreamStateChanged') this.#stream(frame, text(data.outputState) ?? '')
    else if (frame.eventType === 'RecordStateChanged') this.#record(frame, data)
    else if (frame.eventType === 'SceneRemoved') this.#removed(frame)
    else if (frame.eventType === 'CurrentProgramSceneChanged' && scene !== undefined) {
      this.#heardScene = true
      this.#onAir.heard(scene, { raw: frame })
    } else {
      if (frame.eventType === 'SceneNameChanged') this.#sceneRenamed(text(data.oldSceneName), scene)
      if (frame.eventType === 'ExitStarted') this.close()
      this.#unnamed(frame)
    }
  }

  /** Discards unpublished removals and scene changes, which were part of the exit. */
  close(): void {
    this.#onAir.close()
    for (const timer of this.#removals) clearTimeout(timer)
    this.#removals.clear()
  }

  #stream(frame: Fields, outputState: string): void {
    const { stream, known } = this.#settings
    const wasUnknown = stream.phase === 'unknown'
    const turn = stream.event(outputState)
    if (turn === 'started') this.#tellLive(true, { raw: frame })
    else if (turn === 'stopped' && (!wasUnknown || known.wasLive)) {
      this.#tellLive(false, { raw: frame })
    } else this.#unnamed(frame)
  }

  #tellLive(isLive: boolean, told: Told): void {
    this.#settings.known.live(isLive)
    this.#emit(isLive ? 'obs.stream.started' : 'obs.stream.stopped', {}, told)
  }

  #sceneRenamed(old: string | undefined, scene: string | undefined): void {
    if (scene === undefined || old === undefined) return
    const { known } = this.#settings
    this.#onAir.renamed(old, scene)
    if (known.scene === old) known.sceneIs(scene)
  }

  #record(frame: Fields, { outputState, outputPath }: Fields): void {
    const file = text(outputPath)
    if (outputState === `${OUTPUT}STARTED`) {
      this.#isRecording = true
      this.#emit('obs.recording.started', {}, { raw: frame })
    } else if (outputState === `${OUTPUT}STOPPED` && this.#isRecording) {
      this.#isRecording = false
      this.#emit('obs.recording.stopped', file === undefined ? {} : { file }, { raw: frame })
    } else this.#unnamed(frame)
  }

  #removed(frame: Fields): void {
    const time = new Date()
    const timer = setTimeout(() => {
      this.#removals.delete(timer)
      this.#unnamed(frame, time)
    }, REMOVAL_MS)
    this.#removals.add(timer)
  }

  #unnamed(frame: Fields, time?: Date): void {
    const name = `obs:${text(frame.eventType) ?? 'unnamed'}`
    this.#emit('platform.event', { name, data: fields(frame.eventData) }, { raw: frame, time })
  }

  #emit<T extends NewEvent['type']>(...[type, data, told]: Parameters<typeof event<T>>): void {
    // event() gives the member of the union this type names.
    this.#settings.emit(event(type, data, { platform: 'obs', ...told }) as NewEvent)
  }
}
