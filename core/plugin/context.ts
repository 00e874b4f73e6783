import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Observable } from 'rxjs'
import type { Event, NewEvent } from '../events/event.ts'
import type { EventType, Platform } from '../events/vocabulary.ts'
import type { Json } from './json.ts'
import type { Needs, Port, PortsOf, Provided } from './port.ts'
import type { Receipt } from './ports/chat.ts'
import type { Schema } from './schema.ts'

/** Writes log lines, one per fact. Use `warn` if it resolves by itself, `error` if the streamer must act. */
export interface Log {
  debug(message: string | Error, details?: Record<string, unknown>): void
  info(message: string | Error, details?: Record<string, unknown>): void
  warn(message: string | Error, details?: Record<string, unknown>): void
  error(message: string | Error, details?: Record<string, unknown>): void
}

/** A filter's decision about an event. */
export type Verdict =
  | { readonly kind: 'keep' }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'change'; readonly data: unknown }

/** Which earlier events a filter wants to see: at most 5,000, from the last 60 s, newest first. */
export interface Recall<T extends EventType> {
  readonly type: T
  readonly platform?: Platform
  /** A duration like `'10s'`; at most `'60s'`. */
  readonly within: string
}

/** Handles one event. A returned promise is awaited; its value is ignored. */
export type Handler<T extends EventType = EventType> = (event: Event<T>) => unknown

/** The second argument of a filter function: looks up earlier events. */
export type RecallFunction = <T extends EventType>(wanted: Recall<T>) => readonly Event<T>[]

/** Decides about one event; synchronous and without state of its own. */
export type FilterFunction<T extends EventType> = (
  event: Event<T>,
  recall: RecallFunction,
) => Verdict

/** How an instance of a plugin ends. */
export interface Ending<Options = unknown> {
  /** If an edit restarts a plugin that is `exclusive`: the options it runs with from now on. */
  readonly next?: Options
}

/** Reports the state of a source's connection. */
export interface Link {
  /**
   * The service has accepted the connection. `accounts` are those it is connected as: an event without `channel` gets the
   * channel of its platform. `found` is what is so at this moment, without an event of its own.
   */
  connected(accounts?: readonly LinkAccount[], found?: FoundState): void
  /** Data arrived: an event, a pong, an answer. */
  heard(): void
  /**
   * Part of the service does not work although the connection does; `status` and `doctor` show the reason until the next
   * call. Call it without a reason once it works again.
   */
  troubled(reason?: string): void
  /** The connection is lost: this run ends, and `setup` runs again after a delay. */
  lost(reason: string): void
}

/** What a source finds when it connects. */
export interface FoundState {
  /** The scene on air, for `StreamState`. */
  readonly scene?: string | undefined
}

export interface LinkAccount {
  readonly platform: Platform
  readonly channel: string
  /** The account's name, if `channel` is an id. */
  readonly name?: string
}

/** A durable consumer's settings. */
export interface ConsumeSettings<T extends EventType> {
  /** The cursor is called `<plugin id>/<name>`; default: the plugin id. */
  readonly name?: string
  /** Default: all. */
  readonly types?: readonly T[]
  readonly batch?: {
    /** Maximum number of events per batch; default 500. */
    readonly max?: number
    /** How long to wait for more events, as a duration; default: not at all. */
    readonly every?: string
  }
  /** Where a new cursor starts; default `'now'`. */
  readonly from?: 'beginning' | 'now'
  /** Also deliver test events. */
  readonly tests?: boolean
  /** How long one call may take, as a duration; then its signal aborts and it counts as failed. Default `'60s'`. */
  readonly deadline?: string
}

/** Handles a batch, in order. If it resolves, the batch is never delivered again; if it rejects, it is (see `Refused`). */
export type ConsumeFunction<T extends EventType> = (
  events: readonly Event<T>[],
  signal: AbortSignal,
) => Promise<void> | void

/** Durable JSON values of one plugin, at most 1 MB; they survive reloads and restarts. */
export interface State {
  /** Undefined if nothing was set. The type is the caller's claim; it is not checked. */
  get<T extends Json>(key: string): T | undefined
  set(key: string, value: Json): void
  /** Reads, changes and writes a value in one step; returns the new value. */
  update<T extends Json>(key: string, change: (value: T | undefined) => T): T
  delete(key: string): void
}

/** Which events `on` delivers in addition to live ones. */
export interface OnOptions {
  /** Also events that were recovered later, for example after an outage. */
  readonly recovered?: boolean
}

/** The state of a plugin: the schema of each key's value. */
export type StateSchemas = Readonly<Record<string, Schema>>

/**
 * The state of a plugin that declares its schemas. A stored value that no longer fits counts as not set; this is logged
 * once.
 */
