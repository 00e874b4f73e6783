import type { Bus } from '../bus/bus.ts'
import type { Event } from '../events/event.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import type { Notes } from '../instance/notes.ts'
import type { Run } from '../instance/run.ts'
import { inventorOf } from '../instance/services.ts'
import type { States } from '../instance/states.ts'
import type { EarlierText } from '../outbox/earlier-texts.ts'
import { Outbox } from '../outbox/outbox.ts'
import type { Log, State } from '../plugin/context.ts'
import type { Streamer } from '../plugin/ports/runtime.ts'
import { Effects } from '../ports/effects.ts'
import type { EffectGate } from '../ports/gate.ts'
import type { Redactor } from '../secrets/redact.ts'
import { OwnLines } from '../streamer/own-lines.ts'
import { sendersOf } from '../streamer/senders.ts'
import { createStreamer } from '../streamer/streamer.ts'
import type { RunningSet } from '../supervisor/running-set.ts'
import { Muting } from './muting.ts'

// By then a sender has what it needs besides its connection, such as its account.
const FRESH_MS = 2_000

export interface OutgoingParts {
  readonly bus: Bus
  readonly running: RunningSet
  readonly states: States
  readonly redactor: Redactor
  readonly log: Log
  logOf(use: string): Log
  readonly notes: Notes
  /** Of a dry run or a replay. */
  readonly gate: EffectGate | undefined
}

/** The way into the world: the gate of every effect, the outbox, and the panic switch. */
export class Outgoing {
  readonly effects: Effects
  readonly outbox: Outbox
  readonly muting: Muting
  readonly streamer: Streamer
  readonly ownLines: OwnLines

  constructor({ bus, running, states, redactor, log, logOf, notes, gate }: OutgoingParts) {
    const config = () => running.config
    const inventor = (told: Event) => inventorOf(bus, running.config, told)
    this.streamer = createStreamer(config, () => running.runs())
    this.effects = new Effects({
      inventorOf: inventor,
      isAway: use => isAway(running.runs().get(use)),
      note: (plugin, told, text) => notes.add(plugin, told, text),
      count: (plugin, reason) => notes.heldBack.add(`${plugin}/${reason}`),
      logOf,
      gate,
    })
    const senders = () => sendersOf(running.runs())
    this.ownLines = new OwnLines(() => running.runs())
    this.outbox = new Outbox({
      senders,
      isComing: use => running.runs().get(use)?.link?.isFresh(FRESH_MS) ?? false,
      chosen: platform => running.config?.outbox[platform],
      inventorOf: inventor,
      invents: id => config()?.uses.some(use => use.id === id && use.plugin.invents) ?? false,
      isBot: (user, platform) => this.streamer.isBot(user, platform),
      isRelay: user => this.streamer.isRelay(user),
      effects: this.effects,
      redactor,
      announce: told => bus.announce(told),
      onSpoken: (text, target) => this.ownLines.remember(text, target),
    })
    const { effects, outbox } = this
    const save = async () => (await states.of(RUNTIME)).flush()
    this.muting = new Muting({ effects, outbox, log, config, save })
  }

  /** Continues after a restart: what is muted, and what platforms still count. */
  resume(state: State, earlier: readonly EarlierText[]): void {
    this.effects.mutes.resume(state)
    this.muting.remind()
    this.outbox.remember(earlier)
  }
}

// A plugin without a connection is never unavailable while it runs.
function isAway(run: Run | undefined): boolean {
  return run === undefined || (run.link !== undefined && !run.link.isConnected)
}
