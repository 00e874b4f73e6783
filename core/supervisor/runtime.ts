import { pause } from '../backoff.ts'
import { Bus, RUNTIME } from '../bus/bus.ts'
import { Sessions } from '../bus/sessions.ts'
import type { Counts } from '../bus/tally.ts'
import type { CheckedConfig } from '../config/check.ts'
import { Effects } from '../effects/effects.ts'
import type { EffectGate } from '../effects/gate.ts'
import type { Muted } from '../effects/mutes.ts'
import { ConfigProblem, PrometheanError } from '../errors.ts'
import { type Event, event, type NewEvent } from '../events/event.ts'
import { Redactor, secretsIn } from '../events/redact.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { Journal, JournalEntry, Position } from '../journal/port.ts'
import { startPruning, type Wanted } from '../journal/pruning.ts'
import { JournalWriter } from '../journal/writer.ts'
import { createLog, type LogLine } from '../log.ts'
import { earlierTexts } from '../outbox/earlier.ts'
import { Outbox } from '../outbox/outbox.ts'
import type { Log } from '../plugin/context.ts'
import type { Port } from '../plugin/port.ts'
import { isOwnChannel, ownChannel, providersIn, sendersOf } from './accounts.ts'
import { Approvals, type WaitingApproval } from './approvals.ts'
import { Blocking } from './blocking.ts'
import { Commits } from './commits.ts'
import { ConsumerTroubles } from './consumer-troubles.ts'
import { type ConsumerStatus, Consumers } from './consumers.ts'
import { culpritOf } from './culprit.ts'
import type { UseState, UseStatus } from './loss.ts'
import { Muting } from './muting.ts'
import { PortRegistry } from './port-registry.ts'
import type { Run } from './run.ts'
import { Sets } from './sets.ts'
import { States } from './states.ts'
import { createStreamer } from './streamer.ts'
import { type Reloaded, Supervisor } from './supervisor.ts'
import { TroubleTeller } from './trouble-teller.ts'
import { inventorOf, partsOf } from './use-parts.ts'

const REMEMBERED_IDS = 100_000
const REMEMBERED_EVENTS = 2_000
// A stop has five seconds; this much of it goes to consumers that are behind.
const CATCH_UP_MS = 1_000
const LAST_COMMIT_MS = 1_000

/** What is outside of the runtime: where facts about it go. */
export interface RuntimeParts {
  readonly journal: Journal
  write(line: LogLine): void
  /** Secrets of the environment: blanked wherever text leaves the process. */
  readonly secrets?: Iterable<string>
  /** Each event judged; `delivered` is undefined where it was dropped. */
  onJudged?(entry: JournalEntry, delivered: Event | undefined): void
  onHandedOver?(id: string): void
  /** Stands before the world in a dry run or a replay. */
  readonly effects?: EffectGate
}

/** All there is to know of a running instance; `promethean status`. */
export interface RuntimeStatus extends Counts {
  readonly plugins: readonly UseStatus[]
  /** Events that are live only, because the disk would not take them. */
  readonly unjournaled: number
  readonly consumers: Readonly<Record<string, ConsumerStatus>>
  readonly session?: string
  /** What waits for the streamer's word, oldest first. */
  readonly waiting: readonly WaitingApproval[]
  /** Absent where nothing is. */
  readonly muted?: Muted
}

