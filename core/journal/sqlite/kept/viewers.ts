import type { Position } from '../../port.ts'
import { type Database, select } from '../database/node-sqlite.ts'
import { READABLE } from '../tables/words.ts'
import { told } from './streams.ts'

const VIEWERS_AT_MOST = 20
const MODERATION_AT_MOST = 20

export interface PackedViewerQuery {
  readonly user: string
  readonly platform: string | null
  /** The newest so many. */
  readonly lines: number
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

/** What was not told is empty. */
export interface PackedPersona {
  readonly name: string
  readonly shown: string
  readonly roles: string
  /** When the first and the last such event came, in ms. */
  readonly first: number
  readonly last: number
}

type Known = readonly [person: number, platform: string, id: string]

/** People by the id their platform gave them, a login or a name shown; on one platform where it is named. */
export function peopleNamed(db: Database) {
  const named = select<Known>(
    db,
    `SELECT person, platform, id FROM people WHERE person IN (
       SELECT person FROM people WHERE id = ?1 UNION SELECT person FROM personas WHERE name = ?1
       UNION SELECT person FROM personas WHERE shown = ?1) AND (?2 IS NULL OR platform = ?2)
     ORDER BY person LIMIT ${VIEWERS_AT_MOST}`,
  )
  return (user: string, platform: string | null): readonly Known[] => named(nameOf(user), platform)
}

/** A name as it is looked for: `@Bea` is `Bea`. */
export function nameOf(user: string): string {
  return user.trim().replace(/^@/, '')
}

/** What is known of somebody, from what was kept and not made up. */
export function viewers(db: Database) {
  // Made by the first question: a store that only writes needs none of it.
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
  first: Position,
  last: Position,
]

function prepare(db: Database) {
  const named = peopleNamed(db)
  const personasOf = select<[persona: number, name: string, shown: string, roles: string]>(
    db,
    'SELECT persona, name, shown, roles FROM personas WHERE person = ?',
  )
  // The one walk over all that somebody did.
  const spansOf = select<Span>(
    db,
    `SELECT persona, kind, type, count(*), min(position), max(position)
     FROM personas CROSS JOIN deeds USING (persona) CROSS JOIN kinds USING (kind)
     WHERE person = ? AND kinds.kept = 1 AND kinds.test = 0 GROUP BY persona, kind`,
  )
  const received = select<[number]>(db, 'SELECT received FROM entries WHERE position = ?')
  const newestOf = select<[Position]>(
    db,
    'SELECT position FROM deeds WHERE persona = ? AND kind = ? ORDER BY position DESC LIMIT ?',
  )
  const sums = select<[given: number, received: number, bits: number]>(
    db,
    `SELECT total(iif(type = 'channel.gifted', ${told('count')}, 0)),
       total(type = 'channel.subscribed' AND ${told('gift')} IS NOT NULL AND ${told('isResub')} IS NOT 1),
       total(iif(type = 'channel.cheered', ${told('bits')}, 0))
     FROM entries WHERE position IN (SELECT position
       FROM personas CROSS JOIN kinds CROSS JOIN deeds USING (persona, kind)
       WHERE person = ? AND kinds.kept = 1 AND kinds.test = 0
       AND kinds.type IN ('channel.gifted', 'channel.subscribed', 'channel.cheered')) AND ${READABLE}`,
  )
  const receivedAt = (position: Position): number => received(position)[0]?.[0] ?? 0
  const newest = (spans: readonly Span[], wanted: string, limit: number): readonly Position[] =>
    spans
      .filter(([, , type]) => type === wanted)
      .flatMap(([persona, kind]) => newestOf(persona, kind, limit).flat())
      .sort((a, b) => b - a)
      .slice(0, limit)

  const personas = (person: number, spans: readonly Span[]): readonly PackedPersona[] =>
    personasOf(person)
      .map(([persona, ...shown]) => ({ shown, own: spans.filter(([of]) => of === persona) }))
      .filter(({ own }) => own.length > 0)
      .map(({ shown, own }) => ({
        shown,
        first: Math.min(...own.map(([, , , , first]) => first)),
        last: Math.max(...own.map(([, , , , , last]) => last)),
      }))
      .sort((a, b) => b.last - a.last)
      .map(({ shown: [name, shown, roles], first, last }) => ({
        ...{ name, shown, roles },
        first: receivedAt(first),
        last: receivedAt(last),
      }))

  return ({ user, platform, lines }: PackedViewerQuery): readonly PackedViewer[] =>
    named(user, platform).flatMap(([person, where, id]) => {
      const spans = spansOf(person)
      if (spans.length === 0) return []
      const [given = 0, gifts = 0, bits = 0] = sums(person)[0] ?? []
      return {
        ...{ platform: where, id, given, received: gifts, bits },
        personas: personas(person, spans),
        events: countsOf(spans),
        moderation: newest(spans, 'chat.moderated', MODERATION_AT_MOST),
        lines: newest(spans, 'chat.message', lines),
      }
    })
}

function countsOf(spans: readonly Span[]): PackedViewer['events'] {
  const counts = new Map<string, number>()
  for (const [, , type, count] of spans) counts.set(type, (counts.get(type) ?? 0) + count)
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
}
