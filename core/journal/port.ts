import type { Event } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { KeptVerdict } from '../filters/filters.ts'
import type { Json } from '../plugin/json.ts'
import type { EventQuery } from '../plugin/ports/runtime.ts'

/** Where an entry stands in the journal. Grows; nothing else may be read from it. 0 is before the first. */
export type Position = number

/** An event as it was told, with its verdict. */
export interface JournalEntry {
  readonly event: Event
  readonly verdict: KeptVerdict
}

export interface JournalRow extends JournalEntry {
  readonly position: Position
}

/** One more telling of an event already known. */
export interface Copy {
  /** The first telling's. */
  readonly id: string
  /** Its own, where it differs: a twin's. */
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

/** An event heard before there was anyone to judge it. */
export interface HeldEvent {
  /** Who heard it: one instance of a source. */
  readonly holder: string
  readonly event: Event
}

/** What becomes durable beside the entries: events still to be judged, and whose are judged by now. */
export interface HeldChanges {
  readonly events: readonly HeldEvent[]
  /** Nothing is held for these holders any more. */
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
  /** Those that tell of somebody: a login, a name shown or the platform's id. Not for `search`. */
  readonly user?: string
  /** Made-up ones too. */
  readonly tests?: boolean
  /** Dropped ones too. */
  readonly dropped?: boolean
}

/** Rows that were found by their words, newest first; or by who is told of. */
export interface FoundRows extends ReadonlyArray<JournalRow> {
  /** There where not all could be looked through: older ones may be missing, from this time on none is. */
  readonly completeSince?: Date
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

/** What there was in a stream. Neither made-up nor dropped events count. */
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
  /** New and renewed ones; what was given away is in `gifts`. */
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

/** Streams with what there was in them, newest first. */
export interface KeptSessions extends ReadonlyArray<KeptSession> {
  /** There where not all is counted yet: later events are missing. */
  readonly completeUntil?: Date
}

/** Of whom to tell. */
export interface ViewerQuery {
  /** A login, a name shown or the platform's id. */
  readonly user: string
  readonly platform?: string
  /** How many of the last lines. */
  readonly lines: number
}

/** What is known of somebody from kept events. Made-up ones do not count. */
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
  /** How many events tell of this one, by type. */
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

/** Everybody a name is of. */
export interface KeptViewers extends ReadonlyArray<KeptViewer> {
  /** There where not all is counted yet: later events are missing. */
  readonly completeUntil?: Date
}

/** A durable consumer's place. */
export interface Cursor {
  readonly name: string
  /** The last entry done with. */
  readonly position: Position
  /** Grows with each opening and rewind: an acknowledgement with an older one is refused. */
  readonly epoch: number
  /** Up to here today's filters are asked instead of the kept verdicts. */
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
  /** It was given up on, and cannot be tried again any more. */
  readonly parked: boolean
}

/** How much is kept. */
export interface Retention {
  /** Kept events older than this may go, in ms. */
  readonly retainMs: number
  /** Dropped events older than this may go, in ms. */
  readonly retainDroppedMs: number
  readonly maxBytes: number
  /** Consumers of the present config: rows they have not had are held past `retainMs`, up to `maxBytes`. */
  readonly consumers: readonly string[]
  readonly now: Date
}

/**
 * The journal: every event with its verdict, in one order, kept over crashes.
 * The default stands on SQLite; nothing here says so. All promises reject with a PrometheanError.
 */
export interface Journal {
  /**
   * Appends in this order, all or none; durable when it resolves, some 10 ms later. Of one event a hundred notes are kept.
   * It need not be waited for: calls are kept in their order, and with one that fails fail those made before that was told.
   * @returns each entry's position, undefined where its id was there already
   */
  append(
    entries: readonly JournalEntry[],
    copies?: readonly Copy[],
    notes?: readonly Note[],
    held?: HeldChanges,
  ): Promise<readonly (Position | undefined)[]>
  /** Events that were held and never released, in the order they were heard. */
  held(): Promise<readonly HeldEvent[]>
  /** Oldest first. */
  read(range: ReadRange): Promise<readonly JournalRow[]>
  /** The rows at these positions, as far as they are still there, oldest first. */
  at(positions: readonly Position[]): Promise<readonly JournalRow[]>
  /** The row of an event, its later copies, and what plugins noted; by the id of the first telling or of a copy. */
  find(eventId: string): Promise<FoundEvent | undefined>
  /** The rows of the events that name this one as their cause, oldest first; a thousand at most. */
  effects(eventId: string): Promise<readonly JournalRow[]>
  /** The events of a query. */
  query(query: JournalQuery): Promise<FoundRows>
  /** Chat lines that hold all of these words, newest first. Answers at once, also while many lines are not in the index yet. */
  search(words: string, query: JournalQuery): Promise<FoundRows>
  /**
   * What there was in streams. A stream stays whole until its last event has gone. Answers at once, also while not all is
   * counted.
   */
  sessions(query: SessionQuery): Promise<KeptSessions>
  /** What is known of somebody; several where a name is of several people, 20 at most. Answers at once, too. */
  viewers(query: ViewerQuery): Promise<KeptViewers>
  /** The last position. */
  end(): Promise<Position>
  /** The position before the first entry received at or after this time. */
  positionAt(time: Date): Promise<Position>
  /** The newest entries, oldest first: what repeats are looked for in after a start. */
  newest(count: number): Promise<readonly JournalRow[]>
  /** The ids of the newest entries, oldest first: a hundred thousand of them without their rows. */
  newestIds(count: number): Promise<readonly string[]>
  /** How many rows of these types are behind a position, kept ones only: a consumer's lag. Counts to 1,000,000 at most. */
  count(range: Omit<ReadRange, 'limit'>): Promise<number>

  /** Opens a consumer's cursor, made at `from` when it is new; whoever held it before is fenced. */
  openCursor(name: string, from: 'beginning' | 'now'): Promise<Cursor>
  /** Moves a cursor forward. False where another has opened or rewound it since. */
  acknowledge(name: string, epoch: number, position: Position): Promise<boolean>
  /** Sets a cursor; fences its reader. Rejects where there is no such consumer. */
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

  /** Lets old rows go, a bounded piece of work a call. @returns how many, and those that consumers had not acknowledged */
  prune(retention: Retention): Promise<{
    readonly removed: number
    readonly expired: readonly Expired[]
    readonly more: boolean
  }>
  close(): Promise<void>
}
