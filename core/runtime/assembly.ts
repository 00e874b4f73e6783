import { Blocking } from '../blame/blocking.ts'
import { Bus, RUNTIME } from '../bus/bus.ts'
import { type Event, event } from '../events/event.ts'
import { ConsumerTroubles } from '../instance/consumer-troubles.ts'
import { Lingering } from '../instance/lingering.ts'
import { Notes } from '../instance/notes.ts'
import { partsOf, type Shared } from '../instance/services.ts'
import { States } from '../instance/states.ts'
import type { Journal, JournalEntry } from '../journal/port.ts'
import { createLog, type LogLine } from '../log.ts'
import { earlierTexts } from '../outbox/earlier.ts'
import type { Log } from '../plugin/context.ts'
import { Approvals, type WaitingApproval } from '../ports/approvals.ts'
import type { EffectGate } from '../ports/gate.ts'
import { PortRegistry } from '../ports/registry.ts'
import { Redactor } from '../secrets/redact.ts'
import { isOwnChannel } from '../streamer/accounts.ts'
import { Sessions } from '../streamer/sessions.ts'
import { Sets } from '../supervisor/running-set.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import { Consumers } from './consumers.ts'
import { Keeping } from './event-log.ts'
import { Outgoing } from './outgoing.ts'

const REMEMBERED_IDS = 100_000
const REMEMBERED_EVENTS = 2_000

/** What is outside of the runtime: where facts about it go. */
export interface RuntimeParts {
  readonly journal: Journal
  /** The config's: where the author's own files lie. */
  readonly folder?: string
  write(line: LogLine): void
  /** Secrets of the environment: blanked wherever text leaves the process. */
  readonly secrets?: Iterable<string>
  /** Each event judged; `delivered` is undefined where it was dropped. */
  onJudged?(entry: JournalEntry, delivered: Event | undefined): void
  onHandedOver?(id: string): void
  /** Stands before the world in a dry run or a replay. */
  readonly effects?: EffectGate
  /** Where plugins put what they see through after their end; whoever ends the process waits for it. */
  readonly lingering?: Lingering
}

/** What a runtime consists of, each part told of those it needs. */
export class Assembly {
  readonly redactor = new Redactor()
  readonly log: Log
  readonly sets: Sets
  readonly states: States
  readonly troubles = new ConsumerTroubles(this.redactor)
  readonly consumers: Consumers
  readonly keeping: Keeping
  readonly notes: Notes
  readonly bus: Bus
  readonly approvals: Approvals
  readonly outgoing: Outgoing
  readonly supervisor: Supervisor
  readonly #parts: RuntimeParts
  #sessions: Sessions | undefined
  #blocking: Blocking | undefined

  constructor(parts: RuntimeParts) {
    const { journal } = parts
    const { redactor } = this
    const logOf = (use: string) => this.#logOf(use)
    this.#parts = parts
    this.log = logOf(RUNTIME)
    this.sets = new Sets(id => parts.onHandedOver?.(id))
    this.consumers = new Consumers(journal, this.sets, this.troubles)
    this.keeping = this.#makeKeeping()
    this.states = new States(journal, this.keeping.writer)
    this.notes = new Notes({ redactor, writer: this.keeping.writer })
    this.bus = this.#makeBus()
    this.approvals = new Approvals({
      redact: text => redactor.text(text),
      onWaiting: waiting => logOf(waiting.plugin).info(waitsForYou(waiting)),
    })
    const { sets, states, bus, log, notes } = this
    const gate = parts.effects
    this.outgoing = new Outgoing({ bus, sets, states, redactor, log, logOf, notes, gate })
    this.supervisor = this.#makeSupervisor()
  }

  /** Which stream is running; undefined before `resume`. */
  get sessions(): Sessions | undefined {
    return this.#sessions
  }

  /** Names whoever holds everything up; undefined before `resume`. */
  get blocking(): Blocking | undefined {
    return this.#blocking
  }