export interface CheckedState<M extends StateSchemas> {
  /** If nothing was set: the schema's default, or undefined. */
  get<K extends keyof M & string>(key: K): Kept<M[K]>
  /** @throws PrometheanError if the value does not fit */
  set<K extends keyof M & string>(key: K, value: StandardSchemaV1.InferInput<M[K]>): void
  /** Reads, changes and writes a value in one step; returns the new value. @throws PrometheanError if it does not fit */
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

/** `context.state`: checked if the definition has `state` schemas. */
export type StateOf<M extends StateSchemas> = string extends keyof M ? State : CheckedState<M>

/** What `setup` may return: nothing, or a stream. Its events are published, its receipts are ignored. */
export type Output = Observable<NewEvent | Receipt | undefined | void>

/** The secrets of the config and the environment, and those added at run time. They are never shown. */
export interface Secrets {
  /** Adds a secret, such as a token: from now on it is blanked in every text that leaves the process. */
  keep(secret: string): void
  /** Whether a text contains a secret, in any encoding. Do not show such a text to others. */
  isIn(text: string): boolean
  /** A text that is safe to store or send: secrets are replaced by `[redacted]`; if one is disguised, its whole line is. */
  redact(text: string): string
}

/** What a plugin's `setup` gets. Everything acquired through the context is released automatically. */
export interface Context<
  Options = unknown,
  N extends Needs = Needs,
  M extends StateSchemas = StateSchemas,
> {
  /** The plugin's id in the config. */
  readonly id: string
  /** Absolute path of the folder for the runtime's files, next to the config. A plugin may store its own files there. */
  readonly folder: string
  readonly options: Options
  readonly ports: PortsOf<N>
  /** Provides a port that the definition lists in `provides`. */
  provide<P extends Port<unknown>>(port: P, implementation: Provided<P>): void
  /**
   * Call it to report the state of a source's connection.
   * @param settings.quiet a duration; longer silence means `source.stale`. Default `'2m'`
   */
  link(settings?: { readonly quiet?: string }): Link
  /**
   * Part of what this plugin does, does not work although it runs; `status` shows the reason until the next call. Call it
   * without a reason once it works again. A source calls that of its link.
   */
  troubled(reason?: string): void
  /**
   * Adds a filter: it decides about events from platforms, before they are stored and delivered, in the order of the config.
   */
  filter<T extends EventType>(types: T | readonly T[], judge: FilterFunction<T>): void
  /** Kept events as they happen; without types, all of them. Completes when this instance is replaced or stopped. */
  on(): Observable<Event>
  on<T extends EventType>(...types: readonly T[]): Observable<Event<T>>
  on<T extends EventType>(types: T | readonly T[], options: OnOptions): Observable<Event<T>>
  /**
   * Calls `handle` with the same events, one at a time and in order. At most 100 events wait; then the oldest is dropped
   * and counted in `status` as `<plugin id>/queue_full`. If `handle` throws or rejects, this plugin has failed. Effects
   * that `handle` calls before it has settled answer its event.
   */
  on(handle: Handler): void
  on<T extends EventType>(...wanted: readonly [...types: T[], handle: Handler<T>]): void
  on<T extends EventType>(types: T | readonly T[], handle: Handler<T>): void
  on<T extends EventType>(types: T | readonly T[], options: OnOptions, handle: Handler<T>): void
  /** Kept events from the journal, with a cursor of its own: in order, across crashes, restarts, reloads and outages. */
  consume<T extends EventType = EventType>(
    settings: ConsumeSettings<T>,
    take: ConsumeFunction<T>,
  ): void
  readonly state: StateOf<M>
  /** Aborts when this instance must end. */
  readonly signal: AbortSignal
  /** Runs a cleanup when this instance ends, newest first. */
  defer(cleanup: (ending: Ending<Options>) => void | Promise<void>): void
  /**
   * Registers work that must finish even though this instance ends, such as a connection that must not be closed too early.
   * A reload does not wait for it; the end of the process does, within the five seconds of a stop.
   * @param what shown to the waiting user, as the rest of a sentence that starts with the plugin's id
   */
  linger(work: Promise<unknown>, what: string): void
  readonly log: Log
  readonly secrets: Secrets
  /**
   * Adds a line to `explain` of this event.
   * @param settings.heldBack a one-word code: something this event asked for was not done; `status` counts it as `<plugin id>/<code>`
   */
  note(event: Event, text: string, settings?: NoteSettings): void
  /**
   * What `explain` shows about this plugin's rules for an event of these types: which rules checked it, and why each did
   * or did not match. `look` is called only on request, also for past events and without a running instance; it must not
   * change anything.
   */
  explain<T extends EventType>(
    types: T | readonly T[],
    look: (event: Event<T>) => readonly Look[],
  ): void
}

/** How one rule of a plugin relates to an event. */
export interface Look {
  /** The rule's name, as in the config: `!discord`. */
  readonly rule: string
  /** Whether the rule matches; the notes say what happened then. */
  readonly fits: boolean
  /** Why, in a few words: `the message is not a command`. */
  readonly why: string
}

/** Optional details of a note. */
export interface NoteSettings {
  readonly heldBack?: string
}
