import { fileURLToPath } from 'node:url'
import { freePort, startChild } from '../process/child.ts'
import { inProcess, type TestMongo } from './test-mongo.ts'

const main = fileURLToPath(new URL('./fake-main.ts', import.meta.url))

/** Starts the fake in a process of its own, for benchmarks and kills; `stop` loses its data. */
export async function startFakeMongoProcess(): Promise<TestMongo> {
  const port = await freePort()
  return inProcess({
    kind: 'fake',
    name: 'the fake in a process of its own (wire version 21)',
    uri: `mongodb://127.0.0.1:${port}`,
    spawn: () =>
      startChild({ command: process.execPath, args: [main, String(port)], ready: 'ready' }),
    cleanup: async () => {},
  })
}
