import { ignoreElements, Subject, tap } from 'rxjs'
import { onTestFinished, vi } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import type { Config } from '../../../core/config/define.ts'
import { ConfigProblem } from '../../../core/errors.ts'
import type { Event, NewEvent } from '../../../core/events/event.ts'
import { event } from '../../../core/events/event.ts'
import type { EventType } from '../../../core/events/vocabulary.ts'
import type { Journal, JournalEntry } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import type { LogLine } from '../../../core/log.ts'
import { definePlugin, type PluginUse } from '../../../core/plugin/define.ts'
import type { EffectGate } from '../../../core/ports/gate.ts'
import { Runtime } from '../../../core/runtime/runtime.ts'
import type { Reloaded } from '../../../core/supervisor/supervisor.ts'

/** A whole runtime around some plugins, with a source named `feed` to tell it things. */
export interface World {
  readonly runtime: Runtime
  readonly journal: Journal
  /** Kept events, in order. */
  readonly events: readonly Event[]
  readonly judged: readonly JournalEntry[]
  readonly logged: readonly LogLine[]
  readonly handedOver: readonly string[]
  tell(...told: readonly NewEvent[]): void
  /** Kept events of one type. */
  of<T extends EventType>(type: T): readonly Event<T>[]
  reload(plugins: readonly PluginUse[], more?: Omit<Config, 'plugins'>): Promise<Reloaded>
  state(id: string): string
  /** The sentences logged for a use, at this level or any, without those on `BLOCKED`. */
  said(id: string, level?: LogLine['level']): readonly string[]
}

/** Said of whatever is at work while a busy machine lets this process wait, so no fact of a test that is about something else. */
export const BLOCKED = /^blocked the event loop for (\d+) ms; move slow work off the handler$/

interface Settings extends Omit<Config, 'plugins' | 'journal'> {
  readonly journal?: Journal
  readonly secrets?: readonly string[]
  readonly gate?: EffectGate
  /** Where the author's own files lie. */
  readonly folder?: string
}

/** Starts it; it is stopped when the test is over. */
export async function world(
  plugins: readonly PluginUse[],
  settings: Settings = {},
): Promise<World> {
  const { journal = await openMemoryJournal(), secrets = [], gate, folder, ...config } = settings
  const feed = new Subject<NewEvent>()
  const source = definePlugin({ name: 'feed', setup: () => feed })()
  const judged: JournalEntry[] = []
  const events: Event[] = []
  const logged: LogLine[] = []
  const handedOver: string[] = []
  const runtime = await Runtime.open({
    journal,
    secrets,
    ...(folder !== undefined && { folder }),
    ...(gate !== undefined && { effects: gate }),
    write: line => logged.push(line),
    onJudged: (entry, delivered) => {
      judged.push(entry)
      if (delivered !== undefined) events.push(delivered)
    },
    onHandedOver: id => handedOver.push(id),
  })
  onTestFinished(async () => {
    // A test that froze the clock must not freeze the stop.
    vi.useRealTimers()
    await runtime.stop()
  })
  const checked = async (uses: readonly PluginUse[], more: Omit<Config, 'plugins'>) => {
    const { problems, config: made } = await checkConfig({ ...more, plugins: [source, ...uses] })
    if (made === undefined) throw new ConfigProblem(problems)
    return made
  }
  await runtime.start(await checked(plugins, config))
  return {
    runtime,
    journal,
    events,
    judged,
    logged,
    handedOver,
    tell: (...told) => {
      for (const one of told) feed.next(one)
    },
    // Compared with its type just before.
    of: type => events.filter(one => one.type === type) as never,
    reload: async (uses, more = config) => runtime.reload(await checked(uses, more)),
    state: id => runtime.stateOf(id),
    said: (id, level) =>
      logged
        .filter(line => line.plugin === id && (level === undefined || line.level === level))
        .map(({ message }) => message)
        .filter(message => !BLOCKED.test(message)),
  }
}

/** A chat line with a key of its own. */
export function line(
  text: string,
  told: Parameters<typeof event>[2] = {},
): NewEvent<'chat.message'> {
  const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
  const data = { messageId: text, text, user }
  return event('chat.message', data, { key: text, platform: 'twitch', channel: 'ann', ...told })
}

/** The texts of chat lines. */
export function texts(events: readonly Event[]): readonly string[] {
  return events.flatMap(one => (one.type === 'chat.message' ? [one.data.text] : []))
}

/** A behaviour that hears all is well. */
export function witness() {
  const heard: string[] = []
  const use = definePlugin({
    name: 'witness',
    setup: ({ on }) =>
      on('chat.message').pipe(
        tap(({ data }) => heard.push(data.text)),
        ignoreElements(),
      ),
  })()
  return { use, heard }
}
