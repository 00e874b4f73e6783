import { change, type Database } from '../database/node-sqlite.ts'

const WHO = `SELECT position, coalesce(platform, '') AS platform, id, name, shown, roles, same, amount
  FROM temp.piece WHERE id IS NOT NULL`
const DEEDS = `FROM (${WHO}) CROSS JOIN people USING (platform, id)
  CROSS JOIN personas USING (person, name, shown, roles) CROSS JOIN kinds USING (same)`
const TALLIES = `SELECT persona, kind, count(*) AS events, total(amount) AS amount ${DEEDS} GROUP BY persona, kind`

/**
 * All users, the events that concern them, and the totals of these. A persona is a user as an event showed them: with
 * another name or other roles it is another persona of the same user; fields that the event did not have are empty.
 */
export function people(db: Database) {
  const add = [
    `INSERT OR IGNORE INTO people (platform, id) SELECT platform, id FROM (${WHO})`,
    `INSERT OR IGNORE INTO personas (person, name, shown, roles)
     SELECT person, name, shown, roles FROM (${WHO}) CROSS JOIN people USING (platform, id)`,
    `INSERT OR IGNORE INTO deeds SELECT persona, kind, position ${DEEDS}`,
    `INSERT INTO tallies ${TALLIES} ON CONFLICT (persona, kind) DO UPDATE
     SET events = events + excluded.events, amount = amount + excluded.amount`,
  ].map(sql => change(db, sql))
  const touched = `SELECT person FROM (${WHO}) CROSS JOIN people USING (platform, id)`
  const remove = [
    `UPDATE tallies SET events = tallies.events - gone.events, amount = tallies.amount - gone.amount
     FROM (${TALLIES}) AS gone WHERE tallies.persona = gone.persona AND tallies.kind = gone.kind`,
    `DELETE FROM deeds WHERE (persona, kind, position) IN (SELECT persona, kind, position ${DEEDS})`,
    `DELETE FROM tallies WHERE (persona, kind) IN (SELECT persona, kind ${DEEDS}) AND events <= 0`,
    `DELETE FROM personas WHERE person IN (${touched})
     AND NOT EXISTS (SELECT 1 FROM tallies WHERE tallies.persona = personas.persona)`,
    `DELETE FROM people WHERE person IN (${touched})
     AND NOT EXISTS (SELECT 1 FROM personas WHERE personas.person = people.person)`,
  ].map(sql => change(db, sql))
  return {
    tables: ['deeds', 'tallies', 'personas', 'people'],
    add: (): void => {
      for (const step of add) step()
    },
    remove: (): void => {
      for (const step of remove) step()
    },
  }
}
