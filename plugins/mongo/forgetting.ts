import type { Collection, Document, Filter } from 'mongodb'
import type { ForgetRequest, ForgottenThere } from 'promethean'
import type { KeyedDocument } from './collection.ts'
import type { Database } from './database.ts'
import { keyOf } from './documents/keys.ts'

/** Where a document names whom it is about, and whom else. */
interface UserPaths {
  readonly own: readonly string[]
  /** What is taken out of others' documents. */
  readonly others: readonly string[]
}

const inChat: UserPaths = { own: ['user'], others: ['metadata.reply'] }
const inEvents: UserPaths = {
  own: ['data.user', 'data.from'],
  others: ['data.gift.from', 'data.moderator'],
}

/** A collection's name, and where its documents name users. */
interface Place {
  readonly name: string
  readonly paths: UserPaths
}

/**
 * Deletes a person's documents, and takes them out of others'.
 * @param isChat whether a collection holds chat
 * @param events the collection of all other events
 * @throws the driver's errors where the server cannot be reached
 */
export async function forgetIn(
  database: Database,
  { isChat, events }: { readonly isChat: (name: string) => boolean; readonly events: string },
  request: ForgetRequest,
): Promise<ForgottenThere> {
  const names = await database.collections()
  const places = names.flatMap((name): Place[] => {
    if (name === events) return [{ name, paths: inEvents }]
    return isChat(name) ? [{ name, paths: inChat }] : []
  })
  let removed = 0
  let cleaned = 0
  for (const { name, paths } of places) {
    const collection = await database.collection(name)
    const found = await (request.dry ? count : remove)(collection, paths, request)
    removed += found.removed
    cleaned += found.cleaned
  }
  return { removed, cleaned }
}

async function count(
  collection: Collection<KeyedDocument>,
  paths: UserPaths,
  request: ForgetRequest,
): Promise<ForgottenThere> {
  const removed = await collection.countDocuments(owned(paths, request))
  const others = paths.others.map(path => collection.countDocuments(named(path, request)))
  return { removed, cleaned: sum(await Promise.all(others)) }
}

async function remove(
  collection: Collection<KeyedDocument>,
  paths: UserPaths,
  request: ForgetRequest,
): Promise<ForgottenThere> {
  let { deletedCount: removed } = await collection.deleteMany(owned(paths, request))
  // What answered or quoted them has no user of its own.
  for await (const ids of request.ids()) {
    const { deletedCount } = await collection.deleteMany({ _id: { $in: ids.map(keyOf) } })
    removed += deletedCount
  }
  let cleaned = 0
  for (const path of paths.others) {
    const gone = { $unset: { [path]: '' as const, raw: '' as const } }
    cleaned += (await collection.updateMany(named(path, request), gone)).modifiedCount
  }
  return { removed, cleaned }
}

// Values stand behind `$eq`: none of them can be an operator.
function owned({ own }: UserPaths, request: ForgetRequest): Filter<KeyedDocument> {
  return { $or: own.map(path => at(path, request)) }
}

function named(path: string, request: ForgetRequest): Filter<KeyedDocument> {
  return at(path === 'metadata.reply' ? 'metadata.reply.user' : path, request)
}

function at(path: string, { platform, user }: ForgetRequest): Document {
  return { platform: { $eq: platform }, [`${path}.id`]: { $eq: user } }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, one) => total + one, 0)
}
