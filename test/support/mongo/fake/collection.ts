import { Query } from 'mingo'
import { update as applyUpdate } from 'mingo/updater'
import { BSON, type Document, ObjectId } from 'mongodb'
import { CommandError } from './command-error.ts'
import { fitsSchema } from './json-schema.ts'

/** An index of the fake: only `unique` has an effect. */
export interface FakeIndex {
  readonly key: Document
  readonly name: string
  readonly unique?: boolean
}

/** One update of an `update` command. */
export interface FakeUpdate {
  readonly q: Document
  readonly u: Document
  readonly multi?: boolean
  readonly upsert?: boolean
}

/** Documents in memory, in the order they came. */
export class FakeCollection {
  readonly namespace: string
  options: Document = {}
  readonly indexes = new Map<string, FakeIndex>([['_id_', { key: { _id: 1 }, name: '_id_' }]])
  /** How many documents did not fit the validator, as a real server would log them at level warn. */
  warnings = 0
  readonly #documents = new Map<string, Document>()

  constructor(namespace: string) {
    this.namespace = namespace
  }

  get size(): number {
    return this.#documents.size
  }

  all(): Document[] {
    return [...this.#documents.values()]
  }

  /** @throws CommandError 11000 on a duplicate key */
  insert(document: Document): void {
    const whole = document._id === undefined ? { _id: new ObjectId(), ...document } : document
    const key = keyOf(whole._id)
    if (this.#documents.has(key)) throw this.#duplicate('_id_', { _id: whole._id })
    for (const index of this.indexes.values()) if (index.unique) this.#checkUnique(index, whole)
    this.#validate(whole)
    this.#documents.set(key, whole)
  }

  find(filter: Document): Document[] {
    const ids = idsOf(filter)
    const candidates = ids ? ids.flatMap(id => this.#documents.get(keyOf(id)) ?? []) : this.all()
    const query = new Query(filter)
    return candidates.filter(document => query.test(document))
  }

  update({ q, u, multi = false, upsert = false }: FakeUpdate): {
    n: number
    modified: number
    upserted?: unknown
  } {
    const found = this.find(q)
    const chosen = multi ? found : found.slice(0, 1)
    if (chosen.length === 0 && upsert) return { n: 1, modified: 0, upserted: this.#upsert(q, u) }
    const modified = chosen.filter(document => this.#change(document, u)).length
    return { n: chosen.length, modified }
  }

  delete(filter: Document, limit: number): number {
    const found = this.find(filter)
    const chosen = limit > 0 ? found.slice(0, limit) : found
    for (const document of chosen) this.#documents.delete(keyOf(document._id))
    return chosen.length
  }

  #upsert(q: Document, u: Document): unknown {
    const plain = Object.entries(q).filter(([key, value]) => !key.startsWith('$') && isValue(value))
    const document: Document = { _id: q._id?.$eq ?? new ObjectId(), ...Object.fromEntries(plain) }
    const { $setOnInsert, ...rest } = u
    Object.assign(document, $setOnInsert)
    change(document, rest)
    this.insert(document)
    return document._id
  }

  #change(document: Document, u: Document): boolean {
    const { $setOnInsert, ...rest } = u
    const changed = change(document, rest)
    this.#validate(document)
    return changed
  }

  #validate(document: Document): void {
    const schema = this.options.validator?.$jsonSchema
    if (schema !== undefined && !fitsSchema(document, schema)) this.warnings += 1
  }

  #checkUnique(index: FakeIndex, document: Document): void {
    const values = Object.fromEntries(Object.keys(index.key).map(key => [key, document[key]]))
    if (this.find(values).length > 0) throw this.#duplicate(index.name, values)
  }

  #duplicate(index: string, values: Document): CommandError {
    const where = `${this.namespace} index: ${index} dup key: ${JSON.stringify(values)}`
    return new CommandError(11000, `E11000 duplicate key error collection: ${where}`)
  }
}

function change(document: Document, u: Document): boolean {
  const keys = Object.keys(u)
  if (keys.length === 0) return false
  if (keys.every(key => key.startsWith('$'))) return applyUpdate(document, u).length > 0
  for (const key of Object.keys(document)) if (key !== '_id') delete document[key]
  Object.assign(document, u)
  return true
}

function idsOf(filter: Document): readonly unknown[] | undefined {
  const id = filter._id
  if (id === undefined || id === null) return undefined
  if (isValue(id)) return [id]
  if ('$eq' in id) return [id.$eq]
  return '$in' in id ? id.$in : undefined
}

function isValue(value: unknown): boolean {
  return (
    value === null || typeof value !== 'object' || '_bsontype' in value || value instanceof Date
  )
}

function keyOf(id: unknown): string {
  return typeof id === 'string' ? id : `\0${BSON.EJSON.stringify({ id })}`
}
