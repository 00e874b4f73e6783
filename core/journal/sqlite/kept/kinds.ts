import { change, type Database } from '../database/node-sqlite.ts'

/** Of so many positions it is known from when to when their events came. */
export const SPAN = 1_000

const OF_PIECE = 'SELECT kind, position FROM temp.piece CROSS JOIN kinds USING (same)'

/**
 * Events by kind. Of one kind are those of one type, verdict, platform, channel and stream, so that what one asks for by any of
 * these is found without a look at anything else. `first` and `last` are where a kind may have events, no narrower.
 */
export function kinds(db: Database) {
  const add = [
    `INSERT INTO kinds (same, type, kept, test, platform, channel, session, first, last)
     SELECT same, type, kept, test, platform, channel, session, min(position), max(position)
     FROM temp.piece GROUP BY same
     ON CONFLICT (same) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)`,
    `INSERT OR IGNORE INTO kind_events ${OF_PIECE}`,
    // Times grow with the positions, but for a clock that was set.
    `INSERT INTO spans SELECT position / ${SPAN} AS of, min(received), max(received) FROM temp.piece GROUP BY of
     ON CONFLICT (span) DO UPDATE SET since = min(since, excluded.since), until = max(until, excluded.until)`,
    // Of events from before an append did so.
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
