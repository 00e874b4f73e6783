import { randomUUID } from 'node:crypto'

/** A row as TAU sends and lists it. */
export interface TauEnvelope {
  readonly id: string | null
  readonly event_id: string | null
  readonly event_type: string
  readonly event_source: string
  readonly event_data: unknown
  readonly created: string
  readonly origin: string
}

interface Row {
  readonly sequence: number
  readonly envelope: TauEnvelope
}

export interface NewRow {
  readonly event_type: string
  readonly event_data: unknown
  readonly event_source?: string
  readonly event_id?: string | null
  readonly id?: string
  readonly created?: string
}

/** Newest first, ten a page. */
const PAGE = 10

/** The events TAU has stored. */
export class TauStore {
  #rows: Row[] = []
  #sequence = 0

  get all(): readonly TauEnvelope[] {
    return this.#rows.map(row => row.envelope)
  }

  add({ event_type, event_data, event_source, event_id, id, created }: NewRow): TauEnvelope {
    const envelope = {
      id: id ?? randomUUID(),
      event_id: event_id ?? null,
      event_type,
      event_source: event_source ?? 'EventSub',
      event_data,
      created: created ?? storedTime(new Date()),
      origin: 'twitch',
    }
    this.#sequence += 1
    this.#rows.push({ sequence: this.#sequence, envelope })
    return envelope
  }

  find(id: string): TauEnvelope | undefined {
    return this.all.find(row => row.id === id)
  }

  knows(eventId: string): boolean {
    return this.all.some(row => row.event_id === eventId)
  }

  change(id: string, changes: Partial<TauEnvelope>): TauEnvelope | undefined {
    this.#rows = this.#rows.map(row =>
      row.envelope.id === id
        ? { ...row, envelope: { ...row.envelope, ...changes, id, origin: 'twitch' } }
        : row,
    )
    return this.find(id)
  }

  remove(id: string): boolean {
    const before = this.#rows.length
    this.#rows = this.#rows.filter(row => row.envelope.id !== id)
    return this.#rows.length < before
  }

  /**
   * One page of the list, with absolute addresses of its neighbours. As in Django's REST framework a neighbour adjoins this
   * page, whatever comes meanwhile: https://github.com/encode/django-rest-framework/blob/3.14.0/rest_framework/pagination.py
   */
  page(query: URLSearchParams, base: string) {
    const { position, isUp } = cursorOf(query)
    const found = this.#beyond(position, isUp, row => matches(row.envelope, query))
    const rows = found.slice(0, PAGE)
    if (isUp) rows.reverse()
    const isMore = found.length > PAGE
    const isTop = position === Number.POSITIVE_INFINITY
    const older = `p=${rows.at(-1)?.sequence ?? position}`
    const newer = `r=1&p=${rows[0]?.sequence ?? position}`
    return {
      next: isMore || isUp ? link(base, query, older) : null,
      previous: (isUp ? isMore : !isTop) ? link(base, query, newer) : null,
      results: rows.map(row => row.envelope),
    }
  }

  /** A page and one more, nearest first. */
  #beyond(position: number, isUp: boolean, isWanted: (row: Row) => boolean): Row[] {
    const found: Row[] = []
    const step = isUp ? 1 : -1
    let at = isUp
      ? this.#rows.findIndex(({ sequence }) => sequence > position)
      : this.#rows.findLastIndex(({ sequence }) => sequence < position)
    for (; found.length <= PAGE; at += step) {
      const row = this.#rows[at]
      if (row === undefined) break
      if (isWanted(row)) found.push(row)
    }
    return found
  }
}

/** As TAU writes the time of a stored row: whole seconds, an offset without colon. */
export function storedTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}+0000`
}

/** As TAU writes the time of a test event: microseconds, an offset with colon. */
export function testTime(time: Date): string {
  const micros = time.toISOString().slice(20, 23)
  const fraction = micros === '000' ? '' : `.${micros}000`
  return `${time.toISOString().slice(0, 19)}${fraction}+00:00`
}

// Opaque to clients, as Django's is.
function link(base: string, query: URLSearchParams, cursor: string): string {
  const whole = new URLSearchParams(query)
  whole.set('cursor', Buffer.from(cursor).toString('base64'))
  return `${base}?${whole}`
}

function cursorOf(query: URLSearchParams) {
  const cursor = query.get('cursor')
  if (cursor === null) return { position: Number.POSITIVE_INFINITY, isUp: false }
  const told = new URLSearchParams(Buffer.from(cursor, 'base64').toString())
  return { position: Number(told.get('p')), isUp: told.get('r') === '1' }
}

function matches({ event_type, event_data }: TauEnvelope, query: URLSearchParams): boolean {
  const data: Readonly<Record<string, unknown>> =
    typeof event_data === 'object' && event_data !== null ? { ...event_data } : {}
  const same = (name: string) =>
    String(data[name] ?? '').toLowerCase() === (query.get(name) ?? '').toLowerCase()
  if (query.has('event_type') && query.get('event_type') !== event_type) return false
  return ['user_id', 'user_name'].every(name => !query.has(name) || same(name))
}
