import type { Event } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { KeptVerdict } from '../filters/filters.ts'
import type { Json } from '../plugin/json.ts'
import type { EventQuery } from '../plugin/ports/runtime.ts'
import type { ActivityQuery, KeptActivity } from './activity.ts'
import type { ForgetSettings, ForgottenEvents, Person } from './forgetting/person.ts'

/**
 * The position of an entry in the journal. It only grows; nothing else may be concluded from it. 0 is before the first
 * entry.
 */
export type Position = number

/** An event as published, with its verdict. */
export interface JournalEntry {
  readonly event: Event
  readonly verdict: KeptVerdict
}

export interface JournalRow extends JournalEntry {
  readonly position: Position
}

/** Another report of a known event. */
export interface Copy {
  /** The id of the first report. */
  readonly id: string
  /** Its own id, if different: that of a twin. */
  readonly ownId?: string
  readonly source: string
  readonly received: Date
}

/** A plugin's line in what can be explained of an event. */
export interface Note {
  readonly event: string
  /** The plugin's id in the config. */
  readonly plugin: string
  readonly text: string
  readonly at: Date
}

/** An event received before the filters could judge it. */
export interface HeldEvent {
  /** Who received it: one instance of a source. */
  readonly holder: string
  readonly event: Event
}

/** Stored together with the entries: events that are not judged yet, and the holders whose events are judged by now. */
export interface HeldChanges {
  readonly events: readonly HeldEvent[]
  /** Nothing is held for these holders anymore. */
  readonly released: readonly string[]
}

/** All that is known of one event. */
export interface FoundEvent {
  readonly row: JournalRow
  readonly copies: readonly Copy[]
  /** In the order they were made. */
  readonly notes: readonly Note[]
}

/** Which rows to read. */
export interface ReadRange {
  /** Rows behind this position; default 0. */
  readonly after?: Position
  /** Rows up to and including this position. */
  readonly to?: Position
  readonly limit: number
  readonly types?: readonly EventType[]
  /** True: kept ones only. */
  readonly kept?: boolean
}

/** Which events to find. Test events and dropped ones are found on asking only. */
export interface JournalQuery extends EventQuery {
  /** Continues behind this row in the query's own order. */
  readonly after?: Position
  /** Include test events. */
  readonly tests?: boolean
  /** Dropped ones too. */
  readonly dropped?: boolean
}

/** Rows found by their words, newest first, or by user. */
export interface FoundRows<Row extends JournalRow = JournalRow> extends ReadonlyArray<Row> {
  /** Present if not everything could be searched: the result is complete only from this time on. */
  readonly completeSince?: Date
}

/** A row that holds some of the words that were asked for. */
export interface MatchingRow extends JournalRow {
  /** What share of them: above 0, at most 1. A word counts for more the fewer events hold it. */
  readonly share: number
}

/** Which streams to find, newest first. */
export interface SessionQuery {
  readonly session?: string
  /** Those with anything received at or after. */
  readonly since?: Date
  /** Those with anything received before. */
  readonly until?: Date
  readonly limit: number
}

/** The totals of a stream. Test events and dropped events do not count. */
export interface KeptSession {
  readonly session: string
  readonly begin: Date
  /** Absent while it is the newest and has not ended. */
  readonly end?: Date
  /** Each as often as it was another than the one before. */
  readonly titles: readonly { readonly title: string; readonly at: Date }[]
  /** Of others than this runtime. */
  readonly lines: number
  /** How many wrote a line. */
  readonly chatters: number
  readonly follows: number
  /** New and renewed subscriptions; gifts are in `gifts`. */
  readonly subs: number
  /** Subscriptions given away. */
  readonly gifts: number
  readonly bits: number
  readonly tips: readonly {
    readonly currency: string
    readonly count: number
    readonly amount: number
  }[]
  readonly raids: number
  /** Viewers the raids brought. */
  readonly raiders: number
  /** The first minute with the most lines. */
  readonly peak?: { readonly lines: number; readonly at: Date }
}

