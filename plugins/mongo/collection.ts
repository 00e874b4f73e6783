import type { Collection, Db, MongoServerError } from 'mongodb'
import { within } from 'promethean'
import type { DocumentSchema, IndexKey } from './documents/schemas.ts'
import { isAway } from './error-codes.ts'

/** A document as it is written: its `_id` is the event's id. */
export interface KeyedDocument {
  readonly _id: string
}

/** What a collection must have before it is written to. */
export interface CollectionShape {
  readonly schema: DocumentSchema
  readonly indexes: readonly IndexKey[]
}

/** Says what the server would not do: once for each matter, in a sentence. */
type SayOnce = (matter: 'validator' | 'indexes', sentence: string) => void

// An index over many documents may take minutes. The server continues to build it, and inserts continue.
const indexPatienceMs = 5_000

/**
 * Gives a collection with its validator and its indexes. What the server refuses is said, and goes without.
 * @throws the driver's errors where the server cannot be reached
 */
export async function prepareCollection(
  database: Db,
  name: string,
  shape: CollectionShape,
  say: SayOnce,
): Promise<Collection<KeyedDocument>> {
  await setValidator(database, name, shape.schema).catch(
    goOn(reason =>
      say(
        'validator',
        `cannot set the JSON Schema of ${name} as its validator: ${reason}; documents are written without validation, give the user in uri the role dbAdmin if the server supports collMod`,
      ),
    ),
  )
  const collection = database.collection<KeyedDocument>(name)
  const building = makeIndexes(collection, shape.indexes).catch(
    goOn(reason =>
      say(
        'indexes',
        `cannot create the indexes of ${name}: ${reason}; documents are still written, create the indexes in the README by hand`,
      ),
    ),
  )
  // Reported by `goOn`, or found again by the next insert; nothing else waits for it.
  await within(indexPatienceMs, building)
  return collection
}

async function setValidator(database: Db, name: string, schema: DocumentSchema): Promise<void> {
  const validation = {
    validator: { $jsonSchema: schema },
    validationLevel: 'strict',
    validationAction: 'warn',
  } as const
  const all = await database.listCollections({ name }, { nameOnly: false }).toArray()
  // Asked for by name and looked for again: not every server minds the filter.
  const existing = all.find(one => one.name === name)
  if (existing === undefined) {
    const isThere = await database.createCollection(name, validation).catch(isMadeMeanwhile)
    if (isThere !== true) return
  }
  // Unchanged at most starts, and then no permission to change it is needed.
  if (JSON.stringify(existing?.options?.validator) === JSON.stringify(validation.validator)) return
  await database.command({ collMod: name, ...validation })
}

async function makeIndexes(
  collection: Collection<KeyedDocument>,
  keys: readonly IndexKey[],
): Promise<void> {
  await collection.createIndexes(keys.map(key => ({ key: { ...key } })))
}

// Another runtime on the same database came first.
function isMadeMeanwhile(failure: unknown): true {
  if (isServerError(failure) && failure.code === 48) return true
  throw failure
}

// A refusal is the server's last word and is only said. A lost connection is not: the batch is tried again.
function goOn(refused: (reason: string) => void): (failure: unknown) => void {
  return failure => {
    if (!isServerError(failure) || isAway(failure)) throw failure
    refused(failure.message)
  }
}

function isServerError(failure: unknown): failure is MongoServerError {
  return failure instanceof Error && failure.name === 'MongoServerError'
}
