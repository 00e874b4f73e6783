import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm } from '../packages/npm.ts'
import { freePort, startChild } from '../process/child.ts'
import { VERDACCIO_FOLDER } from './tools.ts'

/** A registry on loopback; packages it has not got come from the one npm is set up with. */
export interface Registry {
  readonly url: string
  /** Makes an account. @returns the lines of an .npmrc with which npm publishes as it */
  account(name: string): Promise<string>
  /** @throws Error if it cannot reach the registry npm is set up with */
  requireOthers(): Promise<void>
  close(): Promise<void>
}

const ANYBODY = { access: '$all', publish: '$authenticated' }
// These are never asked for elsewhere.
const OWN = ['promethean', '@promethean/*', 'create-promethean', 'promethean-plugin-*']
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const SOME_PACKAGE = 'rxjs'

interface NpmSettings {
  readonly registry: string
  readonly cafile: string | null
  readonly 'https-proxy': string | null
  readonly proxy: string | null
  readonly noproxy: readonly string[] | string | null
}

/** Starts Verdaccio, with a storage of its own. */
export async function startRegistry(): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'promethean registry '))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const settings: NpmSettings = JSON.parse(await npm(folder, 'config', 'list', '--json'))
  const file = join(folder, 'config.yaml')
  await writeFile(file, JSON.stringify(configFor(settings.registry)))
  const child = await startChild({
    command: process.execPath,
    args: [MAIN, VERDACCIO_FOLDER, file, String(port)],
    ready: 'ready',
    env: environmentFor(settings),
  })
  return {
    url,
    account: name => makeAccount(url, name),
    requireOthers: async () => {
      const { status } = await fetch(new URL(SOME_PACKAGE, url))
      if (status === 200) return
      throw new Error(
        `cannot test against a registry: it cannot reach the one npm is set up with (${status} for ${SOME_PACKAGE}); set NODE_EXTRA_CA_CERTS or a proxy as npm has them`,
      )
    },
    close: async () => {
      await child.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

// JSON is YAML, too.
function configFor(uplink: string) {
  return {
    storage: './storage',
    auth: { htpasswd: { file: './htpasswd' } },
    uplinks: { ordinary: { url: uplink, timeout: '60s', maxage: '1h', max_fails: 100 } },
    packages: {
      ...Object.fromEntries(OWN.map(name => [name, ANYBODY])),
      '**': { ...ANYBODY, proxy: 'ordinary' },
    },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'warn' },
  }
}

/** Verdaccio reaches the other registry as npm does. */
function environmentFor(settings: NpmSettings): Record<string, string> {
  const { cafile, proxy, 'https-proxy': httpsProxy } = settings
  const noproxy = [settings.noproxy ?? []].flat().join(',')
  return {
    ...(cafile && { NODE_EXTRA_CA_CERTS: cafile }),
    ...(proxy && { HTTP_PROXY: proxy }),
    ...(httpsProxy && { HTTPS_PROXY: httpsProxy }),
    ...(noproxy && { NO_PROXY: noproxy }),
  }
}

async function makeAccount(url: string, name: string): Promise<string> {
  const answer = await fetch(new URL(`-/user/org.couchdb.user:${name}`, url), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: `the password of ${name}`, type: 'user' }),
  })
  const { token }: { token?: string } = JSON.parse(await answer.text())
  if (token === undefined) throw new Error(`no account for ${name}: ${answer.status}`)
  return `${url.replace('http:', '')}:_authToken=${token}\n`
}
