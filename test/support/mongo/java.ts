import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startChild } from '../process/child.ts'
import { fetchPeer, peerVersion } from './peer/fetch.ts'
import { inProcess, type TestMongo } from './test-mongo.ts'

/** Which mongo-java-server to start. */
export interface JavaMongoSettings {
  /** `h2` keeps its data in a file over `stop` and `start`, `memory` loses it; default `h2`. */
  readonly backend?: 'h2' | 'memory'
  /** The JVM's heap; default `1g`. A long benchmark wants `3g`: with 1 GB it drops connections after some 300,000 documents. */
  readonly xmx?: string
}

const launcher = fileURLToPath(new URL('./peer/Launcher.java', import.meta.url))

/**
 * Starts mongo-java-server in a process of its own on a free loopback port, and downloads it first if it is missing.
 * @throws Error that says what is missing
 */
export async function startJavaMongo(settings: JavaMongoSettings = {}): Promise<TestMongo> {
  const { backend = 'h2', xmx = '1g' } = settings
  const jars = await fetchPeer()
  const port = await freePort()
  const data = await mkdtemp(join(tmpdir(), 'promethean-mongo-'))
  const file = backend === 'h2' ? [join(data, 'data.h2')] : []
  const args = [`-Xmx${xmx}`, '-cp', join(jars, '*'), launcher, String(port), ...file]
  return inProcess({
    kind: 'java',
    name: `mongo-java-server ${peerVersion} (${backend === 'h2' ? 'H2 file' : 'memory'})`,
    uri: `mongodb://127.0.0.1:${port}`,
    spawn: () => startChild({ command: 'java', args, ready: 'ready' }),
    cleanup: () => rm(data, { recursive: true, force: true }),
  })
}
