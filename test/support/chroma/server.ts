import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startChild } from '../process/child.ts'
import { PYTHON } from './packages.ts'

// What the package's own command does, without the packages that only its clients need.
const RUN = 'import sys, chromadb_rust_bindings as chroma; chroma.cli(["chroma", *sys.argv[1:]])'

/** A Chroma server that a test holds. */
export interface TestChroma {
  readonly url: string
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

/** Starts Chroma's own server on a free loopback port, with its data in a temporary folder. */
export async function startChroma(): Promise<TestChroma> {
  const port = await freePort()
  const data = await mkdtemp(join(tmpdir(), 'promethean-chroma-'))
  const args = ['-c', RUN, 'run', '--host', '127.0.0.1', '--port', String(port), '--path', data]
  const spawn = () => startChild({ command: PYTHON, args, ready: 'listening on address' })
  let child = await spawn()
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => child.stop(),
    start: async () => {
      child = await spawn()
    },
    freeze: () => child.freeze(),
    thaw: () => child.thaw(),
    close: async () => {
      await child.stop()
      await rm(data, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
