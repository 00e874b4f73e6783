import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, globSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunSettings, TestProject } from '../test/support/process/promethean.ts'
import { copyProject } from './parts/project.ts'
import { startPromethean } from './parts/promethean.ts'
import type { BenchSettings } from './parts/settings.ts'
import { median } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const LIMIT_MS = 1_000
const PACKAGES = { core: 'promethean', plugins: '@promethean/plugins' }

/** From the command to `ready` with one source: as installed, and as a clone, beside Node doing nothing. */
export async function start({ rounds, say }: BenchSettings): Promise<readonly Row[]> {
  say('start: builds the packages')
  const project = copyProject('start')
  try {
    const installed = install(project)
    // The first start of an installation compiles what later ones find in Node's compile cache.
    const first = await toReady(project, installed)
    say(`  the first start of an installation: ${first.toFixed(0)} ms`)
    await toReady(project, {})
    const took = { node: [] as number[], installed: [] as number[], clone: [] as number[] }
    for (let round = 1; round <= rounds; round++) {
      took.node.push(await nothing())
      took.installed.push(await toReady(project, installed))
      took.clone.push(await toReady(project, {}))
      const [node, ours, clone] = Object.values(took).map(all => all.at(-1)?.toFixed(0))
      say(`  round ${round}  node ${node} ms  installed ${ours} ms  clone ${clone} ms`)
    }
    return [
      rowOf('start to ready, installed', took.installed, took.node),
      { ...rowOf('the same in a clone', took.clone, took.node), target: '', isMet: true },
      {
        ...rowOf('the first start of an installation', [first], took.node),
        target: '',
        isMet: true,
      },
    ]
  } finally {
    project.remove()
  }
}

/** The built packages in a project, with the dependencies of this checkout. */
function install(project: TestProject): RunSettings {
  execFileSync(process.execPath, [join(ROOT, '.ci', 'packages', 'build.ts')], { stdio: 'ignore' })
  const from = join(ROOT, 'node_modules')
  const to = join(project.folder, 'node_modules')
  const own = Object.values(PACKAGES)
  const others = globSync(['*', '@*/*'], { cwd: from }).filter(
    name => !/^(@[^/\\]+|\.)$/.test(name),
  )
  for (const [folder, name] of Object.entries(PACKAGES))
    cpSync(join(ROOT, folder, 'dist'), join(to, name), { recursive: true })
  for (const name of others.filter(name => !own.includes(name))) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    symlinkSync(join(from, name), join(to, name), 'junction')
  }
  return {
    bin: join(to, 'promethean', 'bin.js'),
    env: { NODE_COMPILE_CACHE: join(project.folder, 'cache') },
  }
}

async function toReady(project: TestProject, settings: RunSettings): Promise<number> {
  const begun = performance.now()
  const run = await startPromethean(project.file, settings)
  const took = performance.now() - begun
  await run.stop()
  return took
}

async function nothing(): Promise<number> {
  const begun = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'close')
  return performance.now() - begun
}

function rowOf(what: string, ours: readonly number[], node: readonly number[]): Row {
  const [took, peer] = [median(ours), median(node)]
  return {
    what,
    ours: `${took.toFixed(0)} ms`,
    peer: `\`node -e 0\`: ${peer.toFixed(0)} ms`,
    ratio: took / peer,
    target: `under ${LIMIT_MS} ms`,
    isMet: took < LIMIT_MS,
  }
}
