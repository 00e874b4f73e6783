import { randomUUID } from 'node:crypto'
import { z } from 'zod'

/** An answer that is no success. */
export class Fault extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** A record, as it was sent. */
export interface FakeRecord {
  readonly id: string
  readonly vector: Float32Array
  readonly document: string
  readonly metadata: Readonly<Record<string, unknown>>
}

interface FakeCollection {
  readonly id: string
  readonly name: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly records: Map<string, FakeRecord>
}

const makeBody = z.object({ name: z.string(), metadata: z.record(z.string(), z.unknown()) })
// The client sends vectors as the bytes of floats, because `pre-flight-checks` allows it.
const upsertBody = z.object({
  ids: z.array(z.string()),
  embeddings: z.array(z.string()),
  documents: z.array(z.string()),
  metadatas: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
})
const deleteBody = z.object({ ids: z.array(z.string()) })

/** What a Chroma server keeps, and what it does with a request. */
export class FakeCollections {
  readonly all = new Map<string, FakeCollection>()

  /** The records of a collection by its name, ordered by their ids. */
  records(name: string): readonly FakeRecord[] {
    const found = [...this.all.values()].find(one => one.name === name)
    return [...(found?.records.values() ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  get names(): readonly string[] {
    return [...this.all.values()].map(({ name }) => name)
  }

  /** What a request asks for, and how to do it. */
  asked(method: string, path: string, body: unknown): { kind: string; work(): unknown } {
    const parts = new URL(path, 'http://fake').pathname.split('/').slice(3)
    const [first = '', tenant, , database, , wanted, act] = parts
    if (first !== 'tenants') return { kind: first, work: () => plainAnswer(first) }
    if (tenant !== 'default_tenant' || database !== 'default_database')
      return { kind: 'elsewhere', work: () => raise(404, 'no such database') }
    if (act !== undefined) return { kind: act, work: () => this.#act(act, wanted ?? '', body) }
    if (method === 'POST') return { kind: 'make', work: () => this.#make(makeBody.parse(body)) }
    const kind = method === 'DELETE' ? 'drop' : 'find'
    return { kind, work: () => this.#named(wanted ?? '', method === 'DELETE') }
  }

  #make({ name, metadata }: z.output<typeof makeBody>): unknown {
    if (this.names.includes(name)) raise(409, `Collection [${name}] already exists`)
    const made = { id: randomUUID(), name, metadata, records: new Map() }
    this.all.set(made.id, made)
    return shown(made)
  }

  #named(name: string, isDropped: boolean): unknown {
    const found = [...this.all.values()].find(one => one.name === name)
    if (found === undefined) return raise(404, `Collection [${name}] does not exist`)
    if (!isDropped) return shown(found)
    this.all.delete(found.id)
    return {}
  }

  #act(act: string, id: string, body: unknown): unknown {
    const { records } = this.all.get(id) ?? raise(404, `Collection [${id}] does not exist`)
    if (act === 'count') return records.size
    if (act === 'upsert') return upsert(records, upsertBody.parse(body))
    if (act !== 'delete') return raise(404, act)
    const { ids } = deleteBody.parse(body)
    for (const one of ids) records.delete(one)
    return { deleted: ids.length }
  }
}

function upsert(records: Map<string, FakeRecord>, body: z.output<typeof upsertBody>): unknown {
  const [some] = records.values()
  const vectors = body.embeddings.map(floats)
  const wrong = vectors.find(one => one.length !== (some?.vector ?? vectors[0])?.length)
  if (wrong !== undefined) raise(400, `Collection expecting another dimension than ${wrong.length}`)
  for (const [index, id] of body.ids.entries()) {
    const [vector, document, metadata] = [
      vectors[index],
      body.documents[index],
      body.metadatas[index],
    ]
    if (vector !== undefined && document !== undefined && metadata !== undefined)
      records.set(id, { id, vector, document, metadata })
  }
  return {}
}

function floats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Float32Array(bytes.buffer)
}

function plainAnswer(kind: string): unknown {
  if (kind === 'version') return '1.0.0'
  if (kind === 'pre-flight-checks') return { max_batch_size: 5_461, supports_base64_encoding: true }
  return raise(404, kind)
}

function shown({ id, name, metadata }: FakeCollection) {
  const place = { tenant: 'default_tenant', database: 'default_database' }
  return { id, name, metadata, ...place, configuration_json: { embedding_function: null } }
}

function raise(status: number, message: string): never {
  throw new Fault(status, message)
}
