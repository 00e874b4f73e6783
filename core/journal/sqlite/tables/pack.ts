import type { Event } from '../../../events/event.ts'
import type { KeptVerdict } from '../../../filters/filters.ts'
import type { JournalEntry, JournalRow, Position } from '../../port.ts'
import { damagedRow } from '../database/failures.ts'
import { datePaths, holdsDate, type Path, reviveDates } from './dates.ts'

/** An entry as stored in the file: fields that SQL queries in columns, the rest as JSON text. */
type Columns = [
  id: string,
  type: string,
  received: number,
  platform: string | null,
  channel: string | null,
  session: string | null,
  kept: 0 | 1,
  test: 0 | 1,
  body: string,
]

/** The position of the body among the columns. */
export const BODY = 8

export type PackedRow = readonly [position: Position, ...entry: Columns]

/** An entry as it crosses to the worker. */
export type PackedEntry = readonly [columns: Columns, cause: string | null]

// Deeper values are not stored as JSON: writing them would overflow the stack.
const DEEPEST = 500

interface Body {
  /** Absent if the source reported an invalid date. */
  readonly time?: number
  readonly source: string
  readonly cause?: string
  readonly recovered?: true
  readonly reason?: string
  readonly changed?: { readonly by: string; readonly data: unknown }
  readonly dates?: readonly Path[]
  readonly data: unknown
  readonly raw?: unknown
}

/** Serialises an entry, once. Never throws: values that JSON cannot hold (a BigInt, a cycle) are approximated. */
export function packEntry({ event, verdict }: JournalEntry): PackedEntry {
  const columns: Columns = [
    event.id,
    event.type,
    event.received.getTime(),
    event.platform ?? null,
    event.channel ?? null,
    event.session ?? null,
    verdict.kept ? 1 : 0,
    event.test ? 1 : 0,
    bodyText(event, verdict),
  ]
  return [columns, event.cause ?? null]
}

/** The original entry, with Dates as Dates again. */
export function unpackRow(row: PackedRow): JournalRow {
  const [position, id, type, received, platform, channel, session, kept, test, text] = row
  const body = bodyOf(position, text)
  if (body.dates) reviveDates(body, body.dates)
  const event = {
    id,
    type,
    time: new Date(body.time ?? received),
    received: new Date(received),
    source: body.source,
    ...(platform !== null && { platform }),
    ...(channel !== null && { channel }),
    ...(session !== null && { session }),
    ...(body.cause !== undefined && { cause: body.cause }),
    ...(test === 1 && { test: true }),
    ...(body.recovered && { recovered: true }),
    data: body.data,
    ...('raw' in body && { raw: body.raw }),
  }
  // `type` and `data` were one event when they were packed.
  return { position, event: event as Event, verdict: verdictOf(kept, body) }
}

/** @throws PrometheanError if a damaged disk gave something else than was written */
function bodyOf(position: Position, text: string): Body {
  try {
    // Written only by bodyText.
    return JSON.parse(text) as Body
  } catch {
    throw damagedRow(position)
  }
}

function verdictOf(kept: 0 | 1, { reason, changed }: Body): KeptVerdict {
  if (kept === 0) return { kept: false, reason: reason ?? '' }
  return changed ? { kept: true, changed } : { kept: true }
}

function bodyText(event: Event, verdict: KeptVerdict): string {
  const time = event.time.getTime()
  const body = {
    time: Number.isNaN(time) ? undefined : time,
    source: event.source,
    cause: event.cause,
    recovered: event.recovered,
    reason: verdict.kept ? undefined : verdict.reason,
    changed: verdict.kept ? verdict.changed : undefined,
    data: event.data,
    raw: event.raw,
  }
  return firstText([
    () => plainText(body),
    () => nearestText(body),
    // What cannot even be looked at is left out.
    () => JSON.stringify({ ...body, changed: undefined, data: {} }),
  ])
}

function firstText(ways: readonly (() => string)[]): string {
  let failure: unknown
  for (const way of ways) {
    try {
      return way()
    } catch (thrown) {
      failure = thrown
    }
  }
  throw failure
}

function plainText(body: { readonly data: unknown; readonly changed: unknown }): string {
  const text = JSON.stringify(body)
  // After stringify: a circle has thrown by now and cannot hold the search for Dates.
  const { data, changed } = body
  if (!holdsDate(data) && !(changed && holdsDate(changed))) return text
  return JSON.stringify({ ...body, dates: datePaths({ data, changed }) })
}

function nearestText(body: unknown): string {
  const ancestors: unknown[] = []
  return JSON.stringify(body, function (this: unknown, _key, value: unknown) {
    if (typeof value === 'bigint') return value.toString()
    if (typeof value !== 'object' || value === null) return value
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop()
    if (ancestors.includes(value)) return '[circular]'
    if (ancestors.length >= DEEPEST) return '[too deep]'
    ancestors.push(value)
    return value
  })
}
