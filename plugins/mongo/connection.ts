import type { Db, MongoClient } from 'mongodb'
import { within } from 'promethean'
import { stopped } from './errors.ts'

/** The driver, loaded only once the plugin is set up. */
export type Driver = typeof import('mongodb')

const settings = {
  appName: 'promethean',
  // Two inserts at once and a mark; more bring nothing: the server is the limit.
  maxPoolSize: 4,
  ignoreUndefined: true,
  // The driver's own 30 s would be felt at each retry of an outage.
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  // A batch of 1,000 lines with their raw payloads is about 2 MB: slow uplinks need some seconds for it.
  socketTimeoutMS: 20_000,
}
const closeDeadlineMs = 500

/** A client of one MongoDB server: connects when it is first needed, and again by itself. */
export class Connection {
  readonly driver: Driver
  readonly #client: MongoClient
  #connected: Promise<unknown> | undefined
  #isClosed = false

  /** @throws the driver's parse errors where the address cannot be used */
  constructor(driver: Driver, uri: string) {
    this.driver = driver
    this.#client = new driver.MongoClient(uri, settings)
  }

  /** Where the server is, without credentials. */
  get address(): string {
    const { hosts, srvHost } = this.#client.options
    return srvHost ?? hosts.join(',')
  }

  /** @throws the driver's errors where the server was never reached and is not now */
  async database(name: string): Promise<Db> {
    this.#connected ??= this.#connect()
    await this.#connected
    return this.#client.db(name, { writeConcern: this.#concern() })
  }

  /** Lets go of all sockets; what is under way fails. */
  async close(): Promise<void> {
    this.#isClosed = true
    // A frozen server lets the driver's farewell wait; its sockets then end with their connect timeout.
    await within(
      closeDeadlineMs,
      this.#client.close().catch(() => {}),
    )
  }

  // Asked for by name: where the driver connects by itself and fails, it says "Topology is closed" ever after (7.9.0).
  async #connect(): Promise<void> {
    try {
      if (!this.#isClosed) await this.#client.connect()
    } catch (failure) {
      this.#connected = undefined
      throw failure
    }
    if (!this.#isClosed) return
    // Closed while the name was still being looked up, when there was nothing to close yet.
    await this.#client.close()
    throw stopped()
  }

  // The address takes precedence. Otherwise writes must be on disk, and on most of a replica set, because the cursor relies on them.
  #concern() {
    return this.#client.writeConcern ?? ({ w: 'majority', journal: true } as const)
  }
}
