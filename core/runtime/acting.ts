import { inTime, within } from '../async.ts'
import type { Bus } from '../bus/bus.ts'
import { messageOf, PrometheanError, type Sentence, sentenceOf } from '../errors.ts'
import { type Event, event } from '../events/event.ts'
import type { Notes } from '../instance/notes.ts'
import type { ForetoldText, Outbox } from '../outbox/outbox.ts'
import type { Json } from '../plugin/json.ts'
import type { NotDone, Outcome } from '../plugin/outcome.ts'
import type { Port } from '../plugin/port.ts'
import type { ChatTarget, Receipt, SayOptions } from '../plugin/ports/chat.ts'
import type { EffectOptions } from '../plugin/ports/effects.ts'
import type { Effects } from '../ports/effects.ts'
import type { PortRegistry, PortUser } from '../ports/registry.ts'
import type { RunningSet } from '../supervisor/running-set.ts'

// A request over the control socket is answered within 30 s.
const DONE_MS = 20_000
const SAID = '20s'
// A commit takes milliseconds; on a full disk it is done all the same.
const STORED_MS = 1_000

export interface ActingParts {
  readonly bus: Bus
  readonly effects: Effects
  readonly notes: Notes
  readonly outbox: Outbox
  readonly registry: PortRegistry
  readonly running: RunningSet
  /** Resolves once everything announced so far is in the journal. */
  stored(): Promise<void>
  /** A text without secrets. */
  redact(text: string): string
  /** Whether the runtime only writes down what would be done. */
  readonly isDry: boolean
}

/** An operation requested from outside, and its caller; stored as an event, for `explain`. */
export interface Wish {
  readonly operation: string
  readonly caller: { readonly kind: 'person' | 'program' | 'agent'; readonly name: string }
  readonly input: Readonly<Record<string, Json>>
  /** The event it concerns. */
  readonly about?: Event | undefined
  /** The id of the event that led to it; by default the one it concerns. */
  readonly cause?: string | undefined
  /** Unique to the request; its event has it in its id. */
  readonly id?: string | undefined
}

/** A requested effect. */
export interface WantedEffect<T, R> {
  readonly port: Port<T>
  /** The plugin that should do it. */
  readonly via: string
  /** As a part of a sentence: `set the title`. */
  readonly what: string
  readonly signal: AbortSignal
  /** Looks at the provider first, also when it is only foretold. @throws PrometheanError if it would reject it */
  check?(port: T): void
  work(port: T, options: EffectOptions): Promise<Outcome<R>>
}

/** Where a text goes, and how. */
interface Said {
  readonly target: ChatTarget
  readonly options: SayOptions
}

/** The result. */
export interface Acted<R> {
  /** The request, as stored. */
  readonly id: string
  /** `dry`: this runtime only writes it down. */
  readonly status: 'done' | 'dry'
  /** What the port returned, if it was done. */
  readonly value?: R
}

/** Does what is requested from outside, in the caller's name, through the same gate and outbox as every plugin's effects. */
export class Acting {
  readonly #parts: ActingParts

  constructor(parts: ActingParts) {
    this.#parts = parts
  }

  /** The uses of the config that provide a port, in order. */
  providersOf(port: Port<unknown>): readonly string[] {
    const uses = this.#parts.running.config?.uses ?? []
    return uses
      .filter(use => use.provides.some(({ name }) => name === port.name))
      .map(({ id }) => id)
  }

