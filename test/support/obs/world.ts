import { isJson, type Json } from './envelope.ts'
import type { StreamOutput } from './stream-output.ts'

/** An input of the fake: a text source, a camera. */
export interface Input {
  readonly kind: string
  settings: Json
}

/** A scene: the names of its sources and whether they are shown. */
export type Scene = Map<string, { readonly id: number; isShown: boolean }>

/** What is in a fake OBS besides its sockets. */
export interface World {
  readonly version: string
  readonly scenes: Map<string, Scene>
  readonly inputs: Map<string, Input>
  readonly stream: StreamOutput
  program: string
  transition: NodeJS.Timeout | undefined
  isRecording: boolean
  /** Tells an event: its intent bit, its name, its data. */
  tell(intent: number, eventType: string, eventData?: Json): void
  /** Switches the scene, as its transition does it. */
  switchTo(scene: string): void
}

/** An answer: its status code, and its data or its comment. */
export interface Answer {
  readonly code: number
  readonly comment?: string
  readonly data?: Json
}

const OK: Answer = { code: 100 }
const RECORDING = '/home/streamer/Videos/made up.mkv'

type Answering = (world: World, data: Json) => Answer

/** What the fake can be asked. */
export const REQUESTS: Readonly<Record<string, Answering>> = {
  GetVersion: ({ version }) => ({
    code: 100,
    data: {
      availableRequests: Object.keys(REQUESTS),
      obsVersion: version.startsWith('5.1') ? '29.0.2' : '31.0.0',
      obsWebSocketVersion: version,
      platform: 'debian',
      platformDescription: 'Debian GNU/Linux 12 (bookworm)',
      rpcVersion: 1,
      supportedImageFormats: ['png'],
    },
  }),
  GetStreamStatus: ({ stream }) => ({
    code: 100,
    data: {
      outputActive: stream.isActive,
      outputBytes: 0,
      outputCongestion: 0,
      outputDuration: 0,
      outputReconnecting: stream.isReconnecting,
      outputSkippedFrames: 0,
      outputTimecode: '00:00:00.000',
      outputTotalFrames: 0,
    },
  }),
  StartStream: ({ stream }) => ({ code: stream.start() }),
  StopStream: ({ stream }) => ({ code: stream.stop() }),
  ToggleStream: ({ stream }) => {
    const isStart = !stream.isActive
    const code = isStart ? stream.start() : stream.stop()
    return { code, data: { outputActive: isStart } }
  },
  GetCurrentProgramScene: world => ({
    code: 100,
    data: { currentProgramSceneName: world.program, ...uuid(world, world.program) },
  }),
  GetSceneList: world => ({
    code: 100,
    data: {
      currentPreviewSceneName: null,
      currentProgramSceneName: world.program,
      scenes: [...world.scenes.keys()].reverse().map((sceneName, sceneIndex) => ({
        sceneIndex,
        sceneName,
      })),
    },
  }),
  SetCurrentProgramScene: (world, data) =>
    named(data, 'sceneName', name => {
      if (!world.scenes.has(name)) return noSource(name)
      world.switchTo(name)
      return OK
    }),
  GetSceneItemId: (world, data) =>
    named(data, 'sceneName', scene =>
      named(data, 'sourceName', source => {
        const items = world.scenes.get(scene)
        if (items === undefined) return noSource(scene)
        const item = items.get(source)
        const comment = `No scene items were found in the specified scene by that name or offset.`
        return item === undefined
          ? { code: 600, comment }
          : { code: 100, data: { sceneItemId: item.id } }
      }),
    ),
  GetSceneItemList: (world, data) =>
    named(data, 'sceneName', scene => {
      const items = world.scenes.get(scene)
      if (items === undefined) return noSource(scene)
      const sceneItems = [...items].map(([sourceName, item], sceneItemIndex) => ({
        sceneItemEnabled: item.isShown,
        sceneItemId: item.id,
        sceneItemIndex,
        sourceName,
        sourceType: 'OBS_SOURCE_TYPE_INPUT',
      }))
      return { code: 100, data: { sceneItems } }
    }),
  SetSceneItemEnabled: (world, data) =>
    named(data, 'sceneName', sceneName => {
      const { sceneItemId, sceneItemEnabled } = data
      const items = [...(world.scenes.get(sceneName)?.values() ?? [])]
      const item = items.find(({ id }) => id === sceneItemId)
      const comment = `No scene items were found in scene \`${sceneName}\` with the ID \`${sceneItemId}\`.`
      if (item === undefined) return { code: 600, comment }
      item.isShown = sceneItemEnabled === true
      world.tell(128, 'SceneItemEnableStateChanged', { sceneItemEnabled, sceneItemId, sceneName })
      return OK
    }),
  GetInputList: ({ inputs }) => ({
    code: 100,
    data: {
      inputs: [...inputs].map(([inputName, { kind }]) => ({ inputKind: kind, inputName })),
    },
  }),
  GetInputSettings: (world, data) =>
    named(data, 'inputName', name => {
      const input = world.inputs.get(name)
      if (input === undefined) return noSource(name)
      return { code: 100, data: { inputKind: input.kind, inputSettings: input.settings } }
    }),
  SetInputSettings: (world, data) =>
    named(data, 'inputName', name => {
      const input = world.inputs.get(name)
      if (input === undefined) return noSource(name)
      const changed = isJson(data.inputSettings) ? data.inputSettings : {}
      input.settings = data.overlay === false ? changed : { ...input.settings, ...changed }
      return OK
    }),
  GetRecordStatus: ({ isRecording }) => ({ code: 100, data: { outputActive: isRecording } }),
  StartRecord: world => {
    if (world.isRecording) return { code: 500 }
    world.isRecording = true
    recordState(world, 'STARTING', null)
    recordState(world, 'STARTED', RECORDING)
    return OK
  },
  StopRecord: world => {
    if (!world.isRecording) return { code: 501 }
    world.isRecording = false
    recordState(world, 'STOPPING', null)
    recordState(world, 'STOPPED', RECORDING)
    return { code: 100, data: { outputPath: RECORDING } }
  },
  BroadcastCustomEvent: (world, data) => {
    // The event's data is the object itself, not nested as the client's types have it.
    world.tell(1, 'CustomEvent', isJson(data.eventData) ? data.eventData : {})
    return OK
  },
}

/** Since 5.4 scenes have one; before, the field is missing. */
export function uuid({ version }: Pick<World, 'version'>, scene: string): Json {
  const [, minor = 0] = version.split('.').map(Number)
  return minor >= 4 ? { sceneName: scene, sceneUuid: `uuid-of-${scene}` } : {}
}

/** Requests without data that need some, and fields that are no names, as the real server refuses them. */
function named(data: Json, key: string, go: (name: string) => Answer): Answer {
  const value = data[key]
  const field = `The field value of \`${key}\` must`
  if (value === undefined) {
    return { code: 300, comment: `Your request is missing the \`${key}\` field.` }
  }
  if (typeof value !== 'string') return { code: 401, comment: `${field} be a string.` }
  return value === '' ? { code: 403, comment: `${field} not be empty.` } : go(value)
}

function noSource(name: string): Answer {
  return { code: 600, comment: `No source was found by the name of \`${name}\`.` }
}

function recordState(world: World, state: string, outputPath: string | null): void {
  const outputState = `OBS_WEBSOCKET_OUTPUT_${state}`
  world.tell(64, 'RecordStateChanged', {
    outputActive: state === 'STARTED',
    outputPath,
    outputState,
  })
}
