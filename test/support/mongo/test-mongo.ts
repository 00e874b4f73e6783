import type { Child } from '../process/child.ts'

/** Which server a test runs on. */
export type MongoKind = 'uri' | 'mongod' | 'java' | 'fake'

/** A MongoDB server a test holds. */
export interface TestMongo {
  readonly kind: MongoKind
  /** Name and version, to be printed. */
  readonly name: string
  readonly uri: string
  /** Ends it so that `start` finds the data again. */
  stop(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  /** It takes connections and bytes, and answers nothing. */
  freeze(): void
  thaw(): void
  /** Ends it and removes its data. */
  close(): Promise<void>
}

/** A server process as a test's server. */
export interface ProcessMongo {
  readonly kind: MongoKind
  readonly name: string
  readonly uri: string
  spawn(): Promise<Child>
  cleanup(): Promise<void>
}

/** Starts a server process and gives it as a test's server. */
export async function inProcess(settings: ProcessMongo): Promise<TestMongo> {
  const { kind, name, uri, spawn, cleanup } = settings
  let child = await spawn().catch(async failure => {
    await cleanup()
    throw failure
  })
  const stop = (): Promise<void> => child.stop()
  return {
    kind,
    name,
    uri,
    stop,
    start: async () => {
      child = await spawn()
    },
    freeze: () => child.freeze(),
    thaw: () => child.thaw(),
    close: async () => {
      await stop()
      await cleanup()
    },
  }
}
