import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Observable } from 'rxjs'
import type { Event, NewEvent } from '../events/event.ts'
import type { EventType, Platform } from '../events/vocabulary.ts'
import type { Json } from './json.ts'
import type { Needs, Port, PortsOf } from './port.ts'
import type { Receipt } from './ports/chat.ts'
import type { Schema } from './schema.ts'

/** One line per fact. Warn when it heals by itself, error when the streamer must act. */
export interface Log {
  debug(message: string | Error, details?: Record<string, unknown>): void
  info(message: string | Error, details?: Record<string, unknown>): void
  warn(message: string | Error, details?: Record<string, unknown>): void
  error(message: string | Error, details?: Record<string, unknown>): void
}

/** A filter's word on an event. */
export type Verdict =
  | { readonly kind: 'keep' }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'change'; readonly data: unknown }

/** Which judged events a filter asks back: at most 60 s and 5,000 of them, newest first. */
export interface Recall<T extends EventType> {
  readonly type: T
  readonly platform?: Platform
  /** A duration like `'10s'`; at most `'60s'`. */
  readonly within: string
}

/** Does something with one event; a promise is waited for. What it gives is not looked at. */
export type Handler<T extends EventType = EventType> = (event: Event<T>) => unknown

/** What a filter function gets beside the event. */
export type RecallFunction = <T extends EventType>(wanted: Recall<T>) => readonly Event<T>[]

/** Judges one event; synchronous, without state of its own. */
export type FilterFunction<T extends EventType> = (
  event: Event<T>,
  recall: RecallFunction,
) => Verdict

/** A source's word on its connection. */
export interface Link {
  /** The far end has accepted us. Says which accounts it speaks for: an event without `channel` gets the one of its platform. */
  connected(accounts?: readonly LinkAccount[]): void
  /** Any bytes from the far end: an event, a pong, an answer. */
  heard(): void
  /** Something of the far end does not work while the connection is good: shown in `status` and by `doctor` until told anew, over without a reason. */
  troubled(reason?: string): void
  /** The connection is gone: this run ends and `setup` runs again after a back-off. */
  lost(reason: string): void
}

export interface LinkAccount {
  readonly platform: Platform
  readonly channel: string
  /** How the account is called, where its channel is an id. */
  readonly name?: string
}

/** A durable consumer's settings. */
export interface ConsumeSettings<T extends EventType> {
  /** Makes the cursor `<use id>/<name>`; left out it is the use id. */
  readonly name?: string
  /** Left out: all. */
  readonly types?: readonly T[]
  readonly batch?: {
    /** Events in one batch at most; default 500. */
    readonly max?: number
    /** How long to wait for more, a duration; default: not at all. */
    readonly every?: string
  }
  /** Where a cursor starts when the use is first declared; default `'now'`. */
  readonly from?: 'beginning' | 'now'
  /** Test events too. */
  readonly tests?: boolean
  /** How long one call may take before its signal aborts and it counts as failed, a duration; default `'60s'`. */
  readonly deadline?: string
}

/** Takes a batch, in order. Resolved: never told again. Rejected: told again, see `Refused`. */
export type ConsumeFunction<T extends EventType> = (
  events: readonly Event<T>[],
  signal: AbortSignal,
) => Promise<void> | void

/** Durable JSON values of one use, 1 MB at most, kept over reload and restart. */
export interface State {
  /** Undefined where nothing was set. The caller says what it wrote. */
  get<T extends Json>(key: string): T | undefined
  set(key: string, value: Json): void
  /** Reads, changes and writes in one go; gives the new value. */
  update<T extends Json>(key: string, change: (value: T | undefined) => T): T
  delete(key: string): void
}

/** Which events `on` gives besides those that happen while it listens. */
export interface OnOptions {
  /** What was told afterwards, too: after an outage, say. */
  readonly recovered?: boolean
}

/** What a plugin keeps: for each key the schema of its value. */
export type StateSchemas = Readonly<Record<string, Schema>>

/** The state of a plugin that says what it keeps. A kept value that no longer fits counts as not set, which is logged once. */
export interface CheckedState<M extends StateSchemas> {
  /** Undefined where nothing was set, or the schema's default. */
  get<K extends keyof M & string>(key: K): Kept<M[K]>
  /** @throws PrometheanError where the value does not fit */
  set<K extends keyof M & string>(key: K, value: StandardSchemaV1.InferInput<M[K]>): void
  /** Reads, changes and writes in one go; gives the new value. @throws PrometheanError where it does not fit */
  update<K extends keyof M & string, V extends StandardSchemaV1.InferInput<M[K]>>(
    key: K,
    change: (value: Kept<M[K]>) => V,
  ): V
  delete(key: keyof M & string): void
}

