import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { PATH } from '../../peers/apt.ts'

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Long, for a machine that is busy: OBS is there within a second. */
const READY_MS = 60_000
/** OBS ends within a second as well; a test has a minute. */
const END_MS = 45_000
const LOOK_MS = 50

/** A program somebody else wrote, running for a test. */
export class Program {
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  #printed = ''

  constructor({ command, args, env = {} }: Command) {
    // The fourth is where Xvfb writes which display it took.
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const
    const child = spawn(command, args, { env: { ...process.env, PATH, ...env }, stdio: [...stdio] })
    this.#child = child
    this.#exited = once(child, 'exit').catch((failure: unknown) => {
      this.#printed += String(failure)
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', chunk => {
        this.#printed = (this.#printed + chunk).slice(-20_000)
      })
    }
  }

  get isRunning(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && !this.#child.signalCode
  }

  /** What it writes to its fourth stream, up to the end of a line. */
  async fourthLine(): Promise<string> {
    const stream = this.#child.stdio[3]
    let text = ''
    stream?.on('data', chunk => {
      text += String(chunk)
    })
    await this.until(() => text.includes('\n'))
    return text.trim()
  }

  /** Waits for a fact. @throws Error with its output if it ends first or takes too long */
  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + READY_MS
    while (!(await isSo())) {
      if (!this.isRunning) {
        // What the system says of a program that is not there comes a moment later.
        await this.#exited
        throw new Error(`${this.#name} ended: ${this.#printed}`)
      }
      if (performance.now() > end) throw new Error(`${this.#name} is not ready: ${this.#printed}`)
      await new Promise(resolve => setTimeout(resolve, LOOK_MS))
    }
  }

  /**
   * Sends it a signal and waits until it has ended.
   * @returns what it printed, if it did not end and was killed
   */
  async end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<string | undefined> {
    if (!this.isRunning) return undefined
    this.#child.kill(signal)
    let printed: string | undefined
    const timer = setTimeout(() => {
      printed = this.#printed
      this.#child.kill('SIGKILL')
    }, END_MS)
    await this.#exited
    clearTimeout(timer)
    return printed
  }

  freeze(): void {
    this.#child.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child.kill('SIGCONT')
  }

  get #name(): string {
    return this.#child.spawnfile
  }
}

/** Whether something listens on this loopback port. */
export function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    const end = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
