import { change, type Database } from '../database/node-sqlite.ts'

/** For each block of this many positions, the first and last times of its events are known. */
export const SPAN = 1_000

const OF_PIECE = 'SELECT kind, position FROM temp.piece CROSS JOIN kinds USING (same)'

/**
 * Events by kind. A kind has one type, verdict, platform, channel and stream, so that events selected by any of these are
 * found without reading others. Events of a kind lie between `first` and `last`.
 */
export function kinds(db: Database) {
  const add = [
    `INSERT INTO kinds (same, type, kept, test, platform, channel, session, first, last)
     SELECT same, type, kept, test, platform, channel, session, min(position), max(position)
     FROM temp.piece GROUP BY same
     ON CONFLICT (same) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)`,
    `INSERT OR IGNORE INTO kind_events ${OF_PIECE}`,
    // Times grow with the positions, unless a clock was set.
    `INSERT INTO spans SELECT position / ${SPAN} AS of, min(received), max(received) FROM temp.piece GROUP BY of
     ON CONFLICT (span) DO UPDATE SET since = min(since, excluded.since), until = max(until, excluded.until)`,
    // For events stored before appends did this.
    'INSERT OR IGNORE INTO effects SELECT cause, position FROM temp.piece WHERE cause IS NOT NULL',
  ].map(sql => change(db, sql))
  const remove = [
    `DELETE FROM kind_events WHERE (kind, position) IN (${OF_PIECE})`,
    `DELETE FROM kinds WHERE same IN (SELECT same FROM temp.piece)
     AND NOT EXISTS (SELECT 1 FROM kind_events WHERE kind_events.kind = kinds.kind)`,
    `DELETE FROM spans WHERE span < (SELECT min(position) FROM entries) / ${SPAN}`,
  ].map(sql => change(db, sql))
  return {
    tables: ['kind_events', 'kinds', 'spans'],
    add: (): void => {
      for (const step of add) step()
    },
    remove: (): void => {
      for (const step of remove) step()
    },
  }
}
