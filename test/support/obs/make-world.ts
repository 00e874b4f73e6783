import type { Json } from './envelope.ts'
import { StreamOutput } from './stream-output.ts'
import { type Input, type Scene, uuid, type World } from './world.ts'

export interface WorldSettings {
  /** Of obs-websocket: what scenes and Hello carry hangs on it. */
  readonly version?: string
  /** The stream runs already. */
  readonly isLive?: boolean
  /** The real one takes 120 to 220 ms to start and 500 ms to stop. */
  readonly startMs?: number
  readonly stopMs?: number
  /** A cut is 90 ms in the real one. */
  readonly transitionMs?: number
  readonly transitionName?: string
  /** Names of scenes, with the names of their sources. */
  readonly scenes?: Readonly<Record<string, readonly string[]>>
  readonly inputs?: Readonly<Record<string, { readonly kind: string; readonly settings?: Json }>>
}

export interface WorldParts {
  isIngestUp(): boolean
  tell(intent: number, eventType: string, eventData?: Json): void
  dies(what: string): void
}

/** What is in an OBS that has just started. */
export function makeWorld(settings: WorldSettings, parts: WorldParts): World {
  const { version = '5.1.0', scenes = { 'Scene A': [], 'Scene B': [] }, inputs = {} } = settings
  const { startMs = 150, stopMs = 500, isLive = false } = settings
  const { transitionMs = 90, transitionName = 'Cut' } = settings
  const world: World = {
    version,
    scenes: new Map(Object.entries(scenes).map(([name, sources]) => [name, sceneOf(sources)])),
    inputs: new Map(Object.entries(inputs).map(([name, input]) => [name, inputOf(input)])),
    stream: new StreamOutput(
      {
        times: { startMs, stopMs },
        isIngestUp: parts.isIngestUp,
        changed: data => parts.tell(64, 'StreamStateChanged', data),
        violated: what => parts.dies(what),
      },
      isLive,
    ),
    program: Object.keys(scenes)[0] ?? '',
    transition: undefined,
    isRecording: false,
    tell: (...event) => parts.tell(...event),
    switchTo: scene => switchTo(world, scene, { transitionMs, transitionName }),
  }
  return world
}

// The scene is set at once; the event comes at the end of the transition, and not at all if the scene was already on program.
function switchTo(
  world: World,
  scene: string,
  {
    transitionMs,
    transitionName,
  }: { readonly transitionMs: number; readonly transitionName: string },
): void {
  world.tell(16, 'SceneTransitionStarted', { transitionName })
  const isSame = world.program === scene
  world.program = scene
  if (isSame) return
  clearTimeout(world.transition)
  world.transition = setTimeout(() => {
    world.tell(16, 'SceneTransitionVideoEnded', { transitionName })
    world.tell(4, 'CurrentProgramSceneChanged', { ...uuid(world, scene), sceneName: scene })
    world.tell(16, 'SceneTransitionEnded', { transitionName })
  }, transitionMs)
}

function sceneOf(sources: readonly string[]): Scene {
  return new Map(sources.map((name, place) => [name, { id: place + 1, isShown: true }]))
}

function inputOf({
  kind,
  settings = {},
}: {
  readonly kind: string
  readonly settings?: Json
}): Input {
  return { kind, settings }
}
