import type { Position } from '../../port.ts'
import { change, type Database } from '../database/node-sqlite.ts'
import { READABLE } from '../tables/words.ts'

// Of whom an event tells: who did it or whom it befell; of a raid who led it.
export const USER = `coalesce(body -> '$.changed.data.user', body -> '$.data.user', body -> '$.data.from')`
const PIECE = `INSERT INTO temp.piece
  SELECT position, type, kept, test, platform, coalesce(id, lower(login), shown),
    coalesce(login, ''), coalesce(shown, ''), coalesce(roles, '')
  FROM (SELECT position, type, kept, test, coalesce(platform, '') AS platform, user ->> 'id' AS id,
      user ->> 'name' AS login, user ->> 'displayName' AS shown,
      user -> 'roles' AS roles
    FROM (SELECT position, type, kept, test, platform, ${USER} AS user FROM entries NOT INDEXED
      WHERE ? AND ${READABLE}) WHERE json_type(user) = 'object')
  WHERE coalesce(id, login, shown) IS NOT NULL`

const DEEDS = `SELECT persona, kind, position FROM temp.piece
  CROSS JOIN people USING (platform, id) CROSS JOIN personas USING (person, name, shown, roles)
  CROSS JOIN kinds USING (type, kept, test)`

/**
 * Who everybody is and which events tell of them. A persona is a person as an event showed one: with another name or other
 * roles it is another persona of the same person; what the event did not tell is empty.
 */
export function people(db: Database) {
  db.exec(`PRAGMA temp_store = MEMORY; CREATE TEMP TABLE IF NOT EXISTS piece (position INTEGER PRIMARY KEY,
    type TEXT, kept INTEGER, test INTEGER, platform TEXT, id TEXT, name TEXT, shown TEXT, roles TEXT)`)
  const empty = change(db, 'DELETE FROM temp.piece')
  const among = change(db, PIECE.replace('?', 'position >= ?1 AND position <= ?2'))
  const these = change(db, PIECE.replace('?', 'position IN (SELECT value FROM json_each(?1))'))
  const add = [
    'INSERT OR IGNORE INTO kinds (type, kept, test) SELECT type, kept, test FROM temp.piece',
    'INSERT OR IGNORE INTO people (platform, id) SELECT platform, id FROM temp.piece',
    `INSERT OR IGNORE INTO personas (person, name, shown, roles)
     SELECT person, name, shown, roles FROM temp.piece CROSS JOIN people USING (platform, id)`,
    `INSERT OR IGNORE INTO deeds ${DEEDS}`,
  ].map(sql => change(db, sql))
  const touched = `SELECT person FROM temp.piece CROSS JOIN people USING (platform, id)`
  const remove = [
    `DELETE FROM deeds WHERE (persona, kind, position) IN (${DEEDS})`,
    `DELETE FROM personas WHERE person IN (${touched})
     AND NOT EXISTS (SELECT 1 FROM deeds WHERE deeds.persona = personas.persona)`,
    `DELETE FROM people WHERE person IN (${touched})
     AND NOT EXISTS (SELECT 1 FROM personas WHERE personas.person = people.person)`,
  ].map(sql => change(db, sql))
  return {
    clear: (): void => {
      for (const table of ['deeds', 'personas', 'people', 'kinds']) db.exec(`DELETE FROM ${table}`)
    },
    add: (first: Position, last: Position): void => {
      empty()
      among(first, last)
      for (const step of add) step()
    },
    remove: (list: string): void => {
      empty()
      if (these(list) > 0) for (const step of remove) step()
    },
  }
}
