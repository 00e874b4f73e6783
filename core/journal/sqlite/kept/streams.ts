import type { Position } from '../../port.ts'
import { change, type Database } from '../database/node-sqlite.ts'
import { READABLE } from '../words/words.ts'

/** The value in the data of an event as delivered: a filter's change replaces the original. */
export function told(path: string): string {
  return `coalesce(body ->> '$.changed.data.${path}', body ->> '$.data.${path}')`
}

/**
 * A count as reported by a source: a whole number, 0 if it reported no number. No source reports more
 * than a billion; a sum of larger ones could exceed what SQLite and JavaScript can count.
 */
export function howMany(path: string): string {
  return `min(max(CAST(coalesce(${told(path)}, 0) AS INTEGER), 0), 1000000000)`
}

/** What counts for a stream: no test events and no dropped ones. */
const COUNTED = `session IS NOT NULL AND kept = 1 AND test = 0 AND ${READABLE}`
const AMONG = 'position >= ?1 AND position <= ?2'
// When it happened, in ms; by this computer's clock if the source reported no time.
const TIME = "CAST(coalesce(body ->> '$.time', received) AS INTEGER)"
// A message by a viewer, not one of this runtime's own.
const LINE = `type = 'chat.message' AND ${told('isSelf')} IS NOT 1`

const sumOf = (type: string, what: string) => `sum(iif(type = 'channel.${type}', ${what}, 0))`
// For the same reason no tip is more than a billion.
const TIP = `min(max(CAST(${told('amount')} AS REAL), -1e9), 1e9)`

// Each recipient of a gift is also reported as a subscription; a renewal that somebody else paid is a renewal.
const OWN_SUB = `(${told('gift')} IS NULL OR ${told('isResub')} IS 1)`

// Whichever is known: the result is the same however the events are split into pieces.
const either = (which: 'min' | 'max', column: string) =>
  `coalesce(${which}(${column}, excluded.${column}), ${column}, excluded.${column})`

const WHO = `coalesce(${told('user.id')}, ${told('user.name')})`
const CHATTERS = `SELECT session, concat(platform, '/', ${WHO}) AS who
  FROM entries NOT INDEXED WHERE ${AMONG} AND ${COUNTED} AND ${LINE} AND ${WHO} IS NOT NULL`

/** Streams and their totals. A stream stays complete until its last event has been deleted. */
export function streams(db: Database) {
  const add = [
    `INSERT INTO streams SELECT session, min(position), max(position), min(received), max(received),
       count(*), min(iif(type = 'session.started', ${TIME}, NULL)),
       max(iif(type = 'session.ended', ${TIME}, NULL)),
       max(iif(type IN ('stream.offline', 'obs.stream.stopped'), ${TIME}, NULL)),
       sum(${LINE}), sum(type = 'channel.followed'), ${sumOf('subscribed', OWN_SUB)},
       ${sumOf('gifted', howMany('count'))}, ${sumOf('cheered', howMany('bits'))},
       sum(type = 'channel.raided'), ${sumOf('raided', howMany('viewers'))}, 0
     FROM entries NOT INDEXED WHERE ${AMONG} AND ${COUNTED} GROUP BY session
     ON CONFLICT (session) DO UPDATE SET first = min(first, excluded.first),
       last = max(last, excluded.last), since = min(since, excluded.since),
       until = max(until, excluded.until), events = events + excluded.events,
       began = ${either('min', 'began')}, ended = ${either('max', 'ended')},
       off = ${either('max', 'off')}, lines = lines + excluded.lines,
       follows = follows + excluded.follows, subs = subs + excluded.subs,
       gifts = gifts + excluded.gifts, bits = bits + excluded.bits,
       raids = raids + excluded.raids, raiders = raiders + excluded.raiders`,
    `INSERT INTO stream_minutes SELECT session, ${TIME} / 60000 AS minute, count(*)
     FROM entries NOT INDEXED WHERE ${AMONG} AND ${COUNTED} AND ${LINE} GROUP BY session, minute
     ON CONFLICT DO UPDATE SET lines = lines + excluded.lines`,
    `UPDATE streams SET chatters = chatters + fresh FROM (SELECT session AS of, count(DISTINCT who) AS fresh
     FROM (${CHATTERS}) AS said WHERE NOT EXISTS (SELECT 1 FROM stream_chatters AS known
     WHERE known.session = said.session AND known.who = said.who) GROUP BY session) WHERE session = of`,
    `INSERT OR IGNORE INTO stream_chatters ${CHATTERS}`,
    `INSERT INTO stream_titles SELECT session, position, received, ${told('title')} AS title
     FROM entries NOT INDEXED WHERE ${AMONG} AND ${COUNTED} AND title IS NOT NULL
     AND type IN ('stream.online', 'channel.updated', 'title.changed')`,
    `INSERT INTO stream_tips SELECT session, ${told('currency')} AS money, count(*), total(${TIP})
     FROM entries NOT INDEXED WHERE ${AMONG} AND ${COUNTED} AND type = 'channel.tipped'
     AND money IS NOT NULL GROUP BY session, money
     ON CONFLICT DO UPDATE SET tips = tips + excluded.tips, amount = amount + excluded.amount`,
  ].map(sql => change(db, sql))
  const less = change(
    db,
    `UPDATE streams SET events = events - gone FROM (SELECT session AS of, count(*) AS gone FROM entries
     WHERE position IN (SELECT value FROM json_each(?)) AND ${COUNTED} GROUP BY session)
     WHERE session = of`,
  )
  const tables = ['stream_minutes', 'stream_chatters', 'stream_tips', 'stream_titles', 'streams']
  const over = tables.map(table =>
    change(
      db,
      `DELETE FROM ${table} WHERE session IN (SELECT session FROM streams WHERE events <= 0)`,
    ),
  )
  return {
    tables,
    add: (first: Position, last: Position): void => {
      for (const step of add) step(first, last)
    },
    remove: (list: string): void => {
      if (less(list) > 0) for (const step of over) step()
    },
  }
}
