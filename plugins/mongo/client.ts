import type { Collection, MongoClient } from 'mongodb'
import { type CollectionShape, type KeyedDocument, prepareCollection } from './collection.ts'
import { isAlreadyThere, type Rejection, writeFailures } from './failures.ts'

/** The driver, loaded only once the plugin is set up. */
export type Driver = typeof import('mongodb')

/** Which server and database, and who hears of what the server would not do. */
export interface DatabaseSettings {
  readonly uri: string
  readonly database: string
  say(sentence: string): void
}

interface Prepared {
  readonly collection: Promise<Collection<KeyedDocument>>
  readonly at: number
}

/** An update of many documents at once, e.g. that lines were deleted. */
export interface Update {
  readonly filter: Record<string, unknown>
  readonly set: Record<string, unknown>
}

// The driver's 30 s would hold up a retry that long; 5 s is enough for a new primary to be found in a second try.
const timeouts = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  // A batch of 1,000 lines with their raw payloads is about 2 MB: slow uplinks need some seconds for it.
  socketTimeoutMS: 20_000,
}
/** Two inserts at once and a mark; more bring nothing: the server is the limit. */
const connections = 4
/** Below that a second insert costs more than it brings. */
const worthHalving = 200
const maxDocumentBytes = 16 * 1024 * 1024
const closeDeadlineMs = 500
/** A collection dropped meanwhile, to be rebuilt by a rewind, gets its indexes back within this time. */
const freshMs = 60_000

/** One MongoDB database. Connects with its first call, and again by itself. */
export class Database {
  readonly #driver: Driver
  readonly #client: MongoClient
  readonly #settings: DatabaseSettings
  readonly #prepared = new Map<string, Prepared>()
  readonly #said = new Set<string>()

  /** @throws the driver's parse errors where the address cannot be used */
  constructor(driver: Driver, settings: DatabaseSettings) {
    this.#driver = driver
    this.#settings = settings
    this.#client = new driver.MongoClient(settings.uri, {
      appName: 'promethean',
      maxPoolSize: connections,
      ignoreUndefined: true,
      ...timeouts,
    })
  }

  /** Where it is, without credentials. */
  get address(): string {
    const { hosts, srvHost } = this.#client.options
    return srvHost ?? hosts.join(',')
  }

  /** The names of the collections there are. */
  async collections(): Promise<readonly string[]> {
    const found = await this.#client
      .db(this.#settings.database)
      .listCollections({}, { nameOnly: true })
      .toArray()
    return found.map(({ name }) => name)
  }

  /** A collection whose validator and indexes are seen to, at first use and then once a minute. */
  prepare(name: string, shape: CollectionShape): Promise<Collection<KeyedDocument>> {
    const known = this.#prepared.get(name)
    if (known !== undefined && performance.now() - known.at < freshMs) return known.collection
    const database = this.#client.db(this.#settings.database, { writeConcern: this.#concern() })
    const collection = prepareCollection(database, name, shape, (...words) => this.#say(...words))
    this.#prepared.set(name, { collection, at: performance.now() })
    collection.catch(() => this.#prepared.delete(name))
    return collection
  }

  /**
   * Writes documents; one that is there already counts as written.
   * @returns those the server will never take
   * @throws the driver's errors where nothing can be said of single documents
   */
  async insert(
    collection: Collection<KeyedDocument>,
    documents: readonly KeyedDocument[],
  ): Promise<readonly Rejection[]> {
    const middle = documents.length < worthHalving ? 0 : documents.length >> 1
    const parts = middle === 0 ? [documents] : [documents.slice(0, middle), documents.slice(middle)]
    const rejected = await Promise.all(parts.map(part => this.#insertPart(collection, part)))
    return rejected.flat()
  }

  /** Carries updates out one after the other. @returns which of them the server refused, by index, and why */
  async update(
    collection: Collection<KeyedDocument>,
    updates: readonly Update[],
  ): Promise<ReadonlyMap<number, string>> {
    const operations = updates.map(({ filter, set }) => ({
      updateMany: { filter, update: { $set: set } },
    }))
    try {
      await collection.bulkWrite(operations, { ordered: false })
      return new Map()
    } catch (failure) {
      const own = writeFailures(failure)
      if (own === undefined) throw failure
      return new Map(own.map(({ index, errmsg = '' }) => [index, errmsg]))
    }
  }

  /** Lets go of all sockets; what is under way fails. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, closeDeadlineMs)
    })
    // A frozen server lets the driver's farewell wait; its sockets then end with their connect timeout.
    await Promise.race([this.#client.close().catch(() => {}), late])
    clearTimeout(timer)
  }

  async #insertPart(
    collection: Collection<KeyedDocument>,
    documents: readonly KeyedDocument[],
  ): Promise<readonly Rejection[]> {
    try {
      await collection.insertMany([...documents], { ordered: false })
      return []
    } catch (failure) {
      const own = writeFailures(failure)
      if (own === undefined) return this.#insertFitting(collection, documents, failure)
      return own.flatMap(error => (isAlreadyThere(error) ? [] : rejection(documents, error)))
    }
  }

  // The driver throws for one document it cannot send, before it sends any: those are found, the rest goes in.
  async #insertFitting(
    collection: Collection<KeyedDocument>,
    documents: readonly KeyedDocument[],
    failure: unknown,
  ): Promise<readonly Rejection[]> {
    if (!this.#isBeforeSending(failure)) throw failure
    const unfit = documents.flatMap(document => this.#unfit(document))
    if (unfit.length === 0) throw failure
    const ids = new Set(unfit.map(({ id }) => id))
    const rest = documents.filter(({ _id }) => !ids.has(_id))
    return rest.length === 0 ? unfit : [...unfit, ...(await this.#insertPart(collection, rest))]
  }

  #isBeforeSending(failure: unknown): boolean {
    const { BSON, MongoInvalidArgumentError } = this.#driver
    return [BSON.BSONError, MongoInvalidArgumentError, RangeError, TypeError].some(
      kind => failure instanceof kind,
    )
  }

  #unfit(document: KeyedDocument): readonly Rejection[] {
    const { _id: id } = document
    try {
      const bytes = this.#driver.BSON.serialize(document, { ignoreUndefined: true }).length
      if (bytes < maxDocumentBytes) return []
      return [{ id, reason: `the document has ${bytes} bytes, a server takes 16 MiB` }]
    } catch (failure) {
      const why = failure instanceof Error ? failure.message : String(failure)
      return [{ id, reason: `the document is no BSON: ${why}` }]
    }
  }

  #say(matter: string, sentence: string): void {
    if (this.#said.has(matter)) return
    this.#said.add(matter)
    this.#settings.say(sentence)
  }

  // What the address asks for stands. Else: on disk, and on most of a replica set, as a cursor moves by this word.
  #concern() {
    return this.#client.writeConcern ?? ({ w: 'majority', journal: true } as const)
  }
}

function rejection(
  documents: readonly KeyedDocument[],
  { index, code, errmsg = '' }: { index: number; code?: number; errmsg?: string | undefined },
): readonly Rejection[] {
  const document = documents[index]
  return document === undefined ? [] : [{ id: document._id, reason: `${errmsg} (${code})` }]
}
