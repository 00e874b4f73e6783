import { culpritOf, leftBehindBy } from '../blame/culprit.ts'
import type { Bus } from '../bus/bus.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { Plan } from '../config/plan.ts'
import { ConfigProblem, PrometheanError } from '../errors.ts'
import { type Event, event, type NewEvent } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import type { Run } from '../instance/run.ts'
import type { RunPhase } from '../instance/run-phase.ts'
import type { UseState } from '../instance/status.ts'
import type { Journal, Position } from '../journal/port.ts'
import type { SearchedMemory } from '../memory/memory.ts'
import type { Log } from '../plugin/context.ts'
import type { Port, Provided } from '../plugin/port.ts'
import { AgentRules } from '../plugin/ports/agents.ts'
import { placed } from '../plugin/thrown-at.ts'
import type { Approvals } from '../ports/approvals/approvals.ts'
import { failedCall } from '../ports/port-call.ts'
import type { Redactor } from '../secrets/redact.ts'
import { secretsIn } from '../secrets/secrets-in.ts'
import { isOwnChannel, ownChannel, ownPlatforms } from '../streamer/accounts.ts'
import { sendersOf, speaksOn } from '../streamer/senders.ts'
import type { Reloaded } from '../supervisor/supervisor.ts'
import type { Acting } from './acting.ts'
import { type Assembly, assemble, type RuntimeParts } from './assembly.ts'
import { type Concerned, concernedOf } from './concerned.ts'
import type { PeopleForgetter } from './forgetting.ts'
import type { Muting } from './muting.ts'
import { approvalCommands } from './own/approval-commands.ts'
import { noteCommands } from './own/note-command.ts'
import { runOwn } from './own/own-plugin.ts'
import { troubleTeller } from './own/trouble-teller.ts'
import type { Pausing } from './pausing.ts'
import { type RuntimeStatus, runtimeStatus } from './status.ts'
import { stopAll } from './stop.ts'

/** Bus, journal, outbox and supervisor as one. */
export class Runtime {
  readonly log: Log
  readonly redactor: Redactor
  readonly journal: Journal
  readonly bus: Bus
  readonly approvals: Approvals
  /** The panic switch. */
  readonly muting: Muting
  readonly pausing: Pausing
  /** Deletes people on request. */
  readonly people: PeopleForgetter
  /** Sends and acts for requests from outside. */
  readonly acting: Acting
  /** Searches everything kept, by words and by meaning. */
  readonly memory: SearchedMemory
  readonly #secrets: Iterable<string>
  readonly #made: Assembly
  #own: Promise<readonly Run[]> | undefined
  #stopped: Promise<RuntimeStatus> | undefined
  readonly #toldLeftBehind = new WeakSet<RunPhase>()

  private constructor(parts: RuntimeParts, made: Assembly) {
    this.#made = made
    // Read at each load, because an edit of .env may add secrets.
    this.#secrets = parts.secrets ?? []
    this.journal = parts.journal
    this.log = made.log
    this.redactor = made.redactor
    this.bus = made.bus
    this.approvals = made.approvals
    this.muting = made.outgoing.muting
    this.pausing = made.pausing
    this.people = made.people
    this.acting = made.acting
    this.memory = made.memory
  }

  /**
   * Continues where the previous run on this journal ended: repeats, sessions and mutes are known. Nothing runs yet.
   * @throws Error if the journal cannot be read; it is closed then
   */
  static async open(parts: RuntimeParts): Promise<Runtime> {
    try {
      return new Runtime(parts, await assemble(parts))
    } catch (failure) {
      await parts.journal.close()
      throw failure
    }
  }

  get config(): CheckedConfig | undefined {
    return this.#made.running.config
  }

