import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { merged } from './runs.ts'

const VIEWERS_AT_MOST = 20
const MODERATION_AT_MOST = 20

export interface PackedViewerQuery {
  readonly user: string
  readonly platform: string | null
  /** At most this many, the newest. */
  readonly lines: number
  /** Whether test events count; default 0. */
  readonly tests?: 0 | 1
}

export interface PackedViewer {
  readonly platform: string
  readonly id: string
  /** As events showed them, the latest first. */
  readonly personas: readonly PackedPersona[]
  /** How many events of each type. */
  readonly events: readonly (readonly [type: string, count: number])[]
  readonly given: number
  readonly received: number
  readonly bits: number
  /** The newest first. */
  readonly moderation: readonly Position[]
  readonly lines: readonly Position[]
}

/** Fields that were not reported are empty. */
export interface PackedPersona {
  readonly name: string
  readonly shown: string
  readonly roles: string
  /** When the first and the last such event came, in ms. */
  readonly first: number
  readonly last: number
}

type Known = readonly [person: number, platform: string, id: string]

/** Users with this platform id, login or display name; on one platform if it is named. */
export function peopleNamed(db: Database) {
  const named = select<Known>(
    db,
    `SELECT person, platform, id FROM people WHERE person IN (
       SELECT person FROM people WHERE id = ?1 UNION SELECT person FROM personas WHERE name = ?1
       UNION SELECT person FROM personas WHERE shown = ?1) AND (?2 IS NULL OR platform = ?2)
     ORDER BY person`,
  )
  return (user: string, platform: string | null): readonly Known[] => named(nameOf(user), platform)
}

/** A name as searched for: `@Bea` is `Bea`. */
export function nameOf(user: string): string {
  return user.trim().replace(/^@/, '')
}

/** What is known about a user from kept events, without test events. */
export function viewers(db: Database) {
  // Created by the first query: a store that only writes needs none of it.
  let made: ReturnType<typeof prepare> | undefined
  return {
    viewers: (query: PackedViewerQuery): readonly PackedViewer[] => {
      made ??= prepare(db)
      return made(query)
    },
  }
}

type Span = readonly [
  persona: number,
  kind: number,
  type: string,
  count: number,
  amount: number,
  first: Position,
  last: Position,
]

function prepare(db: Database) {
  const named = peopleNamed(db)
  const personasOf = select<[persona: number, name: string, shown: string, roles: string]>(
    db,
    'SELECT persona, name, shown, roles FROM personas WHERE person = ?',
  )
  const placeOf = (which: 'min' | 'max') =>
    `(SELECT ${which}(position) FROM deeds WHERE persona = tallies.persona AND kind = tallies.kind)`
  const spansOf = select<Span>(
    db,
    `SELECT persona, kind, type, events, amount, ${placeOf('min')}, ${placeOf('max')}
     FROM personas CROSS JOIN tallies USING (persona) CROSS JOIN kinds USING (kind)
     WHERE person = ? AND kinds.kept = 1 AND kinds.test <= ?`,
  )
  const received = select<[number]>(db, 'SELECT received FROM entries WHERE position = ?')
  const deeds = select<[Position]>(
    db,
    `SELECT position FROM deeds WHERE persona = ? AND kind = ? AND position >= ?
     ORDER BY position DESC LIMIT ?`,
  )
  const receivedAt = (position: Position): number => received(position)[0]?.[0] ?? 0
  const newest = (spans: readonly Span[], wanted: string, limit: number): readonly Position[] =>
    merged(
      spans
        .filter(([, , type]) => type === wanted)
        .map(([persona, kind, , , , first, last]) => ({
          ...{ first, last },
          read: part => deeds(persona, kind, part.first, part.limit).flat(),
        })),
      { first: 0, last: Number.MAX_SAFE_INTEGER, limit, newest: true },
    )

  const personas = (person: number, spans: readonly Span[]): readonly PackedPersona[] =>
    personasOf(person)
      .map(([persona, ...shown]) => ({ shown, own: spans.filter(([of]) => of === persona) }))
      .filter(({ own }) => own.length > 0)
      .map(({ shown, own }) => ({
        shown,
        first: Math.min(...own.map(([, , , , , first]) => first)),
        last: Math.max(...own.map(([, , , , , , last]) => last)),
      }))
      .sort((a, b) => b.last - a.last)
      .map(({ shown: [name, shown, roles], first, last }) => ({
        ...{ name, shown, roles },
        first: receivedAt(first),
        last: receivedAt(last),
      }))

  const viewerOf = (
    [person, platform, id]: Known,
    { lines, tests = 0 }: PackedViewerQuery,
  ): PackedViewer | undefined => {
    const spans = spansOf(person, tests)
    if (spans.length === 0) return undefined
    const sum = (wanted: string) =>
      spans.reduce((sum, [, , type, , amount]) => sum + (type === wanted ? amount : 0), 0)
    return {
      ...{ platform, id },
      personas: personas(person, spans),
      events: countsOf(spans),
      given: sum('channel.gifted'),
      received: sum('channel.subscribed'),
      bits: sum('channel.cheered'),
      moderation: newest(spans, 'chat.moderated', MODERATION_AT_MOST),
      lines: newest(spans, 'chat.message', lines),
    }
  }
  return (query: PackedViewerQuery): readonly PackedViewer[] => {
    const found: PackedViewer[] = []
    for (const person of named(query.user, query.platform)) {
      const viewer = viewerOf(person, query)
      if (viewer !== undefined) found.push(viewer)
      if (found.length === VIEWERS_AT_MOST) break
    }
    return found
  }
}

function countsOf(spans: readonly Span[]): PackedViewer['events'] {
  const counts = new Map<string, number>()
  for (const [, , type, count] of spans) counts.set(type, (counts.get(type) ?? 0) + count)
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
}