type Kept<S extends Schema> =
  undefined extends StandardSchemaV1.InferInput<S>
    ? StandardSchemaV1.InferOutput<S>
    : StandardSchemaV1.InferOutput<S> | undefined

/** `context.state`: checked where the definition says what it keeps. */
export type StateOf<M extends StateSchemas> = string extends keyof M ? State : CheckedState<M>

/** What `setup` may return: nothing, or a stream of events to publish, of receipts, of nothing. */
export type Output = Observable<NewEvent | Receipt | undefined | void>

/** What must not be shown: the secrets of the config and the environment, and those got while running. */
export interface Secrets {
  /** One more, a token say: from now on it is blanked wherever text leaves the process. */
  keep(secret: string): void
  /** Whether a text holds one, however it is spelled: nothing with one is shown to others. */
  isIn(text: string): boolean
  /** A text fit to be kept or sent away: secrets in it read `[redacted]`; where one is spelled otherwise, its whole line does. */
  redact(text: string): string
}

/** What a plugin's `setup` gets. All it acquires through the context is given back by itself. */
export interface Context<
  Options = unknown,
  N extends Needs = Needs,
  M extends StateSchemas = StateSchemas,
> {
  /** The use id. */
  readonly id: string
  /** Where the runtime keeps its files, beside the config; a plugin's own may lie there too. Absolute. */
  readonly folder: string
  readonly options: Options
  readonly ports: PortsOf<N>
  /** Offers a port the definition lists in `provides`. */
  provide<T>(port: Port<T>, implementation: T): void
  /**
   * A source's word on its connection.
   * @param settings.quiet silence longer than this, a duration, is `source.stale`; default `'2m'`
   */
  link(settings?: { readonly quiet?: string }): Link
  /** A verdict on what platforms tell, before journal and bus, in the order of the config. */
  filter<T extends EventType>(types: T | readonly T[], judge: FilterFunction<T>): void
  /** Kept events as they happen; all of them without types. Completes when this instance is replaced or stopped. */
  on(): Observable<Event>
  on<T extends EventType>(...types: readonly T[]): Observable<Event<T>>
  on<T extends EventType>(types: T | readonly T[], options: OnOptions): Observable<Event<T>>
  /**
   * The same events, each given to `handle`: one at a time, in order. At most 100 wait, then the oldest goes and is counted
   * in `status` as `<use id>/queue_full`. What it throws or rejects with is this plugin's failure.
   */
  on(handle: Handler): void
  on<T extends EventType>(...wanted: readonly [...types: T[], handle: Handler<T>]): void
  on<T extends EventType>(types: T | readonly T[], handle: Handler<T>): void
  on<T extends EventType>(types: T | readonly T[], options: OnOptions, handle: Handler<T>): void
  /** Kept events from the journal, from an own cursor: in order, over crashes, restarts, reloads and outages. */
  consume<T extends EventType = EventType>(
    settings: ConsumeSettings<T>,
    take: ConsumeFunction<T>,
  ): void
  readonly state: StateOf<M>
  /** Aborts when this instance must end. */
  readonly signal: AbortSignal
  /** Runs when this instance ends, newest first. */
  defer(cleanup: () => void | Promise<void>): void
  /**
   * Work that must not be cut off although this instance ends, such as a connection the far end cannot bear to lose so
   * early. A reload does not wait for it; the end of the process does, within the five seconds of a stop.
   * @param what said to the user who waits, as the rest of a sentence that begins with the use's id
   */
  linger(work: Promise<unknown>, what: string): void
  readonly log: Log
  readonly secrets: Secrets
  /**
   * A line in `explain` of this event.
   * @param settings.heldBack a code in a word: something this event asked for was not done, and is counted in `status` as `<use id>/<code>`
   */
  note(event: Event, text: string, settings?: NoteSettings): void
  /**
   * What `explain` says of this plugin's rules and an event of these types, past or present: which looked at it, and why
   * each did or did not fit. Called on asking only, also where nothing runs: it looks, and changes nothing.
   */
  explain<T extends EventType>(
    types: T | readonly T[],
    look: (event: Event<T>) => readonly Look[],
  ): void
}

/** What one rule of a plugin made of an event. */
export interface Look {
  /** As the author of the config knows it: `!discord`. */
  readonly rule: string
  /** Whether it fits; what then became of it is in the notes. */
  readonly fits: boolean
  /** Why, in a few words: `the message is not a command`. */
  readonly why: string
}

/** What a note may say besides its text. */
export interface NoteSettings {
  readonly heldBack?: string
}
