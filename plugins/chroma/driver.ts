import { messageOf, PluginFailure } from 'promethean'
import { z } from 'zod'
import { notInstalled } from './errors.ts'

/** A collection, as the npm package gives it. */
export interface DriverCollection {
  readonly id: string
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  count(): Promise<number>
  upsert(records: {
    ids: string[]
    embeddings: number[][]
    documents: string[]
    metadatas: Record<string, string | number | boolean>[]
  }): Promise<unknown>
  delete(wanted: { ids: string[] }): Promise<unknown>
}

/** What is used of a client of the npm package. */
export interface DriverClient {
  version(): Promise<string>
  getCollection(wanted: { name: string }): Promise<DriverCollection>
  createCollection(wanted: {
    name: string
    metadata: Record<string, string | number>
    embeddingFunction: null
    configuration: { hnsw: { space: 'cosine' } }
  }): Promise<DriverCollection>
  deleteCollection(wanted: { name: string }): Promise<unknown>
  collection(id: string): DriverCollection
}

/** How a client of the npm package is made. */
export type DriverClass = new (settings: {
  host: string
  port: number
  ssl: boolean
  tenant: string
  database: string
  headers: Record<string, string>
  fetchOptions: RequestInit
}) => DriverClient

// Another name than a literal: the package need not be there where this is compiled.
const PACKAGE: string = 'chromadb'
const shape = z.object({ ChromaClient: z.custom<DriverClass>(one => typeof one === 'function') })

/** Loads the npm package. @throws PluginFailure with its install command where it is missing */
export async function loadDriver(name = PACKAGE): Promise<DriverClass> {
  try {
    return shape.parse(await import(name)).ChromaClient
  } catch (failure) {
    const isMissing =
      failure instanceof Error && /cannot find (module|package)/i.test(failure.message)
    if (isMissing) throw notInstalled()
    throw new PluginFailure(`cannot load the package chromadb: ${messageOf(failure)}`)
  }
}
