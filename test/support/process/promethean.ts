import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { bareEnvironment } from './environment.ts'
import { inHost } from './hosts.ts'
import { LOADER } from './node.ts'
import { type Line, Printed } from './printed.ts'
import type { Fed, Program, Wanted } from './program.ts'

export type { Line }

const COMMAND_MS = 60_000
const BIN = fileURLToPath(new URL('../../../core/bin.js', import.meta.url))

/** A folder with a config in it, removed at the end. */
export interface TestProject {
  readonly folder: string
  readonly file: string
  write(name: string, text: string): void
  remove(): void
}

/** Makes a folder with these files; `promethean.config.ts` among them. */
export function makeProject(
  files: Readonly<Record<string, string>>,
  name = 'promethean test',
): TestProject {
  const folder = mkdtempSync(join(tmpdir(), `${name} `))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  return {
    folder,
    file: join(folder, 'promethean.config.ts'),
    write,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

export interface RunSettings {
  /** Default: the one that runs the tests. */
  readonly node?: readonly string[]
  /** The program; default: this checkout's. */
  readonly bin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Default: false, its stdin is empty. */
  readonly takesInput?: boolean
  /** More arguments of `run`. */
  readonly args?: readonly string[]
}

/** A started `promethean`, and what it has printed. */
export class PrometheanProcess extends Printed {
  readonly #program: Program
  readonly #watchers = new Set<() => void>()
  #from = 0
  #isOver = false
  readonly exited: Promise<number | undefined>

  constructor(program: Program) {
    super()
    this.#program = program
    createInterface({ input: program.stdout }).on('line', text => this.stdout(text))
    createInterface({ input: program.stderr }).on('line', text => this.stderr(text))
    this.exited = program.exited.then(exitCode => {
      this.#isOver = true
      this.#look()
      return exitCode
    })
  }

  get pid(): number {
    return this.#program.pid
  }

  /** The first line of this code, from the start or from the last `fromNow` on. @throws Error after the deadline or when the process ended */
  next(
    code: string,
    matches: (line: Line) => boolean = () => true,
    deadlineMs = 60_000,
  ): Promise<Line> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer)
        this.#watchers.delete(look)
      }
      const look = () => {
        const found = this.lines.slice(this.#from).find(line => line.code === code && matches(line))
        if (found !== undefined) {
          done()
          resolve(found)
        } else if (this.#isOver) fail('it ended')
      }
      const fail = (why: string) => {
        done()
        const seen = JSON.stringify(this.lines.slice(-5))
        reject(
          new Error(`no ${code}: ${why}; last lines ${seen}; ${this.noise.slice(-10).join('\n')}`),
        )
      }
      const timer = setTimeout(() => fail(`not within ${deadlineMs} ms`), deadlineMs)
      this.#watchers.add(look)
      look()
    })
  }

  /** What has been printed so far counts for `next` no more. */
  fromNow(): void {
    this.#from = this.lines.length
  }

  /** Its stdout has no reader any more, as behind `head`. */
  stopReading(): void {
    this.#program.stdout.destroy()
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.signal(signal)
  }

  /** SIGTERM; gives the exit code. */
  async stop(): Promise<number | undefined> {
    this.signal('SIGTERM')
    return this.exited
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.exited
  }

  override stdout(text: string): void {
    super.stdout(text)
    this.#look()
  }

  #look(): void {
    for (const look of [...this.#watchers]) look()
  }
}

/** Starts `promethean` in a process of its own. */
export function ownProcess(args: readonly string[], settings?: RunSettings): PrometheanProcess {
  return new PrometheanProcess(inOwn(args, settings))
}

/** The same, its output and input as they are. */
export function inOwn(
  args: readonly string[],
  { env = {}, cwd, takesInput = false, ...program }: RunSettings = {},
): Fed {
  const { node = [process.execPath, ...LOADER], bin = BIN } = program
  const [path = process.execPath, ...flags] = node
  const child = spawn(path, [...flags, bin, ...args], {
    env: { ...bareEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  })
  const { stdin, stdout, stderr, pid = 0 } = child
  if (!takesInput) stdin.end()
  const exited = new Promise<number | undefined>(resolve =>
    child.on('close', code => resolve(code ?? undefined)),
  )
  return {
    ...{ pid, stdout, stderr, exited },
    signal: name => void child.kill(name),
    input: text => void (text === undefined ? stdin.end() : stdin.write(text)),
  }
}

/** How it is started in such a process. */
type SharedSettings = Pick<RunSettings, 'env' | 'cwd'> & Pick<Wanted, 'platform'>

/** Starts `promethean` in a process that others ran in before: it is faster, and a test sees no difference. */
export function sharedProcess(
  args: readonly string[],
  { env = {}, cwd = process.cwd(), ...more }: SharedSettings = {},
): PrometheanProcess {
  return new PrometheanProcess(
    inHost({ args, env: { ...bareEnvironment(), ...env }, cwd, ...more }),
  )
}

/** Starts a `run` and waits until it is ready. */
export async function startPromethean(
  file: string,
  { args = [], ...settings }: RunSettings = {},
  start = ownProcess,
): Promise<PrometheanProcess> {
  const run = start(['run', '--json', '--config', file, ...args], settings)
  try {
    await run.next('ready')
  } catch (failure) {
    await run.kill()
    throw failure
  }
  return run
}

/** What a command printed, and how it ended. */
export interface Ended {
  readonly exitCode: number | undefined
  readonly lines: readonly Line[]
  /** All but `lines`. */
  readonly text: string
  /** Stdout that was no JSON. */
  readonly stray: readonly string[]
}

/** Runs one command to its end, in a process of its own. */
export function runProcess(args: readonly string[], settings: RunSettings = {}): Promise<Ended> {
  return ended(ownProcess(args, settings))
}

/**
 * Runs one command to its end, in a process that others ran in before.
 * @throws Error if it does not end within a minute, or ends the process
 */
export async function runCommand(
  args: readonly string[],
  settings: SharedSettings = {},
): Promise<Ended> {
  const run = sharedProcess(args, settings)
  const timer = setTimeout(() => run.signal('SIGKILL'), COMMAND_MS)
  const result = await ended(run)
  clearTimeout(timer)
  if (result.exitCode === undefined) throw new Error(`promethean ${args.join(' ')} was killed`)
  return result
}

async function ended(run: PrometheanProcess): Promise<Ended> {
  const exitCode = await run.exited
  return { exitCode, lines: run.lines, text: run.noise.join('\n'), stray: run.stray }
}
