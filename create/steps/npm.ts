import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../failure.ts'

const INSTALL_MS = 20 * 60_000
const INSTALL = ['install', '--no-audit', '--no-fund', '--loglevel=error']

// What an npm around this one was told about its own work, such as its workspace, is not meant for the new folder.
const NOT_MEANT =
  /^npm_(?!config_)|^npm_config_(workspaces?|include_workspace_root|global|location|prefix|local_prefix|package|call|json|dry_run|omit|include|loglevel|save.*|package_lock.*)$/i

/**
 * Installs the packages of a project.
 * @throws Failure if npm cannot, after it has said why
 */
export async function installPackages(folder: string, env = process.env): Promise<void> {
  const { command, args, shell } = npmOf(env)
  const child = spawn(command, [...args, ...INSTALL], {
    cwd: folder,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_MEANT.test(name))),
    // stdout is for this program's own lines.
    stdio: ['ignore', 2, 2],
    shell,
    timeout: INSTALL_MS,
  })
  // A terminal stops npm as well; what it leaves is said.
  const stop = (signal: NodeJS.Signals) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)
  const trouble = await new Promise<string | undefined>(resolve => {
    child.on('error', failure => resolve(`npm cannot be started: ${failure.message}`))
    child.on('close', (code, signal) => resolve(endOf(code, signal)))
  })
  for (const signal of signals) process.off(signal, stop)
  if (trouble !== undefined) throw new Failure(trouble)
}

function endOf(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (code === 0) return undefined
  return code === null ? `npm was ended by ${signal}` : `npm ended with code ${code}`
}

interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly shell: boolean
}

// Windows starts npm.cmd only through a shell, so npm's script is started by Node where it can be found.
function npmOf(env: NodeJS.ProcessEnv): Program {
  const beside = dirname(process.execPath)
  const script = [
    ...(/[\\/]npm-cli\.js$/.test(env.npm_execpath ?? '') ? [env.npm_execpath ?? ''] : []),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find(file => existsSync(file))
  if (script !== undefined) return { command: process.execPath, args: [script], shell: false }
  return { command: 'npm', args: [], shell: process.platform === 'win32' }
}
