import { AsyncLocalStorage } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FromHost, ToHost } from './hosts.ts'
import type { Wanted } from './program.ts'

// Started by hosts.ts: runs one `promethean` after another as bin.js does, and loads core only once.
const { exit, env: systemEnv, platform: here } = process
const { HOME } = systemEnv
const STREAMS = ['stdout', 'stderr'] as const
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const FAILURES = ['uncaughtException', 'unhandledRejection'] as const
const turns = new AsyncLocalStorage<Wanted>()
let usual: string | undefined
let stdin = new PassThrough()

function tell(message: FromHost): void {
  process.send?.(message)
}

function taker(stream: (typeof STREAMS)[number]) {
  return (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    tell({ stream, text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() })
    const written = rest.find(one => typeof one === 'function')
    written?.()
    return true
  }
}

// Nothing of one run may reach the next one.
function freshProcess({ env, cwd, takesInput = false }: Wanted): void {
  stdin = new PassThrough()
  if (!takesInput) stdin.end()
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true })
  Object.defineProperty(process, 'platform', { value: here })
  for (const stream of STREAMS) Object.assign(process[stream], { write: taker(stream) })
  for (const name of [...SIGNALS, ...FAILURES]) process.removeAllListeners(name)
  process.env = { ...env }
  // os.homedir() asks the system.
  const home = env.HOME ?? HOME
  if (home !== undefined) systemEnv.HOME = home
  syncBuiltinESMExports()
  process.exitCode = undefined
  if (process.cwd() !== cwd) process.chdir(cwd)
}

async function run(wanted: Wanted): Promise<void> {
  freshProcess(wanted)
  usual ??= goingOn()
  // Not earlier: when core is loaded, it remembers its output streams.
  const { main } = await import('../../../core/cli/main.ts')
  // Not earlier: what is loaded once belongs to this system.
  Object.defineProperty(process, 'platform', { value: wanted.platform ?? here })
  let isOver = false
  const exitCode = await new Promise<number>((resolve, reject) => {
    const exited = (code?: number) => {
      // A timer of an earlier run must not end this one.
      if (turns.getStore() === wanted) resolve(Number(code ?? process.exitCode ?? 0))
    }
    Object.assign(process, { exit: exited })
    const done = turns.run(wanted, () => main([process.execPath, 'promethean', ...wanted.args]))
    done.then(() => {
      isOver = true
    }, reject)
  })
  ignoreFailures()
  // What has just ended, such as a program it called, takes some turns to be gone.
  for (let turn = 0; turn < 10; turn++) await setImmediate()
  const isFree = isOver && goingOn() === usual
  tell({ exitCode, isFree })
}

// A process that has ended reports no failures.
function ignoreFailures(): void {
  for (const name of FAILURES) process.removeAllListeners(name).on(name, () => undefined)
}

/** What keeps this process alive. */
function goingOn(): string {
  return process.getActiveResourcesInfo().sort().join()
}

process.on('disconnect', () => exit(0))
process.on('message', (message: ToHost) => {
  if (!('input' in message)) void run(message)
  else if (message.input === undefined) stdin.end()
  else stdin.write(message.input)
})
