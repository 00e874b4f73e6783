import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { chatIndexes } from '../../plugins/mongo/documents/schemas.ts'
import { startFakeMongoProcess, startJavaMongo } from '../../test/support/mongo/server.ts'
import { DEADLINE_MS } from './settings.ts'

/** The database of every run. */
export const DATABASE = 'bench'

/** A cold server of its own, and how many lines of chat are in it. */
export interface ColdMongo {
  readonly uri: string
  readonly name: string
  /** Resolves with the time, by `performance.now()`, at which so many documents were seen. @throws Error after 2 min */
  until(count: number): Promise<number>
  /** The mean size of a document, in bytes of BSON. */
  documentBytes(): Promise<number>
  close(): Promise<void>
}

/** Starts one with the collection and its four indexes: what others wrote where Java is, else the fake. */
export async function startColdMongo(): Promise<ColdMongo> {
  const server = await startJavaMongo({ backend: 'memory', xmx: '3g' }).catch(startFakeMongoProcess)
  const client = await new MongoClient(server.uri).connect()
  const messages = client.db(DATABASE).collection('twitch_chat_messages')
  await messages.createIndexes(chatIndexes.map(key => ({ key: { ...key } })))
  return {
    uri: server.uri,
    name: server.name,
    until: async count => {
      const deadline = performance.now() + DEADLINE_MS
      for (;;) {
        const found = await messages.estimatedDocumentCount()
        const now = performance.now()
        if (found >= count) return now
        if (now > deadline) throw new Error(`only ${found} of ${count} lines came to the database`)
        await wait(10)
      }
    },
    documentBytes: async () => {
      const { BSON } = await import('mongodb')
      const some = await messages.find().limit(500).toArray()
      return some.reduce((sum, one) => sum + BSON.calculateObjectSize(one), 0) / some.length
    },
    close: async () => {
      await client.close()
      await server.close()
    },
  }
}
