import { type Database, inTransaction } from '../../formats/moments/store/database.ts'
import type { GoingPassage, VectorPlace } from '../../formats/moments/store/forgetting.ts'
import { parseIds, type Scope, scopeOf } from '../../formats/moments/store/said.ts'
import type { Unread } from '../../formats/moments/store/waiting.ts'

/** What a server is told: which records are to be deleted there, and which collection is which model's. */
export const TABLES = `
  CREATE TABLE gone (record TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE collections (model INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, uid TEXT);
`

// As many as are named in one request.
const MOST_GONE = 500

type Part = Pick<Unread, 'passage' | 'size'>

/** A passage, as it is sent. */
export interface PassageRecord extends Part {
  /** Always the same for the same passage, whenever and however often the index is built. */
  readonly record: string
  readonly text: string
  readonly scope: Scope
  readonly begin: number
  readonly end: number
  readonly ids: readonly string[]
}

/** The passages as records of a server, and those that are to be deleted there. */
export class Records implements VectorPlace {
  readonly #db: Database
  readonly #statements: ReturnType<typeof statements>

  constructor(db: Database) {
    this.#db = db
    this.#statements = statements(db)
  }

  clear(passages: readonly GoingPassage[]): void {
    for (const { scope, ids } of passages)
      this.#statements.addGone.run(recordOf(this.#scope(scope), parseIds(ids)))
  }

  // Their collections are deleted before.
  forgetOthers(): boolean {
    return false
  }

  /** Those of these passages that are still as they were read. */
  records(parts: readonly Part[]): readonly PassageRecord[] {
    return parts.flatMap(({ passage, size }) => {
      const row = this.#statements.passage.get(passage)
      if (row === undefined || row.size !== size) return []
      const scope = scopeOf(String(row.scope))
      const ids = parseIds(row.ids)
      const [begin, end] = [Number(row.begin), Number(row.end)]
      const text = String(row.text)
      return [{ passage, size, record: recordOf(scope, ids), text, scope, begin, end, ids }]
    })
  }

  /** A server has them; a moment that has grown since is sent again. */
  wereSent(model: number, parts: readonly Part[]): void {
    inTransaction(this.#db, () => {
      for (const { passage, size } of parts) this.#statements.sent.run(model, passage, size)
    })
  }

  /** Some of the records that are to be deleted. */
  gone(): readonly string[] {
    return this.#statements.gone.all().map(({ record }) => String(record))
  }

  /** A server has deleted them. */
  wereDeleted(records: readonly string[]): void {
    inTransaction(this.#db, () => {
      for (const record of records) this.#statements.dropGone.run(record)
    })
  }

  #scope(id: number): Scope {
    return scopeOf(String(this.#statements.scope.get(id)?.scope))
  }
}

// No two moments begin with the same line, and a long line is a passage of its own beside its moment.
function recordOf({ isMoment }: Scope, [first = '']: readonly string[]): string {
  return isMoment ? `moment:${first}` : first
}

function statements(db: Database) {
  return {
    addGone: db.prepare('INSERT OR IGNORE INTO gone VALUES (?)'),
    gone: db.prepare(`SELECT record FROM gone LIMIT ${MOST_GONE}`),
    dropGone: db.prepare('DELETE FROM gone WHERE record = ?'),
    scope: db.prepare('SELECT scope FROM scopes WHERE id = ?'),
    passage: db.prepare(
      'SELECT p.begin, p.end, p.size, p.ids, p.text, s.scope FROM passages p JOIN scopes s ON s.id = p.scope WHERE p.id = ?',
    ),
    sent: db.prepare(
      'DELETE FROM waiting WHERE model = ? AND passage = (SELECT id FROM passages WHERE id = ? AND size = ?)',
    ),
  }
}