  /** Goes on where an earlier life on this journal ended. */
  async resume(): Promise<void> {
    const { journal } = this.#parts
    this.#blocking = new Blocking({
      runners: () => this.sets.runners(),
      logOf: use => this.#logOf(use),
    })
    await this.keeping.resume()
    const last = (await journal.newest(REMEMBERED_EVENTS)).map(row => row.event)
    this.bus.remember(await journal.newestIds(REMEMBERED_IDS), last)
    this.bus.resume(await journal.held())
    const state = await this.states.of(RUNTIME)
    this.#sessions = new Sessions({
      state,
      lastSeenAt: last.at(-1)?.received.getTime(),
      isOwn: told => isOwnChannel(told, this.sets.config?.streamer, this.sets.runs()),
      announce: told => this.bus.announce(told),
    })
    this.#sessions.resume()
    this.outgoing.resume(state, await earlierTexts(journal))
  }

  #makeKeeping(): Keeping {
    return new Keeping({
      journal: this.#parts.journal,
      log: this.log,
      wanted: () => this.consumers.wanted(),
      onRepeats: repeats => this.bus.countLateRepeats(repeats),
      onExpired: expired => this.consumers.expire(expired, this.log),
    })
  }

  #makeBus(): Bus {
    return new Bus({
      journal: this.keeping.writer,
      redactor: this.redactor,
      session: told => this.#sessions?.sessionOf(told),
      refine: told => this.outgoing.markOwn(told),
      onFailure: (use, failure) => this.#logOf(use).error(failure),
      onBlocked: (use, ms) => this.#blocking?.note(use, ms),
      onLetGo: (use, told) =>
        this.notes.add(use, told, 'let go, too many events wait already', {
          heldBack: 'queue_full',
        }),
      onLoop: (use, type) =>
        this.#logOf(use).error(
          `${type} was not delivered: plugins answer each other without end; look at what they listen to`,
        ),
      onJudged: (entry, delivered) => this.#judged(entry, delivered),
      // A stream that a source finds on may have been told in an earlier life; it is on all the same.
      onRepeat: told => {
        if (told.recovered) this.#sessions?.notice(told)
      },
    })
  }

  #makeSupervisor(): Supervisor {
    const registry = new PortRegistry()
    const shared = this.#shared(registry)
    return new Supervisor({
      bus: this.bus,
      sets: this.sets,
      runnerParts: (use, config, lookup) => partsOf(shared, { use, config, lookup }),
      onChanged: () => registry.changed(),
      onFailed: (plugin, reason, isFinal) => this.#failed(plugin, reason, isFinal),
    })
  }

  #shared(registry: PortRegistry): Shared {
    const { bus, notes, redactor, states, troubles, approvals } = this
    const { journal, folder, lingering = new Lingering() } = this.#parts
    const { writer, commits } = this.keeping
    const { effects, outbox, streamer } = this.outgoing
    const logOf = (use: string) => this.#logOf(use)
    const ownPorts = () => ({ journal, approvals, outbox, streamState: this.#sessions, streamer })
    return {
      bus,
      commits,
      effects,
      folder,
      lingering,
      notes,
      redactor,
      registry,
      states,
      troubles,
      writer,
      logOf,
      ownPorts,
    }
  }

  #judged(entry: JournalEntry, delivered: Event | undefined): void {
    if (delivered !== undefined) {
      this.#sessions?.notice(delivered)
      this.outgoing.troubleTeller.notice(delivered)
    }
    this.#parts.onJudged?.(entry, delivered)
  }

  // What a plugin's own trouble must not stop: error where the streamer must act, warn where it is tried again.
  #failed(plugin: string, reason: string, isFinal: boolean): void {
    const said = this.redactor.text(reason)
    if (isFinal) this.#logOf(plugin).error(`${said}; it stays stopped until its next change`)
    this.bus.announce(event('plugin.failed', { plugin, reason: said }))
  }

  #logOf(use: string): Log {
    return createLog(use, this.redactor, this.#parts.write)
  }
}

function waitsForYou({ what, text, until }: WaitingApproval): string {
  return `a ${what} is pending until ${until.toLocaleTimeString('sv')}: ${text}; approve it with promethean approve, or drop it with promethean approve --drop`
}
