import {
  type EffectOptions,
  nearest,
  PrometheanError,
  type Provided,
  type StreamControl,
} from 'promethean'
import { type Fields, fields } from '../../formats/json.ts'
import { type Connection, codeOf } from '../connection.ts'
import { textsIn } from '../fields.ts'
import { Broadcast } from './broadcast.ts'
import { requestError } from './errors.ts'
import type { StreamPhase } from './stream-phase.ts'

const NOT_FOUND = 600
const MOST_NAMED = 10
/** Settings that make a text source read a file instead of its text: on Windows, and on other systems. */
const FROM_FILE = ['read_from_file', 'from_file']

interface ControlParts {
  readonly place: string
  readonly stream: StreamPhase
  /** Resolves once OBS has reported its state. */
  connected(signal?: AbortSignal): Promise<Connection>
}

interface ConnectedCall {
  readonly connection: Connection
  readonly signal: AbortSignal | undefined
}

/** Drives OBS. Each call ends: in its own time, with the connection, or with its signal. */
export class ObsStreamControl implements Provided<typeof StreamControl> {
  readonly #parts: ControlParts
  readonly #broadcast: Broadcast

  constructor(parts: ControlParts) {
    this.#parts = parts
    this.#broadcast = new Broadcast(parts)
  }

  start({ signal }: EffectOptions = {}): Promise<void> {
    return this.#broadcast.change('start', signal)
  }

  stop({ signal }: EffectOptions = {}): Promise<void> {
    return this.#broadcast.change('stop', signal)
  }

  scene(sceneName: string, options: EffectOptions = {}): Promise<void> {
    const what = `cannot switch to the scene ${sceneName}`
    return this.#do(what, options, async ({ connection, signal }) => {
      await found(connection.ask('SetCurrentProgramScene', { sceneName }, { signal }), async () => {
        const { scenes } = await connection.ask('GetSceneList', undefined, { signal })
        return missing(what, 'scene', { name: sceneName, names: textsIn(scenes, 'sceneName') })
      })
    })
  }

  show(sourceName: string, visible: boolean, options: EffectOptions = {}): Promise<void> {
    const what = `cannot ${visible ? 'show' : 'hide'} the source ${sourceName}`
    return this.#do(what, options, async ({ connection, signal }) => {
      const program = await connection.ask('GetCurrentProgramScene', undefined, { signal })
      const sceneName = String(program.currentProgramSceneName)
      const asked = connection.ask('GetSceneItemId', { sceneName, sourceName }, { signal })
      const item = await found(asked, async () => {
        const list = await connection.ask('GetSceneItemList', { sceneName }, { signal })
        const names = textsIn(list.sceneItems, 'sourceName')
        return missing(what, `source in the scene ${sceneName}`, { name: sourceName, names })
      })
      const change = { sceneName, sceneItemId: Number(item.sceneItemId), sceneItemEnabled: visible }
      await connection.ask('SetSceneItemEnabled', change, { signal })
    })
  }

  text(inputName: string, text: string, options: EffectOptions = {}): Promise<void> {
    const what = `cannot set the text of ${inputName}`
    return this.#do(what, options, async ({ connection, signal }) => {
      // OBS takes settings for any source and ignores those it does not know.
      const asked = connection.ask('GetInputSettings', { inputName }, { signal })
      const input = await found(asked, async () => {
        const { inputs } = await connection.ask('GetInputList', undefined, { signal })
        return missing(what, 'source', { name: inputName, names: textsIn(inputs, 'inputName') })
      })
      refuseOther(what, input)
      const change = { inputName, inputSettings: { text }, overlay: true }
      await connection.ask('SetInputSettings', change, { signal })
    })
  }

  async #do(
    what: string,
    { signal }: EffectOptions,
    work: (step: ConnectedCall) => Promise<void>,
  ): Promise<void> {
    try {
      await work({ connection: await this.#parts.connected(signal), signal })
    } catch (failure) {
      throw requestError(failure, what, this.#parts.place)
    }
  }
}

async function found(asked: Promise<Fields>, otherwise: () => Promise<Error>): Promise<Fields> {
  try {
    return await asked
  } catch (failure) {
    throw codeOf(failure) === NOT_FOUND ? await otherwise() : failure
  }
}

interface Searched {
  readonly name: string
  readonly names: readonly string[]
}

function missing(what: string, kind: string, { name, names }: Searched): Error {
  const meant = nearest(name, names)
  const there = names.slice(0, MOST_NAMED).join(', ') || 'none'
  const advice = meant === undefined ? `it has ${there}` : `did you mean ${meant}?`
  return new PrometheanError('refused', { what, why: `OBS has no such ${kind}`, advice })
}

function refuseOther(what: string, { inputKind, inputSettings }: Fields): void {
  if (!String(inputKind).startsWith('text_')) {
    const why = `it is not a text source (${inputKind})`
    const advice = 'name one of kind Text'
    throw new PrometheanError('refused', { what, why, advice })
  }
  if (FROM_FILE.some(key => fields(inputSettings)[key] === true)) {
    const why = 'it shows a file'
    const advice = 'switch off Read from file in its properties'
    throw new PrometheanError('refused', { what, why, advice })
  }
}
