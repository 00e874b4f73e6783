import type { Collection } from 'mongodb'
import type { KeyedDocument } from './collection.ts'
import type { Driver } from './connection.ts'
import { isAlreadyThere, type Rejection, type WriteFailure, writeFailures } from './error-codes.ts'

/** An update of many documents, e.g. that lines were deleted. */
export interface Update {
  readonly filter: Record<string, unknown>
  readonly set: Record<string, unknown>
}

/** While the server writes one part, the next is made ready. */
const atOnce = 2
/** Below that a second insert costs more than it brings. */
const worthHalving = 200
const largestPart = 500
const maxDocumentBytes = 16 * 1024 * 1024

/**
 * Writes documents; one that is there already counts as written.
 * @returns those the server will never take
 * @throws the driver's errors where nothing can be said of single documents
 */
export async function insertAll(
  driver: Driver,
  collection: Collection<KeyedDocument>,
  documents: readonly KeyedDocument[],
): Promise<readonly Rejection[]> {
  const rejected: Rejection[] = []
  const size = partSize(documents.length)
  let next = 0
  const work = async (): Promise<void> => {
    while (next < documents.length) {
      const part = documents.slice(next, next + size)
      next += size
      rejected.push(...(await insertPart(driver, collection, part)))
    }
  }
  // The whole batch is retried, so no other part of it is started.
  const giveUp = (failure: unknown): never => {
    next = documents.length
    throw failure
  }
  await Promise.all(Array.from({ length: atOnce }, () => work().catch(giveUp)))
  return rejected
}

/**
 * Carries updates out. @returns why the server refused some, by index
 * @throws the driver's errors where nothing can be said of single updates
 */
export async function updateAll(
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
    return new Map(own.map(error => [error.index, reasonOf(error)]))
  }
}

function partSize(documents: number): number {
  return documents < worthHalving ? worthHalving : Math.min(largestPart, Math.ceil(documents / 2))
}

async function insertPart(
  driver: Driver,
  collection: Collection<KeyedDocument>,
  documents: readonly KeyedDocument[],
): Promise<readonly Rejection[]> {
  try {
    await collection.insertMany([...documents], { ordered: false })
    return []
  } catch (failure) {
    if (isBeforeSending(driver, failure)) {
      const unfit = documents.flatMap(document => unfitness(driver, document))
      if (unfit.length === 0) throw failure
      const rest = documents.filter(({ _id }) => unfit.every(({ id }) => id !== _id))
      if (rest.length === 0) return unfit
      return [...unfit, ...(await insertPart(driver, collection, rest))]
    }
    const own = writeFailures(failure)
    if (own === undefined) throw failure
    return own.flatMap(error => (isAlreadyThere(error) ? [] : rejection(documents, error)))
  }
}

// The driver throws for one document it cannot send, before it sends any: that one is found, the rest goes in.
function isBeforeSending({ BSON, MongoInvalidArgumentError }: Driver, failure: unknown): boolean {
  return [BSON.BSONError, MongoInvalidArgumentError, RangeError, TypeError].some(
    kind => failure instanceof kind,
  )
}

function unfitness({ BSON }: Driver, document: KeyedDocument): readonly Rejection[] {
  const { _id: id } = document
  try {
    const bytes = BSON.serialize(document, { ignoreUndefined: true }).length
    if (bytes < maxDocumentBytes) return []
    return [{ id, reason: `the document has ${bytes} bytes, the limit is 16 MiB` }]
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure)
    return [{ id, reason: `BSON cannot represent the document: ${why}` }]
  }
}

function rejection(documents: readonly KeyedDocument[], error: WriteFailure): readonly Rejection[] {
  const document = documents[error.index]
  return document === undefined ? [] : [{ id: document._id, reason: reasonOf(error) }]
}

function reasonOf({ code, errmsg = 'refused' }: WriteFailure): string {
  return `${errmsg} (${code})`
}