/** Bus, journal, outbox and supervisor as one. */
export class Runtime {
  readonly log: Log
  readonly redactor = new Redactor()
  readonly journal: Journal
  readonly bus: Bus
  /** The panic switch. */
  readonly muting: Muting
  readonly #parts: RuntimeParts
  readonly #writer: JournalWriter
  readonly #registry = new PortRegistry()
  readonly #sets: Sets
  readonly #supervisor: Supervisor
  readonly #consumers: Consumers
  readonly #outbox: Outbox
  readonly #effects: Effects
  readonly #troubleTeller: TroubleTeller
  readonly #streamer = createStreamer(
    () => this.config,
    () => this.#sets.runs(),
  )
  readonly #states: States
  readonly #troubles = new ConsumerTroubles(this.redactor)
  readonly #commits = new Commits()
  readonly approvals = new Approvals({
    redact: text => this.redactor.text(text),
    onWaiting: ({ plugin, what, text, until }) =>
      this.#logOf(plugin).info(
        `a ${what} waits for your word until ${until.toLocaleTimeString('sv')}: ${text}; take it with promethean approve, or promethean approve --drop`,
      ),
  })
  #unjournaled = 0
  #sessions: Sessions | undefined
  #blocking: Blocking | undefined
  #stopPruning: () => void = () => undefined
  #stopped: Promise<RuntimeStatus> | undefined

  constructor(parts: RuntimeParts) {
    this.#parts = parts
    this.journal = parts.journal
    this.#sets = new Sets(id => parts.onHandedOver?.(id))
    this.#states = new States(parts.journal)
    this.log = createLog(RUNTIME, this.redactor, parts.write)
    this.#writer = new JournalWriter(parts.journal, {
      onCommit: (rows, repeats) => {
        if (repeats.length > 0) this.bus.countLateRepeats(repeats)
        this.#commits.reached(rows.at(-1)?.position ?? this.#commits.position)
      },
      onUnjournaled: count => {
        this.#unjournaled += count
      },
      onTrouble: failure => {
        if (failure === undefined) this.log.info('the journal takes events again')
        else this.log.error(failure)
      },
    })
    this.bus = new Bus({
      journal: this.#writer,
      redactor: this.redactor,
      session: () => this.#sessions?.session(),
      refine: told => this.#markOwn(told),
      onFailure: (use, failure) => this.#logOf(use).error(failure),
      onBlocked: (use, ms) => this.#blocking?.note(use, ms),
      onLoop: (use, type) =>
        this.#logOf(use).error(
          `${type} was not delivered: plugins answer each other without end; look at what they listen to`,
        ),
      onJudged: (entry, delivered) => {
        if (delivered !== undefined) {
          this.#sessions?.notice(delivered)
          this.#troubleTeller.notice(delivered)
        }
        parts.onJudged?.(entry, delivered)
      },
    })
    this.#effects = new Effects({
      inventorOf: told => inventorOf(this.bus, this.config, told),
      logOf: use => this.#logOf(use),
      gate: parts.effects,
    })
    this.#outbox = new Outbox({
      senders: () => sendersOf(this.#sets.runs()),
      chosen: platform => this.#sets.config?.outbox[platform],
      inventorOf: told => inventorOf(this.bus, this.config, told),
      isBot: (user, platform) => this.#streamer.isBot(user, platform),
      isRelay: user => this.#streamer.isRelay(user),
      effects: this.#effects,
      redactor: this.redactor,
      announce: told => this.bus.announce(told),
    })
    const shared = {
      bus: this.bus,
      commits: this.#commits,
      effects: this.#effects,
      redactor: this.redactor,
      registry: this.#registry,
      states: this.#states,
      troubles: this.#troubles,
      writer: this.#writer,
      logOf: (use: string) => this.#logOf(use),
      ownPorts: () => ({
        journal: this.journal,
        approvals: this.approvals,
        outbox: this.#outbox,
        streamState: this.#sessions,
        streamer: this.#streamer,
      }),
    }
    this.#supervisor = new Supervisor({
      bus: this.bus,
      sets: this.#sets,
      runnerParts: (use, config, lookup) => partsOf(shared, { use, config, lookup }),
      onChanged: () => this.#registry.changed(),
      onFailed: (plugin, reason, isFinal) => this.#failed(plugin, reason, isFinal),
    })
    this.#consumers = new Consumers(this.journal, this.#sets, this.#troubles)
    this.muting = new Muting({
      effects: this.#effects,
      outbox: this.#outbox,
      log: this.log,
      config: () => this.config,
      save: async () => (await this.#states.of(RUNTIME)).flush(),
    })
    this.#troubleTeller = new TroubleTeller({
      wanted: () => this.config?.onTrouble,
      lookup: port => providersIn(this.#sets.runs(), port),
      perform: (effect, work) => this.#effects.perform(effect, work),
      log: this.log,
    })
  }

  get config(): CheckedConfig | undefined {
    return this.#sets.config
  }

  /**
   * Fills the memory of repeats, starts every plugin, then lets events through.
   * @throws ConfigProblem where a plugin names events nobody emits
   */
  async start(config: CheckedConfig): Promise<void> {
    this.#know(config)
    this.#blocking = new Blocking({
      runners: () => this.#sets.runners(),
      logOf: use => this.#logOf(use),
    })
    this.#commits.reached(await this.journal.end())
    const last = await this.journal.newest(REMEMBERED_EVENTS)
    const ids = await this.journal.newestIds(REMEMBERED_IDS)
    this.bus.remember(
      ids,
      last.map(row => row.event),
    )
    const state = await this.#states.of(RUNTIME)
    this.#sessions = new Sessions({
      state,
      lastSeenAt: last.at(-1)?.event.received.getTime(),
      isOwn: told => isOwnChannel(told, this.config?.streamer, this.#sets.runs()),
      announce: told => this.bus.announce(told),
    })
    this.#sessions.resume()
    this.#effects.mutes.resume(state)
    this.muting.remind()
    this.#outbox.remember(await earlierTexts(this.journal))
    await this.#supervisor.start(config).catch(failure => this.#rethrow(failure))
    this.bus.release()
    this.#stopPruning = startPruning(this.journal, () => this.#retention(), this.log)
  }

  /**
   * Goes over to another config, or does not.
   * @throws ConfigProblem: the old set runs on untouched
   */
  async reload(config: CheckedConfig): Promise<Reloaded> {
    const file = this.config?.journal.file
    if (file !== undefined && file !== config.journal.file) {
      throw new PrometheanError(
        'config_problem',
        'journal.file cannot change while running: another file is another journal; restart to use it',
      )
    }
    this.#know(config)
    const reloaded = await this.#supervisor.reload(config).catch(failure => this.#rethrow(failure))
    const { kept, restarted, added, removed } = reloaded
    const names = await this.#consumers.names(config).catch(() => undefined)
    if (names !== undefined) this.#troubles.keep(new Set(names))
    this.bus.announce(
      event('config.reloaded', { kept, restarted: restarted.map(({ id }) => id), added, removed }),
    )
    return reloaded
  }

  /** Drains: sources stop, what waits is finished, consumers end their batch, all is committed. @returns the last status */
  stop(): Promise<RuntimeStatus> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  /** Everything published so far is in the journal when this resolves. */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  /** The implementation a running use provides of a port. */
  provided<T>(port: Port<T>): T | undefined {
    for (const run of this.#sets.runs().values()) {
      // Ports are told apart by name; what is provided under one was typed by its token.
      if (run.provided.has(port.name)) return run.provided.get(port.name) as T
    }
    return undefined
  }

  /** How a use is doing. @throws Error where there is no such use */
  stateOf(id: string): UseState {
    const status = this.#sets.statuses().find(one => one.id === id)
    if (status === undefined) throw new Error(`no plugin of this config has the id ${id}`)
    return status.state
  }

  /** What was thrown outside any call of ours: its plugin is restarted, the rest runs. */
  blame(thrown: unknown): void {
    const runner = culpritOf(thrown, this.#sets.runners())
    const isTaken = runner?.fail(thrown) ?? false
    if (!isTaken) this.log.error(thrown instanceof Error ? thrown : String(thrown))
  }

  async status(): Promise<RuntimeStatus> {
    const session = this.#sessions?.session()
    const { muted } = this.#effects.mutes
    return {
      plugins: this.#sets.statuses().map(status => this.#troubles.shownIn(status)),
      ...this.bus.counts(),
      unjournaled: this.#unjournaled,
      consumers: await this.#consumers.status(),
      ...(session !== undefined && { session }),
      ...(muted !== undefined && { muted }),
      waiting: this.approvals.waiting,
    }
  }

  /** Which uses judge events of a type, and which listen to them. */
  concerned(type: EventType): {
    readonly judges: readonly string[]
    readonly hearers: readonly string[]
  } {
    const runs = this.#sets.current()
    const ids = (which: (run: Run) => boolean) => runs.filter(which).map(({ use }) => use.id)
    return {
      judges: ids(({ filters }) => filters.some(({ types }) => types.has(type))),
      hearers: ids(run => run.hears(type)),
    }
  }

  /** Sets a running consumer's cursor back. */
  rewind(name: string, position: Position, settings: { refilter?: boolean }): Promise<void> {
    return this.#consumers.rewind(name, position, settings)
  }

  /** @returns how many parked events were taken this time */
  retryParked(consumer?: string): Promise<number> {
    return this.#consumers.retryParked(consumer)
  }

  /** Tells a made-up event as a source would: it is judged, kept and heard, and what answers it is done for real. */
  fire(told: NewEvent): Event {
    const accountOf = (platform: string) =>
      ownChannel(platform, this.config?.streamer, this.#sets.runs())
    const teller = { name: RUNTIME, use: RUNTIME, inHandOver: false, accountOf }
    return this.bus.tell({ ...told, test: true }, teller)
  }

  async #stop(): Promise<RuntimeStatus> {
    this.#stopPruning()
    this.#troubleTeller.stop()
    await this.#blocking?.stop()
    this.#sessions?.stop()
    await this.#supervisor.stop(() => this.#catchUp())
    await this.#outbox.stop()
    const last = await this.#lastStatus()
    await this.#states.flush(failure => this.log.error(failure))
    await this.journal.close()
    return last
  }

  // What a setup threw may quote an option.
  #rethrow(failure: unknown): never {
    if (!(failure instanceof ConfigProblem)) throw failure
    const hide = (text: string) => this.redactor.text(text)
    const problems = failure.problems.map(one => ({ ...one, message: hide(one.message) }))
    throw new ConfigProblem(problems, { plugin: failure.plugin, cause: failure })
  }

  // Closed first: a disk that takes nothing any more must not keep it from ending, and is counted.
  async #lastStatus(): Promise<RuntimeStatus> {
    await this.#writer.close(LAST_COMMIT_MS)
    return this.status()
  }

  // What a plugin's own trouble must not stop: error where the streamer must act, warn where it is tried again.
  #failed(plugin: string, reason: string, isFinal: boolean): void {
    const said = this.redactor.text(reason)
    if (isFinal) this.#logOf(plugin).error(`${said}; it stays stopped until its next change`)
    this.bus.announce(event('plugin.failed', { plugin, reason: said }))
  }

  // Consumers get what came last, unless their far end is away.
  async #catchUp(): Promise<void> {
    await Promise.race([this.#writer.flush(), pause(CATCH_UP_MS)])
    await this.#consumers.catchUp(CATCH_UP_MS)
  }

  #markOwn(told: Event): Event {
    if (told.type !== 'chat.message' || !this.#outbox.isOwn(told)) return told
    return Object.freeze({ ...told, data: Object.freeze({ ...told.data, isSelf: true }) })
  }

  #logOf(use: string): Log {
    return createLog(use, this.redactor, this.#parts.write)
  }

  #know(config: CheckedConfig): void {
    const secrets = new Set(this.#parts.secrets ?? [])
    for (const use of config.uses) secretsIn(use.options, secrets)
    this.redactor.know(secrets)
  }

  async #retention(): Promise<Wanted | undefined> {
    const { config } = this
    if (config === undefined) return undefined
    const { retainMs, maxBytes } = config.journal
    return { retainMs, maxBytes, consumers: await this.#consumers.names(config) }
  }
}
