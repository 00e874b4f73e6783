import { dirname } from 'node:path'
import type { Bus } from '../bus/bus.ts'
import { type CheckedConfig, knownTypes, nearestType } from '../config/check/check.ts'
import type { CheckedUse } from '../config/check/uses.ts'
import { NotReady, type Sentence } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import type { Commits } from '../journal/commits.ts'
import type { ConsumerParts } from '../journal/consumers/consumer.ts'
import type { Pauses } from '../journal/consumers/pauses.ts'
import type { ForgottenIds } from '../journal/forgetting/forgotten-ids.ts'
import type { JournalWriter } from '../journal/writer.ts'
import type { Context, Log, Secrets, State } from '../plugin/context.ts'
import { placed } from '../plugin/thrown-at.ts'
import { notDoneSentence } from '../ports/effect-words.ts'
import type { Effects } from '../ports/effects.ts'
import type { Effect } from '../ports/gate.ts'
import type { PortLookup, PortRegistry, PortUser } from '../ports/registry.ts'
import type { Redactor } from '../secrets/redact.ts'
import type { ConsumerTroubles } from './consumer-troubles.ts'
import type { Lingering } from './lingering.ts'
import type { Notes } from './notes.ts'
import { type OwnPorts, type PortHolder, withOwnPorts } from './own-ports.ts'
import type { States } from './states.ts'

/** What the instances of a runtime need of it. */
export interface Services {
  readonly bus: Bus
  readonly writer: JournalWriter
  readonly commits: Commits
  readonly registry: PortRegistry
  readonly effects: Effects
  readonly states: States
  readonly notes: Notes
  readonly troubles: ConsumerTroubles
  readonly pauses: Pauses
  readonly forgotten: Pick<ForgottenIds, 'has'>
  readonly lingering: Lingering
  readonly redactor: Redactor
  /** What core itself provides. */
  readonly own: OwnPorts
  /** The config's folder, which contains the author's files. */
  readonly folder: string | undefined
  logOf(use: string): Log
}

/** The services as one use has them. */
export interface UseServices {
  readonly bus: Bus
  readonly log: Log
  readonly folder: string
  readonly consumers: ConsumerParts
  state(): Promise<State>
  /** `context.ports`. */
  ports(run: PortHolder): Record<string, unknown>
  /** The nearest known type, if this one is unknown. */
  unknownType(type: string): { readonly nearest: string | undefined } | undefined
  note: Context['note']
  linger: Context['linger']
  /** A text without secrets. */
  redact(text: string): string
  /** A thrown error as a sentence without secrets, with its place in the author's files. */
  reasonOf(failure: unknown): string
  readonly secrets: Secrets
}

/** One use of one config. */
interface OfUse {
  readonly use: CheckedUse
  readonly config: CheckedConfig
  lookup(run: PortHolder): PortLookup
}

/** The services as one use of this config has them. */
export function servicesOf(services: Services, { use, config, lookup }: OfUse): UseServices {
  const { bus, effects, notes, redactor, registry, states, lingering, own, folder } = services
  const log = services.logOf(use.id)
  const known = knownTypes(config)
  return {
    bus,
    log,
    folder: dirname(config.journal.file),
    consumers: consumerParts(services, log),
    state: () => states.of(use.id),
    ports: run =>
      registry.portsFor(portUser(effects, run, config), withOwnPorts(run, lookup(run), own)),
    unknownType: type => (known.has(type) ? undefined : { nearest: nearestType(config, type) }),
    redact: text => redactor.text(text),
    reasonOf: failure => redactor.text(placed(failure, folder)),
    secrets: {
      keep: secret => redactor.know([secret]),
      isIn: text => redactor.holdsSecret(text),
      redact: text => redactor.withoutSecrets(text),
    },
    note: (told, text, settings) => notes.add(use.id, told, text, settings),
    linger: (work, what) => lingering.add(work, { use: use.id, what: redactor.text(what) }),
  }
}

/** The plugin that simulated the event which this one answers; undefined for a real event. */
export function inventorOf(
  bus: Bus,
  config: CheckedConfig | undefined,
  told: Event,
): string | undefined {
  // It may have been removed from the config while its events are still being answered.
  const known = bus.inventorOf(told)
  if (known !== undefined) return known
  const origin = bus.originOf(told)
  if (origin === RUNTIME) return undefined
  const use = config?.uses.find(({ id }) => id === origin)
  return use?.plugin.invents ? origin : undefined
}

function portUser(effects: Effects, run: PortHolder, { uses }: CheckedConfig): PortUser {
  const { id, needs } = run.use
  return {
    id,
    needs,
    expected: port =>
      uses.find(use => use.id !== id && use.provides.some(({ name }) => name === port))?.id ?? '',
    // What asks before the switch may never be switched to.
    held: effect => (run.hasServed && !run.isGone ? effects.held(effect) : undefined),
    absent: (effect, message) => effects.absent(effect, message),
    unheard: (call, failure) => effects.unheard(call, failure),
    perform: async (effect, work) => {
      // No effect is done before the switch.
      await run.whenLive
      if (!run.hasServed)
        throw tooLate(id, effect, {
          why: 'was stopped before it was ready',
          advice: 'call it after the first event',
        })
      if (run.isGone)
        throw tooLate(id, effect, {
          why: 'has ended',
          advice: 'what must still be done when a plugin ends belongs in its defer()',
        })
      return effects.perform(effect, work)
    },
  }
}

function tooLate(
  plugin: string,
  effect: Effect,
  { why, advice }: Pick<Sentence, 'why' | 'advice'>,
): NotReady {
  return new NotReady(notDoneSentence(effect, { why: `${plugin} ${why}`, advice }), { plugin })
}

function consumerParts(
  { bus, commits, forgotten, pauses, redactor, troubles, writer }: Services,
  log: Log,
): ConsumerParts {
  return {
    journal: writer.journal,
    follow: () => writer.follow(),
    committed: () => commits.position,
    onCommit: look => commits.onCommit(look),
    pauses,
    isForgotten: id => forgotten.has(id),
    judgeAgain: (told, recollection) => bus.judgeAgain(told, recollection),
    onTrouble: (consumer, trouble) => troubles.note(log, consumer, trouble?.reason),
    onExpired: (consumer, count) => troubles.expire(log, consumer, count),
    redact: text => redactor.text(text),
    onParked: (consumer, told, reason) =>
      log.error(`parked ${told.id}: ${reason}; see promethean parked ${consumer}`),
  }
}
