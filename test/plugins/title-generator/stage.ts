import { titleGenerator } from '@promethean/plugins'
import {
  type Event,
  EventHistory,
  type EventQuery,
  event,
  type GenerateRequest,
  type Platform,
  type PluginUse,
  TitleTarget,
} from 'promethean'
import {
  type FakeAnswer,
  type FakeModel,
  type FakePort,
  fakeModel,
  fakePort,
  type PluginRun,
  runPlugin,
} from 'promethean/testing'
import { onTestFinished, vi } from 'vitest'

type Options = Parameters<typeof titleGenerator>[0]
type Answer = FakeAnswer | ((request: GenerateRequest) => Promise<string>)

/** A model that gives these answers in turn, the last one again and again. */
export function answering(...answers: readonly Answer[]): FakeModel {
  let given = 0
  return fakeModel(request => {
    const answer = answers[Math.min(given++, answers.length - 1)] ?? ''
    return typeof answer === 'function' ? answer(request) : answer
  })
}

/** Where titles go; `fails` so many times first. */
export function fakeTarget(
  settings: {
    readonly fails?: number
    readonly title?: string
    readonly platforms?: readonly Platform[]
  } = {},
) {
  const set: string[] = []
  const causes: (Event | undefined)[] = []
  let fails = settings.fails ?? 0
  const port = fakePort(TitleTarget, {
    setTitle: async (title, options) => {
      if (fails-- > 0) throw new Error('the platform is away')
      set.push(title)
      causes.push(options?.cause)
      return { isConfirmed: true }
    },
    getTitle: async () => settings.title,
    ...(settings.platforms && { platforms: () => settings.platforms }),
  })
  return { ...port, set, causes }
}

/** A past as the journal would tell it. */
export function fakeHistory(...past: readonly Event[]): FakePort {
  const query = async (wanted: EventQuery) => {
    const found = past.filter(
      one =>
        (wanted.types === undefined || wanted.types.includes(one.type)) &&
        (wanted.session === undefined || one.session === wanted.session),
    )
    return (wanted.newest ? found.toReversed() : found).slice(0, wanted.limit)
  }
  // Each query is answered with the types it asks for.
  const port = {
    query: query as EventHistory['query'],
    search: async () => [],
    find: async () => [],
    stream: nothing,
  }
  return fakePort(EventHistory, port)
}

/** A history without events. */
export async function* nothing(): AsyncGenerator<never> {}

let told = 0

/** An event as it stands in the journal. */
export function past<T extends Event['type']>(
  type: T,
  data: Extract<Event, { type: T }>['data'],
  more: Partial<Event> = {},
): Event {
  const now = new Date()
  told += 1
  // Type and data belong together as the caller gave them.
  return { id: `past-${told}`, type, data, time: now, received: now, source: 'x', ...more } as Event
}

export interface Stage {
  readonly run: PluginRun
  readonly target: ReturnType<typeof fakeTarget>
  readonly model: FakeModel
  live(more?: Parameters<typeof event>[2]): void
  /** The streamer, or somebody else, writes. */
  chat(text: string, roles?: readonly string[], more?: Parameters<typeof event>[2]): void
  /** Remarks made on events so far, a line each. */
  notes(): Promise<string>
  readonly use: PluginUse
}

interface Settings {
  readonly options?: Options
  readonly model?: FakeModel
  readonly target?: ReturnType<typeof fakeTarget>
  readonly ports?: readonly FakePort[]
  readonly beside?: readonly PluginUse[]
  readonly timezone?: string
}

/** A title generator in a whole runtime, with a model and a target of the test's. */
export async function stage(settings: Settings = {}): Promise<Stage> {
  const {
    options = {},
    model = answering('Cosy evening'),
    target = fakeTarget(),
    beside,
  } = settings
  const use = titleGenerator(options)
  const run = await runPlugin(use, {
    ports: [model, target, ...(settings.ports ?? [])],
    ...(beside && { beside }),
    config: { timezone: settings.timezone ?? 'UTC', streamer: { twitch: 'ann' } },
  })
  onTestFinished(async () => {
    // A test that froze the clock must not freeze the stop.
    vi.useRealTimers()
    await run.stop()
  })
  return {
    ...{ run, target, model, use },
    live: more => run.emit(event('obs.stream.started', {}, { platform: 'obs', ...more })),
    chat: (text, roles = ['broadcaster'], more = {}) => {
      const user = { id: '1', name: 'ann', displayName: 'Ann', roles }
      const key = `line-${++told}`
      const where = { key, platform: 'twitch', channel: 'ann', ...more }
      run.emit(event('chat.message', { messageId: key, text, user }, where))
    },
    notes: async () => {
      await run.flush()
      const found = await Promise.all(run.events.map(({ id }) => run.journal.find(id)))
      const notes = found.flatMap(one => one?.notes ?? [])
      return notes.flatMap(({ plugin, text }) => (plugin === use.id ? [text] : [])).join('\n')
    },
  }
}
