import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { messageOf, PrometheanError } from '../../errors.ts'
import { version } from '../../version.ts'
import { npmProgram, type Program } from './npm.ts'

const NAME = 'create-promethean'

/** Where to look for programs. */
export interface InitSettings {
  /** The module beside which packages are looked for; default: this one. */
  readonly from?: string
  /** Default: the variables of this process. */
  readonly env?: NodeJS.ProcessEnv
}

/**
 * Starts the `create-promethean` of this version with these arguments: the one installed beside, else through npm.
 * @returns its exit code
 * @throws PrometheanError if it cannot be started
 */
export function init(
  given: readonly string[],
  { from = import.meta.url, env = process.env }: InitSettings = {},
): Promise<number> {
  const { command, args } = installed(from) ?? throughNpm(env)
  const child = spawn(command, [...args, ...given], { stdio: 'inherit', env })
  // A terminal signals both processes; whoever else stops this one means its work.
  const stop = (signal: NodeJS.Signals) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)
  return new Promise<number>((resolve, reject) => {
    child.on('close', code => resolve(code ?? 1))
    child.on('error', failure =>
      reject(
        new PrometheanError(
          'runtime',
          `${NAME} cannot be started: ${messageOf(failure)}; install npm, or run npm create promethean@${version()} where it is`,
        ),
      ),
    )
  }).finally(() => {
    for (const signal of signals) process.off(signal, stop)
  })
}

function installed(from: string): Program | undefined {
  try {
    const file = createRequire(from).resolve(`${NAME}/package.json`)
    const found: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'))
    // Another version would make a project of its own version.
    if (found.version !== version()) return undefined
    return { command: process.execPath, args: [join(dirname(file), 'bin.js')] }
  } catch {
    return undefined
  }
}

function throughNpm(env: NodeJS.ProcessEnv): Program {
  const { command, args } = npmProgram(env)
  const exec = ['exec', '--yes', `--package=${NAME}@${version()}`, '--', NAME]
  return { command, args: [...args, ...exec] }
}
