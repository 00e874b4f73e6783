import { MongoClient } from 'mongodb'
import { startFakeMongo } from './fake.ts'
import { startJavaMongo } from './java.ts'
import { mongodVersion, startMongod } from './mongod.ts'
import type { MongoKind, TestMongo } from './test-mongo.ts'

export { startFakeMongoProcess } from './fake-process.ts'
export { type JavaMongoSettings, startJavaMongo } from './java.ts'
export type { MongoKind, TestMongo } from './test-mongo.ts'

/** Whether the suites run against servers others wrote: `npm run test:peers`. */
export const wantsPeers = process.env.PROMETHEAN_PEERS === '1'

/** The realest server there is: `MONGODB_URI`, a `mongod` on the PATH, for the peers mongo-java-server, else the fake. */
export async function bestMongo(): Promise<MongoKind> {
  if (process.env.MONGODB_URI) return 'uri'
  if (await mongodVersion()) return 'mongod'
  return wantsPeers ? 'java' : 'fake'
}

/** Every server a suite runs on: the fake always, and the most real one if that is another. */
export async function mongoKinds(): Promise<readonly MongoKind[]> {
  return [...new Set<MongoKind>(['fake', await bestMongo()])]
}

/** Those of them that a test may stop and freeze. */
export async function stoppableMongoKinds(): Promise<readonly MongoKind[]> {
  return (await mongoKinds()).filter(kind => kind !== 'uri')
}

/** Starts a server; by default the most real one available. */
export async function startMongo(kind?: MongoKind): Promise<TestMongo> {
  return starters[kind ?? (await bestMongo())]()
}

const starters: Readonly<Record<MongoKind, () => Promise<TestMongo>>> = {
  fake: () => startFakeMongo(),
  java: () => startJavaMongo(),
  mongod: startMongod,
  uri: useGivenServer,
}

// Somebody else's server: nothing of it is stopped or removed, so a test uses a database of its own and drops it.
async function useGivenServer(): Promise<TestMongo> {
  const uri = process.env.MONGODB_URI ?? ''
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 })
  const { version } = await client.db('admin').command({ buildInfo: 1 })
  await client.close()
  return {
    kind: 'uri',
    name: `MongoDB ${version} of MONGODB_URI`,
    uri,
    stop: refuse,
    start: refuse,
    freeze: refuse,
    thaw: refuse,
    close: async () => {},
  }
}

function refuse(): never {
  throw new Error('cannot stop or freeze the server of MONGODB_URI: it is not ours')
}