  /** @throws PrometheanError if one plugin would not do it now */
  foretell<T>(
    { caller, about }: Pick<Wish, 'caller' | 'about'>,
    wanted: Pick<WantedEffect<T, unknown>, 'port' | 'via' | 'what' | 'check'>,
  ): void {
    const { port, via, what, check } = wanted
    const { effects, running } = this.#parts
    const reason = effects.verdict({ plugin: caller.name, via, cause: about })
    if (reason !== undefined)
      this.#requireDry({ caller }, wanted, { done: false, reason, message: '' })
    if (running.runs().get(via)?.provided.has(port.name) !== true)
      throw notThere(what, via, this.#absence(what, via))
    check?.(this.#handle(caller, wanted))
  }

  /**
   * What would become of a text now.
   * @throws PrometheanError if it is muted
   */
  foretellSaid(
    { caller }: Pick<Wish, 'caller'>,
    text: string,
    { target, options }: Said,
  ): ForetoldText {
    const { outbox } = this.#parts
    const told = outbox.foretell(caller.name, text, target, { expires: SAID, ...options })
    if (told.reason === 'muted') throw this.#unsaid(caller)
    return told
  }

  /**
   * Lets one plugin do something.
   * @throws PrometheanError if it was not done
   */
  async act<T, R>(wish: Wish, wanted: WantedEffect<T, R>): Promise<Acted<R>> {
    const { notes } = this.#parts
    const asked = await this.#keep(wish)
    try {
      const outcome = await this.#perform(wish, wanted, asked)
      if (!outcome.done) this.#requireDry(wish, wanted, outcome)
      const { id } = asked
      notes.add(
        wish.caller.name,
        asked,
        `${outcome.done ? 'done' : 'written down'} by ${wanted.via}`,
      )
      return outcome.done ? { id, status: 'done', value: outcome.value } : { id, status: 'dry' }
    } catch (failure) {
      notes.add(wish.caller.name, asked, withoutAdvice(failure))
      throw failure
    }
  }

  /**
   * Sends a text through the outbox.
   * @throws PrometheanError if it is muted
   */
  async say(
    wish: Wish,
    text: string,
    { target, options }: Said,
  ): Promise<Omit<Receipt, 'status'> & { id: string; status: Receipt['status'] | 'dry' }> {
    const { outbox, isDry } = this.#parts
    const { parts, capturedBy } = outbox.foretell(wish.caller.name, text, target, options)
    const asked = await this.#keep(wish, capturedBy === undefined ? Math.max(parts, 1) : 0)
    const settings = { cause: asked, expires: SAID, ...options }
    const receipt = await outbox.outputFor(wish.caller.name).say(text, target, settings)
    if (receipt.reason === 'muted') throw this.#unsaid(wish.caller)
    const isWritten = isDry && receipt.status === 'sent'
    return { ...receipt, id: asked.id, status: isWritten ? 'dry' : receipt.status }
  }

  /**
   * A note leaves nothing outside, so a mute stops only an agent's: of agents, it stops everything.
   * @throws PrometheanError if it would not be stored now
   */
  foretellNote({ caller }: Pick<Wish, 'caller'>): void {
    if (caller.kind === 'agent' && this.#parts.effects.mutes.holds(caller.name))
      throw this.#muted(caller, 'write the note', caller.name)
  }

  /**
   * Stores a note.
   * @throws PrometheanError if it is an agent's and muted
   */
  async note(wish: Wish, text: string): Promise<Event> {
    this.foretellNote(wish)
    const asked = await this.#keep(wish)
    const { caller, about } = wish
    const data = { text, by: caller.name, ...(about && { about: about.id }) }
    const { platform, channel, test } = about ?? {}
    const place = { platform, channel, ...(test && { test }) }
    return this.#parts.bus.announce(event('memory.noted', data, { ...place, cause: asked.id }))
  }

  // Stored before it is done: after a crash, what is not in the journal has not begun.
  async #keep(wish: Wish, lines = 1): Promise<Event> {
    const { operation, caller, input, about, cause = about?.id, id } = wish
    const data = {
      ...{ operation, by: caller.name, kind: caller.kind, input },
      ...(lines !== 1 && { lines }),
    }
    const { platform, channel } = about ?? {}
    const kept = this.#parts.bus.announce(
      event('operation.requested', data, { platform, channel, cause, key: id }),
    )
    await within(STORED_MS, this.#parts.stored())
    return kept
  }

  #perform<T, R>(
    { caller, about }: Wish,
    wanted: WantedEffect<T, R>,
    asked: Event,
  ): Promise<Outcome<R>> {
    const { via, what, signal, check, work } = wanted
    const handle = this.#handle(caller, wanted)
    // An answer to a simulated event stays with the plugin that simulated it.
    const cause = about ?? asked
    const late = () =>
      new PrometheanError('runtime', {
        what: `cannot ${what}`,
        why: `${via} did not do it within ${DONE_MS / 1_000} s`,
        advice: 'see promethean status',
      })
    return inTime({ ms: DONE_MS, late, signals: [signal] }, async ending => {
      check?.(handle)
      return work(handle, { cause, signal: ending })
    }).catch(failure => {
      const said = failure instanceof PrometheanError ? failure : failed(what, via, failure)
      throw this.#plain(said)
    })
  }

  /** The port as the caller would use it. */
  #handle<T>(
    { name: id }: Wish['caller'],
    { port, via, what }: Pick<WantedEffect<T, unknown>, 'port' | 'via' | 'what'>,
  ): T {
    const { effects, registry, running } = this.#parts
    const user: PortUser = {
      ...{ id, needs: { port }, expected: () => via },
      held: effects.held.bind(effects),
      absent: effect => effects.absent(effect, this.#absence(what, via)),
      unheard: effects.unheard.bind(effects),
      perform: effects.perform.bind(effects),
    }
    const lookup = (name: string) => {
      const provided = running.runs().get(via)?.provided.get(name)
      return new Map(provided === undefined ? [] : [[via, provided]])
    }
    // What is provided under a port was typed by its token.
    return registry.portsFor(user, lookup).port as T
  }

  #absence(what: string, via: string): string {
    return `cannot ${what}: ${via} is stopped or not connected; see promethean status`
  }

