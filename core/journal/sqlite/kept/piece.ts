import type { Position } from '../../port.ts'
import { change, type Database } from '../database/node-sqlite.ts'
import { READABLE } from '../words/words.ts'
import { howMany, told } from './streams.ts'

// The user that an event concerns: who did it or was affected; for a raid, its leader.
export const USER = `coalesce(body -> '$.changed.data.user', body -> '$.data.user', body -> '$.data.from')`
// What is summed per viewer: subscriptions given, gifts received, bits.
const AMOUNT = `CASE type WHEN 'channel.gifted' THEN ${howMany('count')} WHEN 'channel.cheered' THEN ${howMany('bits')}
  WHEN 'channel.subscribed' THEN ${told('gift')} IS NOT NULL AND ${told('isResub')} IS NOT 1 END`

const PIECE = `INSERT INTO temp.piece
  SELECT position, json_array(type, kept, test, platform, channel, session), received, type, kept, test,
    platform, channel, session, coalesce(id, lower(login), shown), coalesce(login, ''), coalesce(shown, ''),
    coalesce(roles, ''), coalesce(amount, 0), cause
  FROM (SELECT *, user ->> 'id' AS id, user ->> 'name' AS login, user ->> 'displayName' AS shown, user -> 'roles' AS roles
    FROM (SELECT position, received, type, kept, test, platform, channel_key(channel) AS channel, session,
      iif(${READABLE}, ${USER}, NULL) AS user, iif(${READABLE}, ${AMOUNT}, NULL) AS amount,
      iif(${READABLE}, body ->> 'cause', NULL) AS cause
      FROM entries NOT INDEXED WHERE ?))`

/** The data of its events that a piece of work needs, in a table `temp.piece`. It holds the concerned user as far as reported. */
export function piece(db: Database) {
  db.exec(`PRAGMA temp_store = MEMORY; CREATE TEMP TABLE IF NOT EXISTS piece (position INTEGER PRIMARY KEY, same TEXT,
    received INTEGER, type TEXT, kept INTEGER, test INTEGER, platform TEXT, channel TEXT, session TEXT,
    id TEXT, name TEXT COLLATE NOCASE, shown TEXT COLLATE NOCASE, roles TEXT, amount REAL, cause TEXT)`)
  const empty = change(db, 'DELETE FROM temp.piece')
  const among = change(db, PIECE.replace('?', 'position >= ?1 AND position <= ?2'))
  const these = change(db, PIECE.replace('?', 'position IN (SELECT value FROM json_each(?1))'))
  return {
    takeAmong: (first: Position, last: Position): void => {
      empty()
      among(first, last)
    },
    takeThese: (list: string): void => {
      empty()
      these(list)
    },
  }
}
