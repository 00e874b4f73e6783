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
const OPEN_API = '@seriousme/openapi-schema-validator'
const OPEN_API_TOOLS = [`${OPEN_API}@2.11.0`, 'ajv@8.20.0', 'ajv-formats@3.0.1']
const WINDOWS = process.platform === 'win32'
const PACKAGE = `node-${WINDOWS ? 'win' : process.platform}-${process.arch}`

/** The Nodes to try, each with its program. */
export const nodes = NODES.map(version => ({ version, program: nodeProgram(version) }))

/** Downloads the tools that check and run the packages, if they are missing. @returns the tools */
export async function prepareTools(): Promise<string> {
  await fetchTool('checkers', CHECKERS, checker('api-extractor'))
  await fetchTool('open-api', OPEN_API_TOOLS, openApiTool(OPEN_API))
  for (const version of NODES) await fetchNode(version)
  return `${[...CHECKERS, ...OPEN_API_TOOLS].join(', ')}, Node ${NODES.join(', ')}`
}

/** The command of a checker. */
export function checker(name: 'publint' | 'attw' | 'api-extractor'): string {
  return join(toolFolder('checkers'), '.bin', WINDOWS ? `${name}.cmd` : name)
}

/** Where a package that checks descriptions of APIs lies. */
export function openApiTool(
  name: '@seriousme/openapi-schema-validator' | 'ajv' | 'ajv-formats',
): string {
  return join(toolFolder('open-api'), name)
}

/** Downloads a Node, if it is missing. */
export async function fetchNode(version: string): Promise<void> {
  await fetchTool(`node-${version}`, [`${PACKAGE}@${version}`], nodeProgram(version))
}

/** The program of a Node that was downloaded. */
export function nodeProgram(version: string): string {
  return join(toolFolder(`node-${version}`), PACKAGE, 'bin', WINDOWS ? 'node.exe' : 'node')
}

/** Where the packages of a tool lie. */
export function toolFolder(name: string): string {
  return join(CACHE, name, 'node_modules')
}

/**
 * Installs a tool in a folder of its own, unless it is there.
 * @param made a file that is there once it is installed
 * @param overrides of packages that it depends on
 */
export async function fetchTool(
  name: string,
  packages: readonly string[],
  made: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (existsSync(made)) return
  const folder = join(CACHE, name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }))
  await npm(folder, 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages)
}
