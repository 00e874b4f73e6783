import { Subject } from 'rxjs'
import { type CheckedConfig, checkConfig } from '../config/check/check.ts'
import type { Config } from '../config/define.ts'
import { ConfigProblem } from '../errors.ts'
import type { Event, NewEvent } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { UseState } from '../instance/status.ts'
import type { Journal, JournalEntry } from '../journal/port.ts'
import { openMemoryJournal } from '../journal/sqlite/journal.ts'
import type { LogLine } from '../log.ts'
import { definePlugin, type PluginUse } from '../plugin/define.ts'
import type { Port, Provided } from '../plugin/port.ts'
import { Runtime } from '../runtime/runtime.ts'
import type { RuntimeStatus } from '../runtime/status.ts'
import type { FakePort } from './fakes.ts'

const WAIT_MS = 5_000

export interface RunPluginSettings {
  /** Fakes of the ports it needs. */
  readonly ports?: readonly FakePort[]
  /** An open journal to continue, which `stop` closes; default: a new one in memory. See `restart`. */
  readonly journal?: Journal
  /** Other plugins to run with it, for example a filter in front of a consumer. */
  readonly beside?: readonly PluginUse[]
  /** Other settings of the config: `streamer`, `bots`, `relays`, `timezone`, `outbox`. */
  readonly config?: Omit<Config, 'plugins' | 'journal'>
  /** The config's folder; `context.folder` is `.promethean` in it. Default the working directory. */
  readonly folder?: string
}

/** A plugin that runs in the real runtime, together with the fakes and plugins you gave it. */
export interface PluginRun {
  /** Publishes an event as a source named `test` would; it passes repeats, filters and journal. */
  emit(told: NewEvent): void
  /** All kept events so far, in order: the plugin's own, those of `emit`, and the runtime's. */
  readonly events: readonly Event[]
  /** All events with their verdicts, including dropped ones. */
  readonly judged: readonly JournalEntry[]
  /** All log lines. */
  readonly logged: readonly LogLine[]
  /** The next kept event of this type that no earlier call returned. @throws Error after 5 s */
  next<T extends EventType>(type: T, matches?: (event: Event<T>) => boolean): Promise<Event<T>>
  state(): UseState
  status(): Promise<RuntimeStatus>
  /** The plugin's implementation of a port. @throws Error if it provides none */
  port<P extends Port<unknown>>(port: P): Provided<P>
  /** Resolves when everything published so far is in the journal. */
  flush(): Promise<void>
  readonly journal: Journal
  /** Restarts it with other options, as a reload does. */
  reload(use: PluginUse): Promise<void>
  /**
   * Stops the whole runtime and starts a new one on the same journal, like the next `promethean run`. `events`, `judged`
   * and `logged` go on.
   * @param use the plugin from now on, for example with other options; default: the same
   * @throws ConfigProblem if its options do not fit; the old one keeps running
   */
  restart(use?: PluginUse): Promise<void>
  /** Stops all output of it, or of this plugin, like `promethean mute`. */
  mute(use?: string): Promise<void>
  /** Stops it for good and closes the journal. */
  stop(): Promise<void>
}

/**
 * Starts one plugin for a test.
 * @example const run = await runPlugin(greeter({ greeting: 'Hi' }), { ports: [chat] })
 * @throws ConfigProblem if its options do not fit
 */
export async function runPlugin(
  use: PluginUse,
  settings: RunPluginSettings = {},
): Promise<PluginRun> {
  const told = new Subject<NewEvent>()
  const source = definePlugin({ name: 'test', setup: () => told })()
  const events: Event[] = []
  const judged: JournalEntry[] = []
  const logged: LogLine[] = []
  const watchers = new Set<() => void>()
  const taken = new Set<Event>()

  const checked = async (wanted: PluginUse) => {
    const fakes = (settings.ports ?? []).map(port => port.use)
    const plugins = [source, ...fakes, ...(settings.beside ?? []), wanted]
    return checkedConfig({ ...settings.config, plugins }, settings.folder)
  }
  const first = await checked(use)
  const journal = settings.journal ?? (await openMemoryJournal())
  const open = () =>
    Runtime.open({
      // Each life closes its journal, and this one has several.
      journal: { ...journal, close: async () => {} },
      write: line => logged.push(line),
      onJudged: (entry, delivered) => {
        judged.push(entry)
        if (delivered === undefined) return
        events.push(delivered)
        for (const look of [...watchers]) look()
      },
    })
  let tested = use
  let runtime = await open()
  await runtime.start(first).catch(async failure => {
    await runtime.stop()
    if (settings.journal === undefined) await journal.close()
    throw failure
  })

  return {
    events,
    judged,
    logged,
    journal,
    emit: one => told.next(one),
    next: (type, matches = () => true) => nextEvent({ events, taken, watchers }, type, matches),
    state: () => runtime.stateOf(use.id),
    status: () => runtime.status(),
    port: port => {
      const found = runtime.provided(port)
      if (found === undefined) throw new Error(`${use.id} provides no ${port.name}`)
      return found
    },
    flush: () => runtime.flush(),
    reload: async changed => {
      await runtime.reload(await checked(changed))
      tested = changed
    },
    restart: async (changed = tested) => {
      const config = await checked(changed)
      await runtime.stop()
      runtime = await open()
      tested = changed
      await runtime.start(config)
    },
    mute: async plugin => {
      await runtime.muting.mute(plugin)
    },
    stop: async () => {
      await runtime.stop()
      await journal.close()
    },
  }
}

async function checkedConfig(written: Config, folder?: string): Promise<CheckedConfig> {
  const { problems, config } = await checkConfig(written, folder)
  if (config === undefined) throw new ConfigProblem(problems)
  return config
}

interface Seen {
  readonly events: readonly Event[]
  readonly taken: Set<Event>
  readonly watchers: Set<() => void>
}

function nextEvent<T extends EventType>(
  seen: Seen,
  type: T,
  matches: (event: Event<T>) => boolean,
): Promise<Event<T>> {
  const find = () =>
    seen.events.find((one): one is Event<T> & Event => {
      // Compared with its type just before, so `matches` gets what it expects.
      return one.type === type && !seen.taken.has(one) && matches(one as Event<T>)
    })
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      seen.watchers.delete(look)
    }
    const look = () => {
      const found = find()
      if (found === undefined) return
      done()
      seen.taken.add(found)
      resolve(found)
    }
    const timer = setTimeout(() => {
      done()
      reject(
        new Error(
          `no ${type} within ${WAIT_MS / 1_000} s; seen: ${seen.events.map(one => one.type).join(', ') || 'nothing'}`,
        ),
      )
    }, WAIT_MS)
    seen.watchers.add(look)
    look()
  })
}
