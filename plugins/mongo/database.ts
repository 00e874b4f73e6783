import type { Collection } from 'mongodb'
import { type CollectionShape, type KeyedDocument, prepareCollection } from './collection.ts'
import { Connection, type Driver } from './connection.ts'
import type { Rejection } from './error-codes.ts'
import { insertAll, type Update, updateAll } from './writes.ts'

/** The server and database, and where refusals of the server are reported. */
interface DatabaseSettings {
  readonly uri: string
  readonly database: string
  say(sentence: string): void
}

/** A collection and what it must have. */
export interface CollectionSpec {
  readonly name: string
  readonly shape: CollectionShape
}

interface Prepared {
  readonly collection: Promise<Collection<KeyedDocument>>
  readonly at: number
}

/** A collection dropped meanwhile, to be rebuilt by a rewind, gets its indexes back within this time. */
const freshMs = 60_000

/** One MongoDB database. All it does throws the driver's errors where the server cannot be reached. */
export class Database {
  readonly #connection: Connection
  readonly #settings: DatabaseSettings
  readonly #prepared = new Map<string, Prepared>()
  readonly #said = new Set<string>()

  /** @throws the driver's parse errors where the address cannot be used */
  constructor(driver: Driver, settings: DatabaseSettings) {
    this.#settings = settings
    this.#connection = new Connection(driver, settings.uri)
  }

  /** Where it is, without credentials. */
  get address(): string {
    return this.#connection.address
  }

  /** The names of the collections there are. */
  async collections(): Promise<readonly string[]> {
    const database = await this.#connection.database(this.#settings.database)
    const found = await database.listCollections({}, { nameOnly: true }).toArray()
    return found.map(({ name }) => name)
  }

  /** A collection as it is, without looking at its validator and indexes. */
  async collection(name: string): Promise<Collection<KeyedDocument>> {
    const database = await this.#connection.database(this.#settings.database)
    return database.collection<KeyedDocument>(name)
  }

  /** Sees to a collection's validator and indexes, at first use and then once a minute. */
  prepare({ name, shape }: CollectionSpec): Promise<Collection<KeyedDocument>> {
    const known = this.#prepared.get(name)
    if (known !== undefined && performance.now() - known.at < freshMs) return known.collection
    const collection = this.#prepare(name, shape)
    this.#prepared.set(name, { collection, at: performance.now() })
    collection.catch(() => this.#prepared.delete(name))
    return collection
  }

  /** Writes documents; one that is there already counts as written. @returns those the server will never take */
  async insert(
    place: CollectionSpec,
    documents: readonly KeyedDocument[],
  ): Promise<readonly Rejection[]> {
    return insertAll(this.#connection.driver, await this.prepare(place), documents)
  }

  /** Carries updates out. @returns why the server refused some, by index */
  async update(
    place: CollectionSpec,
    updates: readonly Update[],
  ): Promise<ReadonlyMap<number, string>> {
    return updateAll(await this.prepare(place), updates)
  }

  /** Lets go of all sockets; what is under way fails. */
  close(): Promise<void> {
    return this.#connection.close()
  }

  async #prepare(name: string, shape: CollectionShape): Promise<Collection<KeyedDocument>> {
    const database = await this.#connection.database(this.#settings.database)
    return prepareCollection(database, name, shape, (matter, sentence) => {
      if (this.#said.has(matter)) return
      this.#said.add(matter)
      this.#settings.say(sentence)
    })
  }
}
