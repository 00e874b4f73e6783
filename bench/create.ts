import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

// `node bench/create.ts`: from `npm create promethean` to the first event of `npm start`, with an empty cache of npm and
// with the one that this leaves. Promethean's own packages are packed from here, all others come from the registry.
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const VERSION = '0.1.0'

const home = mkdtempSync(join(tmpdir(), 'promethean create '))
const PACKED = ['./core/dist', './plugins/dist', './create/dist']
const tarball = (name: string) => join(home, `${name}-${VERSION}.tgz`)
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?!config_(registry|cafile)$)/i.test(name),
    ),
  ),
  // Without the Node and the commands of this checkout.
  PATH: (process.env.PATH ?? '')
    .split(delimiter)
    .filter(folder => !folder.includes('node_modules'))
    .join(delimiter),
  npm_config_cache: join(home, 'cache'),
}

try {
  await done(start(ROOT, 'npm', 'run', '--silent', 'build'))
  await done(start(ROOT, 'npm', 'pack', '--silent', '--pack-destination', home, ...PACKED))
  // The packing has filled it.
  rmSync(env.npm_config_cache, { recursive: true, force: true })
  for (const cache of ['cold', 'warm']) {
    const times = await measure(cache)
    console.log(
      `${cache} cache: ${Object.entries(times)
        .map(([what, ms]) => `${what} ${seconds(ms)}`)
        .join(', ')}`,
    )
  }
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}

async function measure(name: string): Promise<Readonly<Record<string, number>>> {
  const project = join(home, name)
  const create = ['exec', '--yes', `--package=${tarball('create-promethean')}`, '--']
  const made = await timed(() =>
    done(start(home, 'npm', ...create, 'create-promethean', name, '--yes', '--no-install')),
  )
  useTarballs(join(project, 'package.json'))
  const installed = await timed(() =>
    done(start(project, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error')),
  )
  const started = await timed(() => firstEvent(project))
  return { made, installed, 'first event': started, 'all of it': made + installed + started }
}

function useTarballs(file: string): void {
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  manifest.dependencies.promethean = `file:${tarball('promethean')}`
  manifest.dependencies['@promethean/plugins'] = `file:${tarball('promethean-plugins')}`
  writeFileSync(file, JSON.stringify(manifest))
}

async function firstEvent(project: string): Promise<void> {
  const child = start(project, 'npm', 'start')
  const ended = once(child, 'close')
  if (child.stdout === null || child.pid === undefined) throw new Error('npm start cannot be read')
  for await (const line of createInterface({ input: child.stdout }))
    if (/chat\.message/.test(line)) break
  const isOver = child.exitCode !== null
  if (isOver) throw new Error('npm start ended before the first event')
  process.kill(-child.pid, 'SIGINT')
  child.stdout.resume()
  await ended
}

function start(cwd: string, command: string, ...args: readonly string[]): ChildProcess {
  // In a group of its own, as Ctrl-C reaches it.
  return spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
}

async function done(child: ChildProcess): Promise<void> {
  child.stdout?.resume()
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
