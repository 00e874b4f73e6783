import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, startChild } from '../process/child.ts'
import { inProcess, type TestMongo } from './test-mongo.ts'

const run = promisify(execFile)

/** The version of the `mongod` on the PATH; undefined if there is none. */
export async function mongodVersion(): Promise<string | undefined> {
  const told = await run('mongod', ['--version'], { timeout: 10_000 }).catch(() => undefined)
  return told && (/db version v(\S+)/.exec(told.stdout)?.[1] ?? 'of unknown version')
}

/** Starts the `mongod` of the PATH on a free loopback port, with its data in a temporary folder. */
export async function startMongod(): Promise<TestMongo> {
  const version = await mongodVersion()
  const port = await freePort()
  const data = await mkdtemp(join(tmpdir(), 'promethean-mongo-'))
  const args = ['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', data]
  return inProcess({
    kind: 'mongod',
    name: `mongod ${version}`,
    uri: `mongodb://127.0.0.1:${port}`,
    spawn: () => startChild({ command: 'mongod', args, ready: 'Waiting for connections' }),
    cleanup: () => rm(data, { recursive: true, force: true }),
  })
}
