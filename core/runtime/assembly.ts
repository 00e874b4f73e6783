import { Blocking } from '../blame/blocking.ts'
import { Bus } from '../bus/bus.ts'
import { type Event, event } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import { ConsumerTroubles } from '../instance/consumer-troubles.ts'
import { Lingering } from '../instance/lingering.ts'
import { Notes } from '../instance/notes.ts'
import type { Services } from '../instance/services.ts'
import { States } from '../instance/states.ts'
import { Pauses } from '../journal/consumers/pauses.ts'
import { ForgottenIds } from '../journal/forgetting/forgotten-ids.ts'
import { Unwanted } from '../journal/forgetting/unwanted.ts'
import type { Journal, JournalEntry } from '../journal/port.ts'
import { RunRecord } from '../journal/runs/run-record.ts'
import { createLog, type LogLine } from '../log.ts'
import { createMemory, type SearchedMemory } from '../memory/memory.ts'
import { earlierTexts } from '../outbox/earlier-texts.ts'
import type { Log } from '../plugin/context.ts'
import { Approvals } from '../ports/approvals/approvals.ts'
import type { WaitingApproval } from '../ports/approvals/waiting-approval.ts'
import type { EffectGate } from '../ports/gate.ts'
import { PortRegistry } from '../ports/registry.ts'
import { Redactor } from '../secrets/redact.ts'
import { isOwnChannel } from '../streamer/accounts.ts'
import { Sessions } from '../streamer/sessions.ts'
import { SeenStream } from '../streamer/stream-state.ts'
import { RunningSet } from '../supervisor/running-set.ts'
import { Supervisor } from '../supervisor/supervisor.ts'
import { vectorKeeper } from '../supervisor/vector-keeper.ts'
import { Acting } from './acting.ts'
import { Consumers } from './consumers.ts'
import { PeopleForgetter } from './forgetting.ts'
import { JournalWatch } from './journal-status.ts'
import { Outgoing } from './outgoing.ts'
import { Pausing } from './pausing.ts'
import { Recording } from './recording.ts'

const REMEMBERED_IDS = 100_000
const REMEMBERED_EVENTS = 2_000

/** The surroundings of the runtime: its journal and callbacks. */
export interface RuntimeParts {
  readonly journal: Journal
  /** The config's folder, with the author's own files. */
  readonly folder?: string
  write(line: LogLine): void
  /** Secrets of the environment: blanked wherever text leaves the process. */
  readonly secrets?: Iterable<string>
  /** Called for each judged event; `delivered` is undefined if it was dropped. */
  onJudged?(entry: JournalEntry, delivered: Event | undefined): void
  onHandedOver?(id: string): void
  /** Intercepts effects in a dry run or a replay. */
  readonly effects?: EffectGate
  /** Work that outlives its plugin; the end of the process waits for it. */
  readonly lingering?: Lingering
  /** More ports that core provides itself, by name. */
  readonly ports?: ReadonlyMap<string, unknown>
}

/** What a runtime consists of. */
export interface Assembly {
  readonly journal: Journal
  readonly log: Log
  readonly redactor: Redactor
  readonly running: RunningSet
  readonly states: States
  readonly troubles: ConsumerTroubles
  readonly consumers: Consumers
  readonly people: PeopleForgetter
  readonly pausing: Pausing
  readonly recording: Recording
  /** When it ran. */
  readonly runRecord: RunRecord
  readonly journalWatch: JournalWatch
  readonly notes: Notes
  readonly bus: Bus
  readonly approvals: Approvals
  readonly outgoing: Outgoing
  readonly acting: Acting
  /** Searches everything kept. */
  readonly memory: SearchedMemory
  /** Which stream is running. */
  readonly sessions: Sessions
  readonly streamState: SeenStream
  /** Names the plugin that blocks the event loop. */
  readonly blocking: Blocking
  readonly services: Services
  readonly supervisor: Supervisor
}

