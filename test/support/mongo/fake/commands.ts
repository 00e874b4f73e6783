import { Aggregator, Query } from 'mingo'
import type { Document } from 'mongodb'
import { BSON } from 'mongodb'
import type { FakeUpdate } from './collection.ts'
import { CommandError } from './command-error.ts'
import type { FakeStore } from './store.ts'

/** What a command does to the store, and what it answers. */
export type FakeCommand = (body: Document, store: FakeStore, database: string) => Document

const firstBatch = 101

/** The commands the fake knows, in lower case. */
export const commands: Readonly<Record<string, FakeCommand>> = {
  hello,
  ismaster: hello,
  ping: () => ({}),
  endsessions: () => ({}),
  buildinfo: () => ({ version: '7.0.0', versionArray: [7, 0, 0, 0], bits: 64 }),
  insert: (body, store, database) => {
    const collection = store.collection(database, body.insert)
    return write(body, body.documents, (one: Document) => {
      store.check(one)
      collection.insert(one)
      store.inserted()
      return 1
    })
  },
  update: (body, store, database) => {
    const collection = store.collection(database, body.update)
    let nModified = 0
    const upserted: Document[] = []
    const answer = write(body, body.updates, (one: FakeUpdate, index) => {
      const result = collection.update(one)
      nModified += result.modified
      if (result.upserted !== undefined) upserted.push({ index, _id: result.upserted })
      return result.n
    })
    return { ...answer, nModified, ...(upserted.length > 0 && { upserted }) }
  },
  delete: (body, store, database) => {
    const collection = store.collection(database, body.delete)
    return write(body, body.deletes, (one: Document) => collection.delete(one.q, one.limit))
  },
  find: (body, store, database) => {
    const found = store.existing(database, body.find)?.find(body.filter ?? {}) ?? []
    const cursor = new Query({}).find<Document>(found, body.projection ?? {})
    if (body.sort) cursor.sort(body.sort)
    if (body.skip) cursor.skip(body.skip)
    if (body.limit) cursor.limit(body.limit)
    return store.open(`${database}.${body.find}`, cursor.all(), body.batchSize ?? firstBatch)
  },
  getmore: (body, store, database) =>
    store.next(`${database}.${body.collection}`, body.getMore, body.batchSize),
  killcursors: (body, store) => ({ cursorsKilled: store.forget(body.cursors) }),
  count: (body, store, database) => ({
    n: store.existing(database, body.count)?.find(body.query ?? {}).length ?? 0,
  }),
  aggregate: (body, store, database) => {
    const all = store.existing(database, body.aggregate)?.all() ?? []
    const found = new Aggregator(body.pipeline).run<Document>(all)
    return store.open(`${database}.${body.aggregate}`, found, body.cursor?.batchSize ?? firstBatch)
  },
  createindexes: (body, store, database) => {
    const { indexes } = store.collection(database, body.createIndexes)
    for (const index of body.indexes) indexes.set(index.name, index)
    return {}
  },
  listindexes: (body, store, database) => {
    const collection = store.existing(database, body.listIndexes)
    if (collection === undefined) throw new CommandError(26, 'ns does not exist')
    const indexes = [...collection.indexes.values()].map(index => ({ v: 2, ...index }))
    return store.open(collection.namespace, indexes, Number.POSITIVE_INFINITY)
  },
  create: ({ create, validator, validationLevel, validationAction }, store, database) => {
    if (store.existing(database, create) !== undefined) {
      throw new CommandError(48, `Collection ${database}.${create} already exists.`)
    }
    store.collection(database, create).options = { validator, validationLevel, validationAction }
    return {}
  },
  collmod: (body, store, database) => {
    const collection = store.existing(database, body.collMod)
    if (collection === undefined) throw new CommandError(26, 'ns does not exist')
    const { validator, validationLevel, validationAction } = body
    collection.options = { ...collection.options, validator, validationLevel, validationAction }
    return {}
  },
  listcollections: (body, store, database) => {
    const query = new Query(body.filter ?? {})
    const all = store.names(database).map(({ name, options }) => ({
      name,
      type: 'collection',
      options: BSON.deserialize(BSON.serialize(options, { ignoreUndefined: true })),
      info: { readOnly: false },
    }))
    const found = all.filter(one => query.test(one))
    return store.open(`${database}.$cmd.listCollections`, found, Number.POSITIVE_INFINITY)
  },
  drop: (body, store, database) => {
    if (!store.drop(database, body.drop)) throw new CommandError(26, 'ns not found')
    return {}
  },
  dropdatabase: (_, store, database) => {
    for (const { name } of store.names(database)) store.drop(database, name)
    return { dropped: database }
  },
}

// Wire version 21 is MongoDB 7.0. No topologyVersion: the driver then polls instead of holding a request open.
function hello(): Document {
  return {
    isWritablePrimary: true,
    ismaster: true,
    helloOk: true,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  }
}

function write<T>(body: Document, all: readonly T[], one: (item: T, index: number) => number) {
  let n = 0
  const writeErrors: Document[] = []
  for (const [index, item] of all.entries()) {
    try {
      n += one(item, index)
    } catch (failure) {
      if (!(failure instanceof CommandError)) throw failure
      writeErrors.push({ index, code: failure.code, errmsg: failure.message })
      if (body.ordered !== false) break
    }
  }
  return { n, ...(writeErrors.length > 0 && { writeErrors }) }
}
