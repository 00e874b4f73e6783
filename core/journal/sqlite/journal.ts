import { PrometheanError } from '../../errors.ts'
import type { Log } from '../../plugin/context.ts'
import { isHeld } from '../lock.ts'
import type {
  Copy,
  Counted,
  FoundRows,
  Journal,
  JournalQuery,
  JournalRow,
  Note,
  Position,
  ReadRange,
} from '../port.ts'
import { isOlder, refuseBroken, refuseFaulty, refuseVanished } from '../repair/refuse.ts'
import { activities } from './activity-sum.ts'
import { backgroundLog } from './background-log.ts'
import { CheckpointPace } from './database/checkpoints.ts'
import { journalFailure } from './database/failures.ts'
import { type UpgradeSettings, upgrade } from './database/upgrade.ts'
import { forgetting } from './forgetting.ts'
import { packSessionQuery, unpackSession } from './kept/pack-sessions.ts'
import { packViewerQuery, unpackViewer } from './kept/pack-viewers.ts'
import { openStore } from './store.ts'
import type { Appended, PackedCopy, PackedNote } from './tables/appends.ts'
import { packHeld, unpackHeld } from './tables/held.ts'
import { BODY, type PackedRow, packEntry, unpackRow } from './tables/pack.ts'
import type { PackedQuery } from './tables/queries.ts'
import type { PackedRange } from './tables/reads.ts'
import { type Ask, type Notice, WorkerStore } from './worker-store.ts'

const LAST = Number.MAX_SAFE_INTEGER
// What `journal_size_limit` allows, and a busy minute fills.
const LARGEST_LOG = 100_000_000
const QUERY_LIMIT = 1_000
// As much as text appended that leaves as many pages in the write-ahead log: a piece of the index, a row pruned.
const INDEXED_BYTES = 50_000
const PRUNED_BYTES = 2_000

export interface JournalSettings extends Pick<UpgradeSettings, 'onUpgrading'> {
  /** Closes it, also while it is still being brought up to date. */
  readonly signal?: AbortSignal
  readonly readOnly?: boolean
  /** Told what it does behind the appends: how far it is if that takes long, and why it cannot. */
  readonly log?: Pick<Log, 'info' | 'error'>
  /** This process has it open already: its files are then SQLite's alone, see `Pages`. */
  readonly isOpen?: boolean
}

/**
 * Opens the journal in an SQLite file, which is created if it is missing. Uses two threads, so that reading never delays an
 * append. `readOnly` works with or without a running instance.
 * @throws PrometheanError if the file is damaged, newer than this program, or cannot be opened
 */
export async function openSqliteJournal(
  file: string,
  settings: JournalSettings = {},
): Promise<Journal> {
  const { signal, readOnly = false, isOpen = false, log } = settings
  if (readOnly) refuseVanished(file)
  // Here and not in the threads of its stores, which have the file open.
  if (!isOpen) refuseFaulty(file, () => readOnly && isHeld(file))
  if (!readOnly) refuseBroken(file)
  if (!readOnly && isOlder(file)) await upgrade(file, settings)
  // Stays once it was asked: it costs about 20 MB, and its start a tenth of a second, in which a question is to be answered.
  const reader = new WorkerStore({ file, readOnly: true })
  const pace = new CheckpointPace(async () => {
    await reader.ask('checkpoint')
    await writer.ask('checkpoint')
  })
  const say = log && backgroundLog(log)
  const onNotice = (notice: Notice) => {
    if ('left' in notice) pace.wrote(INDEXED_BYTES)
    say?.(notice)
  }
  const writer = readOnly ? reader : new WorkerStore({ file, readOnly: false, onNotice })
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', close)
    // The last to close tidies the write-ahead log away, which a reader may not.
    await writer.close(readOnly ? undefined : reader.close())
  }
  try {
    signal?.throwIfAborted()
    await writer.ask('end')
  } catch (failure) {
    await close()
    throw failure
  }
  signal?.addEventListener('abort', close)
  const onWritten = (bytes: number) => pace.wrote(bytes)
  const onLittleRoom = () => pace.now()
  return journalOver({ write: writer.ask, read: reader.ask, close, onWritten, onLittleRoom })
}

/** A journal in memory, in this thread, for tests. */
export async function openMemoryJournal(): Promise<Journal> {
  const store = openStore(':memory:')
  let isClosed = false
  const ask: Ask = async (method, ...args) => {
    if (isClosed) {
      throw new PrometheanError('runtime', {
        what: 'cannot use the journal',
        why: 'it is closed',
        advice: 'open it again',
      })
    }
    try {
      if (method === 'countedUntil') while (store.countSome());
      // Method and arguments belong together by the type of `Ask`.
      const run = store[method] as (
        ...given: typeof args
      ) => ReturnType<(typeof store)[typeof method]>
      return run(...args)
    } catch (failure) {
      throw journalFailure('use', 'in memory', failure)
    }
  }
  const close = async (): Promise<void> => {
    if (!isClosed) store.close()
    isClosed = true
  }
  return journalOver({ write: ask, read: ask, close })
}

interface Stores {
  readonly write: Ask
  readonly read: Ask
  readonly close: () => Promise<void>
  /** This much was written, in bytes. */
  readonly onWritten?: (bytes: number) => void
  /** Less may be kept than the write-ahead log would become. */
  readonly onLittleRoom?: () => void
}