/** Assembles a runtime, and continues where the previous run on its journal ended. */
export async function assemble(parts: RuntimeParts): Promise<Assembly> {
  const { journal, folder, lingering = new Lingering(), effects: gate } = parts
  const redactor = new Redactor()
  const logOf = (use: string) => createLog(use, redactor, parts.write)
  const log = logOf(RUNTIME)
  const running = new RunningSet(id => parts.onHandedOver?.(id))
  const pauses = new Pauses()
  const troubles = new ConsumerTroubles(redactor, pauses)
  const consumers = new Consumers({ journal, running, troubles, pauses })
  const recording = await Recording.open({
    journal,
    log,
    wanted: () => consumers.wanted(),
    onRepeats: repeats => bus.countLateRepeats(repeats),
    onExpired: expired => consumers.expire(expired, log),
  })
  const { writer, commits } = recording
  const journalWatch = new JournalWatch(journal, writer)
  const states = new States(journal, writer)
  const state = await states.of(RUNTIME)
  const runRecord = new RunRecord({ state, isNew: commits.position === 0 })
  pauses.restore(state)
  const pausing = new Pausing({ pauses, consumers, log, save: () => state.flush() })
  const notes = new Notes({ redactor, writer })
  const forgotten = new ForgottenIds()
  journal.onForgotten(ids => forgotten.add(ids))
  const flush = () => writer.settled()
  const unwanted = new Unwanted(state)
  // The first events come once a plugin has started: what is named in here and made below is there by then.
  const bus: Bus = new Bus({
    journal: writer,
    redactor,
    sessionOf: (told, channel) => sessions.sessionOf(told, channel),
    admit: told => unwanted.admit(told),
    refine: told => outgoing.ownLines.mark(told),
    onFailure: (use, failure) => logOf(use).error(failure),
    onBlocked: (use, ms) => blocking.note(use, ms),
    onLetGo: (use, told) =>
      notes.add(use, told, 'skipped, too many events are already waiting', {
        heldBack: 'queue_full',
      }),
    onLoop: (use, type) =>
      logOf(use).error(
        `${type} was not delivered: plugins trigger each other in a loop; check what they listen to`,
      ),
    onJudged: (entry, delivered) => {
      if (delivered !== undefined) streamState.notice(delivered)
      parts.onJudged?.(entry, delivered)
    },
    // A live stream found by a source may have been reported before the restart; it is live anyway.
    onRepeat: told => {
      if (told.recovered) streamState.notice(told)
    },
  })
  const approvals = approvalsOf(bus, redactor, logOf)
  approvals.resume(state)
  const people = new PeopleForgetter({ journal, running, consumers, unwanted, approvals, flush })
  const outgoing = new Outgoing({ bus, running, states, redactor, log, logOf, notes, gate })
  const { effects, outbox, streamer } = outgoing
  const lastEvent = await remember(bus, journal)
  const sessions = new Sessions({
    state,
    lastSeenAt: lastEvent?.received.getTime(),
    isOwn: told => isOwnChannel(told, running.config?.streamer, running.runs()),
    announce: told => bus.announce(told),
  })
  const streamState = new SeenStream(sessions, () => running.runs())
  const earlier = await earlierTexts(journal)
  // These start timers, so nothing after this may fail.
  sessions.resume()
  outgoing.resume(state, earlier)
  pausing.remind()
  const blocking = new Blocking({ instances: () => running.instances(), logOf })
  const registry = new PortRegistry()
  const acting = new Acting({
    ...{ bus, effects, notes, outbox, registry, running },
    stored: () => writer.settled(),
    redact: text => redactor.text(text),
    isDry: gate !== undefined,
  })
  const memory = createMemory({
    journal,
    keeper: () => vectorKeeper(running),
    redact: text => redactor.text(text),
  })
  const services: Services = {
    ...{ bus, writer, commits, registry, effects, states, notes, troubles },
    ...{ pauses, forgotten, lingering, redactor, folder, logOf },
    own: {
      ...{ journal, memory, approvals, outbox, streamState, streamer },
      others: parts.ports ?? new Map(),
    },
  }
  const supervisor = supervisorOf(services, running)
  return {
    ...{ journal, log, redactor, running, states, troubles },
    ...{ consumers, people, pausing, recording, runRecord, journalWatch, notes, bus, approvals },
    ...{ outgoing, acting, memory, sessions, streamState, blocking, services, supervisor },
  }
}

function supervisorOf(services: Services, running: RunningSet): Supervisor {
  const { bus, redactor, logOf } = services
  return new Supervisor({
    services,
    running,
    onFailed: (plugin, reason, isFinal) => {
      const said = redactor.text(reason)
      if (isFinal) logOf(plugin).error(`${said}; it stays stopped until you edit or restart it`)
      bus.announce(event('plugin.failed', { plugin, reason: said }))
    },
  })
}

/** Remembers the published and held events of the previous run. @returns its last event */
async function remember(bus: Bus, journal: Journal): Promise<Event | undefined> {
  const last = (await journal.newest(REMEMBERED_EVENTS)).map(row => row.event)
  bus.remember(await journal.newestIds(REMEMBERED_IDS), last)
  bus.resume(await journal.held())
  return last.at(-1)
}

function approvalsOf(bus: Bus, redactor: Redactor, logOf: (plugin: string) => Log): Approvals {
  return new Approvals({
    redact: text => redactor.text(text),
    onWaiting: waiting => logOf(waiting.plugin).info(waitsForYou(waiting)),
    onDecided: (decided, decision, cause) => {
      const { id, platform, channel, test } = cause ?? {}
      const told = { cause: id, platform, channel, test }
      bus.announce(event('approval.decided', { ...decided, decision }, told))
    },
  })
}

function waitsForYou({ id, what, text, until, agent }: WaitingApproval): string {
  // All that would be sent is too much for a line of the log.
  if (agent !== undefined)
    return `${agent.name} asks for a ${what}, until ${until.toLocaleTimeString('sv')}; read it with promethean approvals, then promethean approve ${id} or promethean drop ${id}`
  return `a ${what} is pending until ${until.toLocaleTimeString('sv')}: ${text}; approve it with promethean approve ${id}, or drop it with promethean drop ${id}`
}