  /**
   * Starts every plugin, then processes events.
   * @throws ConfigProblem if a plugin names event types that are never emitted
   */
  async start(config: CheckedConfig): Promise<void> {
    const { supervisor, recording, runRecord, services, running } = this.#made
    this.#know(config)
    runRecord.start()
    const own = [
      troubleTeller(() => running.config?.onTrouble),
      approvalCommands(this.approvals, () => this.acting.providersOf(AgentRules).length > 0),
      noteCommands(() => this.memory.hasMeaning),
    ]
    this.#own = Promise.all(own.map(use => runOwn(use, { services, running, config })))
    await this.#own
    await supervisor.start(config).catch(failure => this.#rethrow(failure))
    this.bus.release()
    recording.startPruning()
  }

  /**
   * What a switch to another config would do.
   * @param file the config's name, for the messages
   * @throws PrometheanError if it would be refused before anything is set up
   */
  plan(config: CheckedConfig, file?: string): Plan {
    this.#requireSameJournal(config)
    return this.#made.supervisor.plan(config, file)
  }

  /**
   * Switches to another config, or keeps the old one.
   * @throws ConfigProblem if it is refused; the old set keeps running
   */
  async reload(config: CheckedConfig): Promise<Reloaded> {
    this.#requireSameJournal(config)
    this.#know(config)
    const { supervisor, consumers, troubles } = this.#made
    const reloaded = await supervisor.reload(config).catch(failure => this.#rethrow(failure))
    const { kept, restarted, added, removed } = reloaded
    const names = await consumers.names(config).catch(() => undefined)
    if (names !== undefined) troubles.keep(new Set(names))
    this.bus.announce(
      event('config.reloaded', { kept, restarted: restarted.map(({ id }) => id), added, removed }),
    )
    return reloaded
  }

  /** Drains: sources stop, what waits is finished, consumers end their batch, all is committed. @returns the last status */
  stop(): Promise<RuntimeStatus> {
    this.#stopped ??= stopAll(this.#made, this.#own)
    return this.#stopped
  }

  /** Resolves when everything published so far is in the journal. */
  flush(): Promise<void> {
    return this.#made.recording.writer.settled()
  }

  /** The implementation a running use provides of a port. */
  provided<P extends Port<unknown>>(port: P): Provided<P> | undefined {
    for (const run of this.#made.running.runs().values()) {
      // Ports are identified by name; the implementation was typed by the port's token.
      if (run.provided.has(port.name)) return run.provided.get(port.name) as Provided<P>
    }
    return undefined
  }

  /** How a use is doing. @throws Error if there is no such use */
  stateOf(id: string): UseState {
    const status = this.#made.running.statuses().find(one => one.id === id)
    if (status === undefined) throw new Error(`no plugin in this config has the id ${id}`)
    return status.state
  }

  /** What was thrown outside any call of ours: its plugin is restarted, the rest runs. @returns whether it was a plugin's */
  blame(thrown: unknown): boolean {
    const call = failedCall(thrown)
    if (call !== undefined) {
      this.#made.outgoing.effects.unheard(call, thrown)
      return true
    }
    const instances = this.#made.running.instances()
    const left = leftBehindBy(thrown, instances)
    if (left !== undefined) {
      this.#tellLeftBehind(left, thrown)
      return true
    }
    const culprit = culpritOf(thrown, instances)
    const isTaken = culprit?.fail(thrown) ?? false
    if (!isTaken) this.log.error(thrown instanceof Error ? thrown : String(thrown))
    return culprit !== undefined
  }

  status(): Promise<RuntimeStatus> {
    return runtimeStatus(this.#made)
  }

  /** Which uses have to do with an event, and what their rules make of it. */
  concerned(event: Event): Concerned {
    return concernedOf(this.#made.running.current(), event, this.redactor)
  }

  /** Sets a running consumer's cursor back. */
  rewind(name: string, position: Position, settings: { refilter?: boolean }): Promise<void> {
    return this.#made.consumers.rewind(name, position, settings)
  }

  /** @returns how many parked events were taken this time */
  retryParked(consumer?: string): Promise<number> {
    return this.#made.consumers.retryParked(consumer)
  }

  /** The id of the current session; undefined without one. */
  session(): string | undefined {
    return this.#made.streamState.session()
  }

  /** The platforms the streamer has an account on. */
  platforms(): readonly string[] {
    return ownPlatforms(this.config?.streamer, this.#made.running.runs())
  }

  /** Those of them that are no invention, of a simulator; without any, all. */
  meantPlatforms(): readonly string[] {
    const real = new Map(
      [...this.#made.running.runs()].filter(([, run]) => !run.use.plugin.invents),
    )
    const meant = ownPlatforms(this.config?.streamer, real)
    return meant.length > 0 ? meant : this.platforms()
  }

  /** Those of them that have a sender; without any, all of them. */
  spokenPlatforms(): readonly string[] {
    const meant = this.meantPlatforms()
    const senders = [...sendersOf(this.#made.running.runs()).values()]
    const spoken = meant.filter(platform => senders.some(sender => speaksOn(sender, platform)))
    return spoken.length > 0 ? spoken : meant
  }

  /** The streamer's own channel on a platform, if known. */
  ownChannel(platform: string): string | undefined {
    return ownChannel(platform, this.config?.streamer, this.#made.running.runs())
  }

  /** Whether a channel is one of the streamer's; if none is known on the platform, each is. */
  isOwnChannel(platform: string, channel: string): boolean {
    return isOwnChannel({ platform, channel }, this.config?.streamer, this.#made.running.runs())
  }

  /** Publishes a test event as a source would: it is judged, stored and delivered, and reactions to it are real. */
  fire(told: NewEvent): Event {
    const accountOf = (platform: string) => this.ownChannel(platform)
    const teller = { name: RUNTIME, use: RUNTIME, inHandOver: false, accountOf }
    return this.bus.tell({ ...told, test: true }, teller)
  }

  #requireSameJournal(config: CheckedConfig): void {
    const file = this.config?.journal.file
    if (file === undefined || file === config.journal.file) return
    throw new PrometheanError('config_problem', {
      what: 'journal.file cannot change while running',
      why: 'a different file is a different journal',
      advice: 'restart to use it',
    })
  }

  // Logged as a warning once per run: a timer may throw ten times a second.
  #tellLeftBehind(run: RunPhase, thrown: unknown): void {
    const { services } = this.#made
    const { id } = run.use
    const why = this.redactor.text(placed(thrown, services.folder))
    const said =
      run.of === 'examination'
        ? `the examination of ${id} failed outside what it returns: ${why}; catch it in examine()`
        : `an earlier run of ${id} left something running that failed: ${why}; end timers and listeners with defer()`
    const log = services.logOf(id)
    if (this.#toldLeftBehind.has(run)) log.debug(said)
    else log.warn(said)
    this.#toldLeftBehind.add(run)
  }

  // What a setup threw may quote an option.
  #rethrow(failure: unknown): never {
    if (!(failure instanceof ConfigProblem)) throw failure
    const hide = (text: string) => this.redactor.text(text)
    const problems = failure.problems.map(one => ({ ...one, message: hide(one.message) }))
    throw new ConfigProblem(problems, { plugin: failure.plugin, cause: failure })
  }

  #know(config: CheckedConfig): void {
    const secrets = new Set(this.#secrets)
    for (const use of config.uses) secretsIn(use.options, secrets)
    this.redactor.know(secrets)
  }
}
