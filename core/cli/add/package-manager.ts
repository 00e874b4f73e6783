import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PrometheanError } from '../../errors.ts'
import { npmProgram } from '../init/npm.ts'
import { onStopSignals } from '../stop-signals.ts'

interface Manager {
  readonly name: string
  readonly args: readonly string[]
}

const NPM: Manager = { name: 'npm', args: ['install', '--no-audit', '--no-fund'] }
const BUN: Manager = { name: 'bun', args: ['add'] }

// By the lock file that each leaves.
const MANAGERS: readonly (readonly [lock: string, Manager])[] = [
  ['pnpm-lock.yaml', { name: 'pnpm', args: ['add'] }],
  ['yarn.lock', { name: 'yarn', args: ['add'] }],
  ['bun.lock', BUN],
  ['bun.lockb', BUN],
  ['package-lock.json', NPM],
]

/** The package manager of a project: that of the nearest lock file, from its folder upwards; else npm. */
export function managerOf(folder: string): Manager {
  const [, found] = MANAGERS.find(([lock]) => existsSync(join(folder, lock))) ?? []
  if (found !== undefined) return found
  return dirname(folder) === folder ? NPM : managerOf(dirname(folder))
}

/**
 * Installs a package. The package manager shows on stderr how far it is; Ctrl-C ends it.
 * @throws PrometheanError if it fails or is ended, after it has said why
 */
export async function install(
  folder: string,
  { name, args }: Manager,
  wanted: string,
  platform: string = process.platform,
): Promise<void> {
  const { command, before, shell } = programOf(name, platform)
  if (shell && /["%\r\n]/.test(wanted)) throw notThroughShell(wanted, name)
  let child: ChildProcess | undefined
  // Before it starts, or a signal in between would end only this process. A terminal sends Ctrl-C to it as well.
  const forget = onStopSignals(
    () => void child?.kill(),
    () => void child?.kill('SIGKILL'),
  )
  try {
    child = spawn(command, [...before, ...args, shell ? `"${wanted}"` : wanted], {
      cwd: folder,
      env: ownEnvironment(),
      // stdout is for the lines of this command.
      stdio: ['ignore', 2, 2],
      shell,
    })
    const why = await endOf(name, child)
    if (why === undefined) return
    const advice = `see above for what ${name} says`
    throw new PrometheanError('runtime', { what: `cannot install ${wanted}`, why, advice })
  } finally {
    forget()
  }
}

function notThroughShell(wanted: string, name: string): PrometheanError {
  return new PrometheanError('runtime', {
    what: `cannot install ${wanted}`,
    why: `on Windows ${name} is started through a shell, which takes quotes and percent signs for its own`,
    advice: `run ${name} add yourself`,
  })
}

/** Why it did not do its work; undefined if it did. */
function endOf(name: string, child: ChildProcess): Promise<string | undefined> {
  return new Promise(resolve => {
    child.on('error', ({ message }) => resolve(`${name} cannot be started (${message})`))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else if (code === null) resolve(`${name} was ended by ${signal}`)
      else resolve(`${name} ended with code ${code}`)
    })
  })
}

// What an npm around this command was told about its own work, such as its workspace, is not meant for this one. The same as
// create-promethean leaves out, which is a package of its own.
const NOT_MEANT =
  /^npm_(?!config_)|^npm_config_(workspaces?|include_workspace_root|global|location|prefix|local_prefix|package|call|json|dry_run|omit|include|loglevel|save.*|package_lock.*)$/i

function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_MEANT.test(name)))
}

interface Program {
  readonly command: string
  readonly before: readonly string[]
  readonly shell: boolean
}

// Windows starts the commands of packages, such as pnpm.cmd, only through a shell.
function programOf(name: string, platform: string): Program {
  const { command, args } = name === 'npm' ? npmProgram() : { command: name, args: [] }
  return { command, before: args, shell: args.length === 0 && platform === 'win32' }
}
