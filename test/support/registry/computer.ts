import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { nodeProgram } from '../packages/tools.ts'
import { showProgress } from './progress.ts'
import type { Registry } from './registry.ts'
import { npmFolder } from './tools.ts'

const COMMAND_MS = 300_000
const PRINTED_MS = 60_000

export interface Wanted {
  readonly node: string
  readonly npm: string
  readonly registry: Registry
  /** More lines of its .npmrc. */
  readonly npmrc?: string
}

interface Typed {
  /** The exit code. */
  readonly ended: Promise<number | null>
  isOver(): boolean
  printed(): string
  signal(name: NodeJS.Signals): void
}

/** A user's computer: Node and npm and nothing else on the PATH, and a home with an empty cache of npm. */
export class Computer {
  readonly home: string
  readonly #env: Readonly<Record<string, string>>

  constructor({ node, npm, registry, npmrc = '' }: Wanted) {
    // A space and an umlaut, as a user's folder may have.
    this.home = mkdtempSync(join(tmpdir(), 'zoë at home '))
    const bin = join(this.home, 'bin')
    mkdirSync(bin)
    // Copied, because a Node within node_modules is taken for that of a project.
    copyFileSync(nodeProgram(node), join(bin, 'node'))
    for (const name of ['npm', 'npx']) {
      symlinkSync(join(npmFolder(npm), 'bin', `${name}-cli.js`), join(bin, name))
    }
    // npm runs every script by it.
    symlinkSync('/bin/sh', join(bin, 'sh'))
    writeFileSync(
      join(this.home, '.npmrc'),
      `registry=${registry.url}\nupdate-notifier=false\naudit=false\nfund=false\n${npmrc}`,
    )
    this.#env = { PATH: bin, HOME: this.home }
  }

  /**
   * Types a command, such as `npm test`.
   * @returns what it printed
   * @throws Error with that if it fails
   */
  async type(folder: string, command: string): Promise<string> {
    const { ended, printed, signal } = this.#start(folder, command)
    const timer = setTimeout(() => signal('SIGKILL'), COMMAND_MS)
    const exitCode = await ended
    clearTimeout(timer)
    if (exitCode === 0) return printed()
    throw new Error(`${command} ended with ${exitCode}:\n${printed()}`)
  }

  /**
   * Types a command that goes on, and Ctrl-C once it has printed this.
   * @returns what it printed until it ended
   * @throws Error with that if it does not print it
   */
  async typeUntil(folder: string, command: string, wanted: RegExp): Promise<string> {
    const { ended, isOver, printed, signal } = this.#start(folder, command)
    try {
      const hasPrinted = () => wanted.test(printed())
      await expect
        .poll(() => isOver() || hasPrinted(), { timeout: PRINTED_MS })
        .toBe(true)
        .catch(() => {})
      if (!hasPrinted()) throw new Error(`${command} did not print ${wanted}:\n${printed()}`)
      signal('SIGINT')
      await ended
      return printed()
    } finally {
      signal('SIGKILL')
    }
  }

  #start(folder: string, command: string): Typed {
    showProgress('$', command)
    const [program = '', ...args] = command.split(' ')
    // In a process group of its own: a signal reaches all that it started, as Ctrl-C does.
    const child = spawn(join(this.home, 'bin', program), args, {
      cwd: folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let printed = ''
    let isOver = false
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
    }
    const ended = new Promise<number | null>(resolve => {
      const end = (code: number | null) => {
        isOver = true
        resolve(code)
      }
      child.on('close', end).on('error', ({ message }) => {
        printed += message
        end(null)
      })
    })
    const signal = (name: NodeJS.Signals) => {
      if (!isOver && child.pid !== undefined) process.kill(-child.pid, name)
    }
    return { ended, isOver: () => isOver, printed: () => printed, signal }
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }
}
