import { type Db, MongoClient } from 'mongodb'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type MongoKind, startMongo, type TestMongo } from './server.ts'

/** A server for one describe, with a database of its own for each test. */
export interface MongoSuite {
  readonly server: TestMongo
  readonly database: Db
}

let databases = 0

/** Starts this server before the tests at hand and ends it behind them. Call it in a describe. */
export function useMongo(kind: MongoKind): MongoSuite {
  let server: TestMongo | undefined
  let client: MongoClient | undefined
  let database: Db | undefined

  beforeAll(async () => {
    server = await startMongo(kind)
    client = new MongoClient(server.uri, { serverSelectionTimeoutMS: 10_000 })
    // A first start fetches mongo-java-server through Maven.
  }, 300_000)
  beforeEach(() => {
    databases += 1
    database = client?.db(`promethean_test_${process.pid}_${databases}`)
    const made = database
    return async () => {
      await made?.dropDatabase()
    }
  })
  afterAll(async () => {
    await client?.close()
    await server?.close()
  })

  return {
    get server() {
      return there(server)
    },
    get database() {
      return there(database)
    },
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('unreachable: used outside a test')
  return value
}
