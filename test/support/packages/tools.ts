import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm } from './npm.ts'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CACHE = join(ROOT, '.cache', 'packages')

// The oldest the packages are made for, the one of this repository, and the newest of the next lines.
const NODES = ['22.22.0', '22.23.2', '24', '26']
const CHECKERS = [
  'publint@0.3.25',
  '@arethetypeswrong/cli@0.18.5',
  '@microsoft/api-extractor@7.60.1',
]
const WINDOWS = process.platform === 'win32'
const PACKAGE = `node-${WINDOWS ? 'win' : process.platform}-${process.arch}`

/** The Nodes to try, each with its program. */
export const nodes = NODES.map(version => ({
  version,
  program: join(
    CACHE,
    `node-${version}`,
    'node_modules',
    PACKAGE,
    'bin',
    WINDOWS ? 'node.exe' : 'node',
  ),
}))

/** Downloads the tools that check and run the packages, if they are missing. @returns the tools */
export async function prepareTools(): Promise<string> {
  await fetchInto('checkers', CHECKERS, checker('api-extractor'))
  for (const { version, program } of nodes)
    await fetchInto(`node-${version}`, [`${PACKAGE}@${version}`], program)
  return `${CHECKERS.join(', ')}, Node ${NODES.join(', ')}`
}

/** The command of a checker. */
export function checker(name: 'publint' | 'attw' | 'api-extractor'): string {
  return join(CACHE, 'checkers', 'node_modules', '.bin', WINDOWS ? `${name}.cmd` : name)
}

async function fetchInto(name: string, packages: readonly string[], made: string): Promise<void> {
  if (existsSync(made)) return
  const folder = join(CACHE, name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"private":true}')
  await npm(folder, 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages)
}
