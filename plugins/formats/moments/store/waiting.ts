import { type Database, firstValue } from './database.ts'

const MOST_AT_ONCE = 32
const MOST_CHARACTERS = 8_000
// A passage that the model has refused alone so often stays without a vector of it.
const MOST_TRIES = 5

/** A passage that has no vector of a model yet. */
export interface Unread {
  readonly passage: number
  readonly text: string
  /** How many events it has: a moment that has grown since is read again. */
  readonly size: number
}

/** A passage and its vector. */
export interface Read extends Pick<Unread, 'passage' | 'size'> {
  readonly vector: Float32Array
}

/** Which passages wait for a vector of a model. */
export function waiting(db: Database) {
  const next = db.prepare(
    `SELECT w.passage, p.text, p.size FROM waiting w JOIN passages p ON p.id = w.passage
     WHERE w.model = ? AND w.tries < ${MOST_TRIES} AND p.ready <= ? ORDER BY w.tries, w.begin LIMIT ${MOST_AT_ONCE}`,
  )
  const putOff = db.prepare('UPDATE waiting SET tries = tries + 1 WHERE model = ? AND passage = ?')
  const all = `SELECT count(*) FROM waiting WHERE model = ? AND tries < ${MOST_TRIES}`
  const open = `SELECT count(*) FROM scopes s JOIN passages p ON p.id = s.current
    JOIN waiting w ON w.passage = p.id AND w.model = ? WHERE p.ready > ?`
  const oldest = `SELECT w.begin FROM waiting w JOIN passages p ON p.id = w.passage
    WHERE w.model = ? AND w.tries < ${MOST_TRIES} AND p.ready <= ? ORDER BY w.begin LIMIT 1`
  const closes =
    'SELECT min(p.ready) FROM scopes s JOIN passages p ON p.id = s.current WHERE p.ready > ?'
  const refused = `SELECT count(*) FROM waiting WHERE model = ? AND tries >= ${MOST_TRIES}`

  const left = (model: number, now: number): number =>
    Number(firstValue(db, all, model)) - Number(firstValue(db, open, model, now))

  return {
    /** The passages that are read next, oldest first; few of them, so that a question need not wait for long. */
    next(model: number, now: number): readonly Unread[] {
      let characters = 0
      return next
        .all(model, now)
        .map(({ passage, text, size }) => ({
          passage: Number(passage),
          text: String(text),
          size: Number(size),
        }))
        .filter(({ text }, index) => {
          characters += text.length
          return index === 0 || characters <= MOST_CHARACTERS
        })
    },

    /** The model does not take this passage: others go first. */
    putOff(model: number, passage: number): void {
      putOff.run(model, passage)
    },

    /** How many passages a model does not take. */
    refused: (model: number) => Number(firstValue(db, refused, model)),

    /** How many passages have no vector of a model, without those that are still open and those it does not take. */
    left,

    /** The same, of the model that was met last. */
    leftNow(now: number): number {
      const model = firstValue(db, 'SELECT max(id) FROM models')
      if (typeof model === 'number') return left(model, now)
      return Number(firstValue(db, 'SELECT count(*) FROM passages WHERE ready <= ?', now))
    },

    /** When the next moment closes that is still open; undefined if none is. */
    readyAt: (now: number) => numberOf(firstValue(db, closes, now)),

    /** The begin of the oldest passage without a vector of a model. */
    completeUntil: (model: number, now: number) => numberOf(firstValue(db, oldest, model, now)),
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
