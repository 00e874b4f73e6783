import { inTime } from 'promethean'
import type { DriverClass, DriverClient } from './driver.ts'
import { failureOf, late, NotThere, noPlace } from './errors.ts'
import type { ChromaOptions } from './options.ts'

// A batch has 32 passages at most; a server that writes them on a slow disk needs some seconds.
const ANSWER_MS = 20_000

/** A collection there is. */
export interface FoundCollection {
  readonly id: string
  /** The index that made it. */
  readonly owner: string | undefined
}

/** A passage as Chroma keeps it. */
export interface ChromaRecord {
  readonly id: string
  readonly text: string
  readonly vector: Float32Array
  readonly metadata: Readonly<Record<string, string | number | boolean>>
}

type Settings = Pick<ChromaOptions, 'url' | 'token' | 'tenant' | 'database'>

/** A Chroma server. Each call has a deadline; all throw NotReady where it cannot be reached. */
export class ChromaServer {
  readonly #driver: DriverClass
  readonly #settings: Settings

  constructor(driver: DriverClass, settings: Settings) {
    this.#driver = driver
    this.#settings = settings
  }

  /** Where it is. */
  get address(): string {
    return new URL(this.#settings.url).host
  }

  version(signal: AbortSignal): Promise<string> {
    return this.#call(signal, client => client.version())
  }

  /** @returns undefined if there is none of this name */
  async find(name: string, signal: AbortSignal): Promise<FoundCollection | undefined> {
    try {
      const found = await this.#call(signal, client => client.getCollection({ name }))
      const owner = found.metadata?.promethean
      return { id: found.id, owner: typeof owner === 'string' ? owner : undefined }
    } catch (failure) {
      if (failure instanceof NotThere) return undefined
      throw failure
    }
  }

  /** Makes a collection. @throws NotReady also where tenant or database are unknown */
  async make(
    name: string,
    about: { readonly owner: string; readonly model: string; readonly dimensions: number },
    signal: AbortSignal,
  ): Promise<FoundCollection> {
    const { owner, ...model } = about
    const metadata = { promethean: owner, ...model }
    const configuration = { hnsw: { space: 'cosine' as const } }
    try {
      const { id } = await this.#call(signal, client =>
        client.createCollection({ name, metadata, configuration, embeddingFunction: null }),
      )
      return { id, owner }
    } catch (failure) {
      throw failure instanceof NotThere ? noPlace(this.address) : failure
    }
  }

  /** Deletes a collection, if it is there. */
  async drop(name: string, signal: AbortSignal): Promise<void> {
    await unlessGone(this.#call(signal, client => client.deleteCollection({ name })))
  }

  /** @throws NotThere if the collection is gone */
  count(collection: string, signal: AbortSignal): Promise<number> {
    return this.#call(signal, client => client.collection(collection).count())
  }

  /** @throws NotThere if the collection is gone, Refused if the server does not take them */
  async upsert(
    collection: string,
    records: readonly ChromaRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#call(signal, client =>
      client.collection(collection).upsert({
        ids: records.map(({ id }) => id),
        embeddings: records.map(({ vector }) => [...vector]),
        documents: records.map(({ text }) => text),
        metadatas: records.map(({ metadata }) => ({ ...metadata })),
      }),
    )
  }

  /** Deletes records, those that are there. */
  async delete(collection: string, ids: readonly string[], signal: AbortSignal): Promise<void> {
    await unlessGone(
      this.#call(signal, client => client.collection(collection).delete({ ids: [...ids] })),
    )
  }

  #call<T>(signal: AbortSignal, work: (client: DriverClient) => Promise<T>): Promise<T> {
    const limits = {
      ms: ANSWER_MS,
      late: () => late(this.address, ANSWER_MS),
      signals: [signal],
    }
    return inTime(limits, async ending => {
      try {
        return await work(this.#client(ending))
      } catch (failure) {
        throw failureOf(failure, this.address)
      }
    })
  }

  // One for each call: a client has one signal for all it does.
  #client(signal: AbortSignal): DriverClient {
    const { url, token, tenant, database } = this.#settings
    const { hostname, port, protocol } = new URL(url)
    const ssl = protocol === 'https:'
    const headers: Record<string, string> =
      token === undefined ? {} : { 'X-Chroma-Token': token, Authorization: `Bearer ${token}` }
    return new this.#driver({
      ...{ host: hostname, port: Number(port || (ssl ? 443 : 80)), ssl, tenant, database, headers },
      // A redirect would take the token elsewhere.
      fetchOptions: { signal, redirect: 'error' },
    })
  }
}

async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((failure: unknown) => {
    if (!(failure instanceof NotThere)) throw failure
  })
}