/** What kept events amount to. */
export interface Counted<T> extends ReadonlyArray<T> {
  /** Present if not everything is counted yet: events after this time are missing. */
  readonly completeUntil?: Date
}

/** Which user. */
export interface ViewerQuery {
  /** A login, a name shown or the platform's id. */
  readonly user: string
  readonly platform?: string
  /** How many of the last lines. */
  readonly lines: number
  /** Also what test events tell; default false. */
  readonly tests?: boolean
}

/** What is known about a user from kept events; test events count only if asked for. */
export interface KeptViewer {
  readonly platform: string
  readonly id: string
  readonly name: string
  readonly displayName: string
  /** When last seen. */
  readonly roles: readonly string[]
  readonly firstSeen: Date
  readonly lastSeen: Date
  /** The latest first. */
  readonly names: readonly {
    readonly name: string
    readonly displayName: string
    readonly first: Date
    readonly last: Date
  }[]
  readonly lines: number
  /** Number of events about this user, by type. */
  readonly events: Readonly<Record<string, number>>
  /** Subscriptions. */
  readonly gifts: { readonly given: number; readonly received: number }
  readonly bits: number
  /** What moderators did, the newest first. */
  readonly moderation: readonly {
    readonly action: string
    readonly at: Date
    readonly seconds?: number
    readonly reason?: string
    readonly moderator?: string
  }[]
  /** The newest first. */
  readonly lastLines: readonly {
    readonly id: string
    readonly at: Date
    readonly channel?: string
    readonly text: string
  }[]
}

/** A durable consumer's place. */
export interface Cursor {
  readonly name: string
  /** The last entry done with. */
  readonly position: Position
  /** Grows with each opening and rewind: an acknowledgement with an older one is refused. */
  readonly epoch: number
  /** Up to this position, the current filters are asked instead of the stored verdicts. */
  readonly refilterTo?: Position
}

/** An event a consumer could not take. */
export interface ParkedEvent {
  readonly consumer: string
  readonly position: Position
  readonly eventId: string
  readonly type: string
  readonly error: string
  readonly at: Date
}

/** A row that went before a consumer had acknowledged it. */
export interface Expired {
  readonly consumer: string
  readonly position: Position
  readonly type: string
  readonly test: boolean
  /** It was given up and cannot be retried. */
  readonly parked: boolean
}

/** How much is stored. */
export interface Retention {
  /** Kept events older than this may be deleted, in ms. */
  readonly retainMs: number
  /** Dropped events older than this may go, in ms. */
  readonly retainDroppedMs: number
  readonly maxBytes: number
  /** Consumers of the present config: rows they have not had are held past `retainMs`, up to `maxBytes`. */
  readonly consumers: readonly string[]
  readonly now: Date
}

/**
 * The journal: every event with its verdict, in one order, crash-safe. The default implementation uses SQLite, but nothing
 * here depends on it. All promises reject with a PrometheanError.
 */
