import { dirname } from 'node:path'
import { type Bus, RUNTIME } from '../bus/bus.ts'
import {
  type CheckedConfig,
  type CheckedUse,
  knownTypes,
  nearestType,
} from '../config/check/check.ts'
import { NotReady } from '../errors.ts'
import type { Event } from '../events/event.ts'
import type { ConsumerParts } from '../journal/consumers/consumer.ts'
import type { JournalWriter } from '../journal/writer.ts'
import type { Log } from '../plugin/context.ts'
import { placed } from '../plugin/thrown-at.ts'
import type { Effects } from '../ports/effects.ts'
import type { Effect } from '../ports/gate.ts'
import type { PortLookup, PortRegistry, PortUser } from '../ports/registry.ts'
import type { Redactor } from '../secrets/redact.ts'
import type { Commits } from './commits.ts'
import type { ConsumerTroubles } from './consumer-troubles.ts'
import type { Lingering } from './lingering.ts'
import type { Notes } from './notes.ts'
import { type OwnPorts, withOwnPorts } from './own-ports.ts'
import type { Run } from './run.ts'
import type { RunnerParts } from './runner.ts'
import type { States } from './states.ts'

/** What uses share. */
export interface Shared {
  readonly bus: Bus
  readonly commits: Commits
  readonly effects: Effects
  readonly lingering: Lingering
  readonly notes: Notes
  readonly redactor: Redactor
  readonly registry: PortRegistry
  readonly states: States
  readonly troubles: ConsumerTroubles
  readonly writer: JournalWriter
  /** The config's, where the author's own files lie. */
  readonly folder: string | undefined
  logOf(use: string): Log
  /** Core's own ports, as they are at the moment of asking. */
  ownPorts(): OwnPorts
}

/** One use of one config. */
interface OfUse {
  readonly use: CheckedUse
  readonly config: CheckedConfig
  lookup(run: Run): PortLookup
}

/** What the runs of one use are given of the runtime. */
export function partsOf(
  shared: Shared,
  { use, config, lookup }: OfUse,
): Omit<RunnerParts, 'isTwice' | 'onChanged' | 'onConnected' | 'onLost'> {
  const { bus, effects, notes, redactor, registry, states } = shared
  const log = shared.logOf(use.id)
  const known = knownTypes(config)
  return {
    bus,
    log,
    folder: dirname(config.journal.file),
    consumers: consumerParts(shared, log),
    state: () => states.of(use.id),
    ports: run =>
      registry.portsFor(portUser(effects, run), withOwnPorts(run, lookup(run), shared.ownPorts())),
    unknownType: type => (known.has(type) ? undefined : { nearest: nearestType(config, type) }),
    redact: text => redactor.text(text),
    reasonOf: failure => redactor.text(placed(failure, shared.folder)),
    holdsSecret: text => redactor.holdsSecret(text),
    keepSecret: secret => redactor.know([secret]),
    withoutSecrets: text => redactor.withoutSecrets(text),
    note: (told, text, settings) => notes.add(use.id, told, text, settings),
    linger: (work, what) => shared.lingering.add(work, { use: use.id, what: redactor.text(what) }),
    onCleanupFailure: failure => log.warn(failure),
  }
}

/** The use that made up what an event answers; undefined where it happened. */
export function inventorOf(
  bus: Bus,
  config: CheckedConfig | undefined,
  told: Event,
): string | undefined {
  // It may be out of the config by now, while what it made up is still being answered.
  const known = bus.inventorOf(told)
  if (known !== undefined) return known
  const origin = bus.originOf(told)
  if (origin === RUNTIME) return undefined
  const use = config?.uses.find(({ id }) => id === origin)
  return use?.plugin.invents ? origin : undefined
}

function portUser(effects: Effects, run: Run): PortUser {
  const { id, needs } = run.use
  return {
    id,
    needs,
    heldByMute: effect => effects.heldByMute(effect),
    holdBack: (effect, why) => effects.holdBack(effect, why),
    perform: async (effect, work) => {
      // Nothing is done before the switch.
      await run.whenLive
      if (!run.hasServed)
        throw tooLate(id, effect, 'was stopped before it served; call it once events come')
      if (run.isGone)
        throw tooLate(id, effect, 'has ended; what takes long in a plugin heeds its signal')
      return effects.perform(effect, work)
    },
  }
}

function tooLate(plugin: string, { port, method }: Effect, why: string): NotReady {
  return new NotReady(`${port}.${method} was not done: ${plugin} ${why}`, { plugin })
}

function consumerParts(
  { bus, commits, redactor, troubles, writer }: Shared,
  log: Log,
): ConsumerParts {
  return {
    journal: writer.journal,
    follow: () => writer.follow(),
    committed: () => commits.position,
    onCommit: look => commits.onCommit(look),
    judgeAgain: (told, recollection) => bus.judgeAgain(told, recollection),
    onTrouble: (consumer, trouble) => troubles.note(log, consumer, trouble?.reason),
    onExpired: (consumer, count) => troubles.expire(log, consumer, count),
    redact: text => redactor.text(text),
    onParked: (consumer, told, reason) =>
      log.error(`parked ${told.id}: ${reason}; see promethean parked ${consumer}`),
  }
}