  /** @throws PrometheanError if something other than a dry run held it back */
  #requireDry(
    { caller }: Pick<Wish, 'caller'>,
    { via, what }: Pick<WantedEffect<unknown, unknown>, 'via' | 'what'>,
    { reason, message }: NotDone,
  ): void {
    // Just now it was, and the streamer may have allowed it again since.
    if (reason === 'muted')
      throw this.#muted(
        caller,
        what,
        this.#parts.effects.mutes.holds(caller.name) ? caller.name : via,
      )
    if (reason === 'absent') throw this.#plain(notThere(what, via, message))
    if (!this.#parts.isDry) throw failed(what, via, 'it concerns a made-up event')
  }

  // A service's message may quote a secret.
  #plain({ code, what, why, advice }: PrometheanError): PrometheanError {
    const plain = (text: string | undefined) => text && this.#parts.redact(text)
    return new PrometheanError(code, {
      what: this.#parts.redact(what),
      why: plain(why),
      advice: plain(advice),
    })
  }

  #unsaid(caller: Wish['caller']): PrometheanError {
    return this.#muted(
      caller,
      'say it',
      (this.#parts.effects.mutes.muted?.plugins ?? []).join(', '),
    )
  }

  #muted({ kind }: Wish['caller'], what: string, who: string): PrometheanError {
    const isAll = this.#parts.effects.mutes.muted?.all === true
    const sentence: Sentence = {
      what: `cannot ${what}`,
      why: `${isAll ? 'everything' : who} is muted`,
      advice:
        kind === 'agent'
          ? 'only the streamer can allow it again; tell them'
          : `run promethean unmute${isAll ? '' : ` ${who}`}, then try again`,
    }
    return new PrometheanError('runtime', sentence)
  }
}

// Advice is for the caller alone; whoever reads the note later may be an agent, and is not told how to undo a mute.
function withoutAdvice(failure: unknown): string {
  if (!(failure instanceof PrometheanError)) return messageOf(failure)
  const { what, why } = failure
  return sentenceOf({ what, why })
}

// The plugin's message may already say what could not be done.
function notThere(what: string, via: string, message: string): PrometheanError {
  const said = `cannot ${what}: `
  if (!message.startsWith(said)) return failed(what, via, message)
  return new PrometheanError('runtime', {
    what: `cannot ${what}`,
    why: message.slice(said.length),
  })
}

function failed(what: string, via: string, failure: unknown): PrometheanError {
  return new PrometheanError('runtime', {
    what: `cannot ${what} through ${via}`,
    why: messageOf(failure),
  })
}