function journalOver({ write, read, close, onWritten, onLittleRoom }: Stores): Journal {
  const onForgotten = new Set<(ids: readonly string[]) => void>()
  const rowsAt = async (positions: readonly Position[]): Promise<readonly JournalRow[]> =>
    (await read('at', positions)).map(unpackRow)
  const counted = async <T>(find: () => Promise<readonly T[]>): Promise<Counted<T>> => {
    // Asked first: events counted meanwhile are in the answer although they are reported as missing.
    const until = await read('countedUntil')
    const completeUntil = until === undefined ? {} : { completeUntil: new Date(until) }
    return Object.assign([...(await find())], completeUntil)
  }

  return {
    append: async (entries, copies = [], notes = [], held) => {
      const packed = {
        entries: entries.map(packEntry),
        copies: copies.map(packCopy),
        notes: notes.map(packNote),
        held: held?.events.map(packHeld) ?? [],
        released: held?.released ?? [],
      }
      const appended = await write('append', packed)
      onWritten?.(packed.entries.reduce((sum, [columns]) => sum + columns[BODY].length, 0))
      return positionsOf(appended, entries.length)
    },
    held: async () => (await write('held')).map(unpackHeld),
    read: async range => (await read('read', packRange(range))).map(unpackRow),
    at: rowsAt,
    rowsOf: async eventIds => (await read('rowsOf', eventIds)).map(unpackRow),
    find: async eventId => {
      const found = await read('find', eventId)
      if (found === undefined) return undefined
      const row = unpackRow(found.row)
      const { id } = row.event
      return { row, copies: found.copies.map(copyOf(id)), notes: found.notes.map(noteOf(id)) }
    },
    effects: async eventId => rowsAt(await read('effects', eventId)),
    query: async query => {
      const { rows, completeSince } = await read('query', packQuery(query))
      return foundRows(query.newest ? rows.toReversed() : rows, completeSince)
    },
    search: async (words, query) => {
      const { rows, completeSince } = await read('search', words, packQuery(query))
      return foundRows(rows.toReversed(), completeSince)
    },
    searchAny: async (words, query) => {
      const { rows, matches, completeSince } = await read('searchAny', words, packQuery(query))
      const byPosition = new Map(foundRows(rows, undefined).map(row => [row.position, row]))
      const best = matches.flatMap(([position, share]) => {
        const row = byPosition.get(position)
        return row === undefined ? [] : [{ ...row, share }]
      })
      return Object.assign(best, completeOf(completeSince))
    },
    sessions: query =>
      counted(async () => (await read('sessions', packSessionQuery(query))).map(unpackSession)),
    viewers: query =>
      counted(async () => {
        const packed = await read('viewers', packViewerQuery(query))
        const found = packed.map(async one =>
          unpackViewer(one, await rowsAt([...one.lines, ...one.moderation])),
        )
        return Promise.all(found)
      }),
    activity: activities(read),
    end: () => write('end'),
    positionAt: time => read('positionAt', time.getTime()),
    newest: async count => (await read('newest', count)).map(unpackRow),
    newestIds: count => read('newestIds', count),
    count: range => read('count', packRange({ ...range, limit: LAST })),
    openCursor: (name, from) => write('openCursor', name, from),
    acknowledge: (name, epoch, position) => write('acknowledge', name, epoch, position),
    rewind: (name, position, { refilter = false } = {}) =>
      write('rewind', name, position, refilter),
    cursors: () => write('cursors'),
    park: parked => write('park', parked),
    parked: consumer => write('parked', consumer),
    unpark: (consumer, positions) => write('unpark', consumer, positions),
    state: use => write('state', use),
    saveState: (use, changes) => write('saveState', use, changes),
    prune: async retention => {
      const pruned = await write('prune', retention)
      onWritten?.(pruned.removed * PRUNED_BYTES)
      if (retention.maxBytes < LARGEST_LOG) onLittleRoom?.()
      return pruned
    },
    forget: forgetting(read, write, ids => {
      for (const tell of onForgotten) tell(ids)
    }),
    onForgotten: told => {
      onForgotten.add(told)
      return () => onForgotten.delete(told)
    },
    forgottenIds: (after, limit) => read('forgottenIds', after, limit),
    close,
  }
}

function foundRows(rows: readonly PackedRow[], since: number | undefined): FoundRows {
  return Object.assign(rows.map(unpackRow), completeOf(since))
}

function completeOf(since: number | undefined): Pick<FoundRows, 'completeSince'> {
  return since === undefined ? {} : { completeSince: new Date(since) }
}

function positionsOf({ first, repeats }: Appended, length: number): (Position | undefined)[] {
  if (repeats.length === 0) return Array.from({ length }, (_, index) => first + index)
  const known = new Set(repeats)
  let next = first
  return Array.from({ length }, (_, index) => (known.has(index) ? undefined : next++))
}

function packCopy({ id, source, received, ownId }: Copy): PackedCopy {
  return [id, source, received.getTime(), ownId ?? null]
}

function copyOf(id: string) {
  return ([source, received, own]: readonly [string, number, string | null]): Copy => ({
    id,
    source,
    received: new Date(received),
    ...(own !== null && { ownId: own }),
  })
}

function packNote({ event, plugin, text, at }: Note): PackedNote {
  return [event, plugin, text, at.getTime()]
}

function noteOf(event: string) {
  return ([plugin, text, at]: readonly [string, string, number]): Note => ({
    event,
    plugin,
    text,
    at: new Date(at),
  })
}

function packRange({ after = 0, to = LAST, limit, types, kept }: ReadRange): PackedRange {
  return { after, to, limit, types, kept }
}

function packQuery(query: JournalQuery): PackedQuery {
  return {
    types: query.types,
    channel: query.channel ?? null,
    platform: query.platform ?? null,
    session: query.session ?? null,
    user: query.user ?? null,
    tests: query.tests ? 1 : 0,
    dropped: query.dropped ? 1 : 0,
    since: query.since?.getTime() ?? 0,
    until: query.until?.getTime() ?? LAST,
    newest: query.newest ?? false,
    limit: query.limit ?? QUERY_LIMIT,
    after: query.after,
  }
}