export interface Journal {
  /**
   * Appends in this order, all or nothing; durable when it resolves, about 10 ms later. At most a hundred notes per event are
   * stored. You need not wait: calls stay in order, and if one fails, so do those made before its failure was reported.
   * @returns each entry's position; undefined if its id already existed
   */
  append(
    entries: readonly JournalEntry[],
    copies?: readonly Copy[],
    notes?: readonly Note[],
    held?: HeldChanges,
  ): Promise<readonly (Position | undefined)[]>
  /** Events that were held and never released, in the order they were received. */
  held(): Promise<readonly HeldEvent[]>
  /** Oldest first. */
  read(range: ReadRange): Promise<readonly JournalRow[]>
  /** The rows at these positions, as far as they are still there, oldest first. */
  at(positions: readonly Position[]): Promise<readonly JournalRow[]>
  /** The rows of these events, by the ids of their first reports, as far as they are still there, oldest first. */
  rowsOf(eventIds: readonly string[]): Promise<readonly JournalRow[]>
  /** The row of an event, its later copies, and the notes of plugins; by the id of the first report or of a copy. */
  find(eventId: string): Promise<FoundEvent | undefined>
  /** The rows of the events that name this one as their cause, oldest first; a thousand at most. */
  effects(eventId: string): Promise<readonly JournalRow[]>
  /** The events of a query. */
  query(query: JournalQuery): Promise<FoundRows>
  /**
   * Events that contain all of these words, newest first: chat messages, or those types of `SAID_TYPES` that the query
   * names. Answers at once, even if many are not indexed yet.
   */
  search(words: string, query: JournalQuery): Promise<FoundRows>
  /**
   * The same for events that contain any of these words: those with the largest share of them first, the newer of equals
   * first. Of a word that very many events hold, the newest are looked at.
   */
  searchAny(words: string, query: JournalQuery): Promise<FoundRows<MatchingRow>>
  /**
   * The totals of streams, newest first. A stream keeps its totals until its last event is deleted. Answers at once, even if not
   * everything is counted yet.
   */
  sessions(query: SessionQuery): Promise<Counted<KeptSession>>
  /** What is known about a user; at most 20 users if several have this name. Also answers at once. */
  viewers(query: ViewerQuery): Promise<Counted<KeptViewer>>
  /** How lively the chat was, step by step. Read in pieces, so that other questions are answered in between. */
  activity(query: ActivityQuery): Promise<KeptActivity>
  /** The last position. */
  end(): Promise<Position>
  /** The position before the first entry received at or after this time. */
  positionAt(time: Date): Promise<Position>
  /** The newest entries, oldest first, for recognising repeats after a start. */
  newest(count: number): Promise<readonly JournalRow[]>
  /** The ids of the newest entries, oldest first: a hundred thousand of them without their rows. */
  newestIds(count: number): Promise<readonly string[]>
  /** How many kept rows of these types come after a position: a consumer's lag. Counts to at most 1,000,000. */
  count(range: Omit<ReadRange, 'limit'>): Promise<number>

  /** Opens a consumer's cursor, created at `from` if it is new; its previous reader is fenced. */
  openCursor(name: string, from: 'beginning' | 'now'): Promise<Cursor>
  /** Moves a cursor forward. False if it was opened or rewound elsewhere since. */
  acknowledge(name: string, epoch: number, position: Position): Promise<boolean>
  /** Sets a cursor and fences its reader. Rejects if there is no such consumer. */
  rewind(
    name: string,
    position: Position,
    settings?: { readonly refilter?: boolean },
  ): Promise<Cursor>
  cursors(): Promise<readonly Cursor[]>
  /** Replaces what stood parked of the same consumer and position. */
  park(parked: readonly ParkedEvent[]): Promise<void>
  parked(consumer?: string): Promise<readonly ParkedEvent[]>
  unpark(consumer: string, positions: readonly Position[]): Promise<void>

  /** The durable values of a use. */
  state(use: string): Promise<ReadonlyMap<string, Json>>
  /** Undefined deletes. */
  saveState(use: string, changes: ReadonlyMap<string, Json | undefined>): Promise<void>

  /** Deletes old rows, a bounded number per call. @returns how many, and those that consumers had not acknowledged */
  prune(retention: Retention): Promise<{
    readonly removed: number
    readonly expired: readonly Expired[]
    readonly more: boolean
  }>
  /**
   * Deletes a person's events, what answered or quoted them, and their name in events of others; in the file, nothing of it
   * is left. Totals of streams stay as they were. The ids stay known: an event told again is a repeat. Events that are
   * appended meanwhile may stay. If it is cut off, it can be asked for again.
   */
  forget(person: Person, settings?: ForgetSettings): Promise<ForgottenEvents>
  /** Calls back with the ids of events as they are forgotten. @returns takes it back */
  onForgotten(told: (ids: readonly string[]) => void): () => void
  /** The ids of all forgotten events, in an order of their own. @param after continues behind this one */
  forgottenIds(after: string | undefined, limit: number): Promise<readonly string[]>
  close(): Promise<void>
}
