import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** How to start a server process, and what it prints once it listens. */
export interface ChildCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly ready: string
  /** Beside the variables of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** A server process that can be stopped so that it keeps its data, and frozen. */
export interface Child {
  readonly pid: number
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>
  freeze(): void
  thaw(): void
}

const startDeadlineMs = 30_000
const stopDeadlineMs = 30_000

/**
 * Starts a server process and waits for its ready line.
 * @throws Error with its output if it ends first or stays silent
 */
export async function startChild(wanted: ChildCommand): Promise<Child> {
  const { command, args, ready, env = {} } = wanted
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  await saysReady(child, ready)
  if (child.pid === undefined) throw new Error('unreachable: a ready process has a pid')
  return {
    pid: child.pid,
    stop: () => end(child),
    freeze: () => signal(child, 'SIGSTOP'),
    thaw: () => signal(child, 'SIGCONT'),
  }
}

/**
 * A loopback port on which nothing listens. It is below those that a system hands out by itself, from 32768 on, so that no
 * connection of another test takes it before it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function saysReady(child: ChildProcess, ready: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const give = (why: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`cannot start ${child.spawnfile}: ${why}; it printed: ${printed.trim()}`))
    }
    const timer = setTimeout(() => give('no ready line within 30 s'), startDeadlineMs)
    const read = (chunk: Buffer): void => {
      // After the ready line the pipe is only emptied, or a talkative server would stop at a full one.
      if (printed.includes(ready)) return
      printed = (printed + chunk.toString()).slice(-20_000)
      if (!printed.includes(ready)) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.stdin?.on('error', () => {})
    child.once('error', failure => give(failure.message))
    child.once('exit', () => give('it ended'))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  signal(child, 'SIGCONT')
  // Both: a frozen pipe reader cannot see the end of its input, Windows knows no SIGTERM that a process can answer.
  child.stdin?.end()
  if (process.platform !== 'win32') child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs)
  await gone
  clearTimeout(timer)
}

function signal(child: ChildProcess, name: 'SIGSTOP' | 'SIGCONT'): void {
  if (process.platform !== 'win32') child.kill(name)
  else if (name === 'SIGSTOP') {
    throw new Error('cannot freeze a process: Windows has no SIGSTOP; freeze the fake instead')
  }
}
