import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bareEnvironment } from './environment.ts'
import { NODE_FLAGS } from './node.ts'

const HOST = fileURLToPath(new URL('./command-host.ts', import.meta.url))
const DEADLINE_MS = 60_000

export interface WantedCommand {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

export interface CommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

let host: ChildProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs commands as `promethean` does, one after another in one other process: starting one costs a hundred times what
 * most commands cost. Only for commands that answer and end: those that take signals or keep running need their own process.
 * @throws Error if it does not end within a minute, or ends the process
 */
export function inHost(wanted: WantedCommand): Promise<CommandResult> {
  const result = last.then(() => ask(wanted))
  last = result.catch(() => undefined)
  return result
}

function ask(wanted: WantedCommand): Promise<CommandResult> {
  host ??= startHost()
  const asked = host
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      asked.off('message', answered).off('exit', lost)
    }
    const answered = (result: CommandResult) => {
      done()
      resolve(result)
    }
    const lost = () => {
      done()
      host = undefined
      reject(new Error(`the process of the commands ended in: ${wanted.args.join(' ')}`))
    }
    const timer = setTimeout(() => asked.kill('SIGKILL'), DEADLINE_MS)
    asked.on('message', answered).on('exit', lost)
    asked.send(wanted)
  })
}

function startHost(): ChildProcess {
  const child = fork(HOST, {
    execArgv: [...NODE_FLAGS],
    env: bareEnvironment(),
    serialization: 'advanced',
    // Pipes as a program has them; what is written past the host is what Node says as it goes down.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  child.stdout?.resume()
  child.stderr?.pipe(process.stderr)
  // The tests do not wait for it: it ends with them.
  child.unref()
  child.channel?.unref()
  return child
}
