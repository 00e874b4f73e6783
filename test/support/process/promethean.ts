import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { inHost } from './commands.ts'
import { bareEnvironment } from './environment.ts'
import { NODE_FLAGS } from './node.ts'
import { type Line, Printed } from './printed.ts'

export type { Line }

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
  /** More arguments of `run`. */
  readonly args?: readonly string[]
}

/** A `promethean run --json` in a process of its own. */
export class PrometheanProcess extends Printed {
  readonly #child: ChildProcess
  readonly #watchers = new Set<() => void>()
  #from = 0
  readonly exited: Promise<number | undefined>

  constructor(
    args: readonly string[],
    { env = {}, cwd, node = [process.execPath, ...NODE_FLAGS], bin = BIN }: RunSettings = {},
  ) {
    super()
    const [program = process.execPath, ...flags] = node
    const child = spawn(program, [...flags, bin, ...args], {
      env: { ...bareEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
    })
    this.#child = child
    createInterface({ input: child.stdout }).on('line', text => this.stdout(text))
    createInterface({ input: child.stderr }).on('line', text => this.stderr(text))
    this.exited = new Promise(resolve => child.on('close', code => resolve(code ?? undefined)))
    void this.exited.then(() => this.#look())
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** The first line of this code, from the start or from the last `fromNow` on. @throws Error after the deadline or when the process ended */
  next(
    code: string,
    matches: (line: Line) => boolean = () => true,
    deadlineMs = 30_000,
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
        } else if (this.#child.exitCode !== null || this.#child.signalCode !== null)
          fail('it ended')
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
    this.#child.stdout?.destroy()
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
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

/** Starts it and waits until it is ready. */
export async function startPromethean(
  file: string,
  settings: RunSettings = {},
): Promise<PrometheanProcess> {
  const run = new PrometheanProcess(
    ['run', '--json', '--config', file, ...(settings.args ?? [])],
    settings,
  )
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
export async function runProcess(
  args: readonly string[],
  settings: RunSettings = {},
): Promise<Ended> {
  const run = new PrometheanProcess(args, settings)
  return ended(await run.exited, run)
}

/** Runs one command to its end, in one process with others. `run` has its own process: it handles signals and keeps running. */
export async function runCommand(
  args: readonly string[],
  settings: Pick<RunSettings, 'env' | 'cwd'> = {},
): Promise<Ended> {
  if (args[0] === 'run') return runProcess(args, settings)
  const { env, cwd = process.cwd() } = settings
  const said = await inHost({ args, env: { ...bareEnvironment(), ...env }, cwd })
  const printed = new Printed()
  for (const line of linesOf(said.stdout)) printed.stdout(line)
  for (const line of linesOf(said.stderr)) printed.stderr(line)
  return ended(said.exitCode, printed)
}

function ended(exitCode: number | undefined, { lines, noise, stray }: Printed): Ended {
  return { exitCode, lines, text: noise.join('\n'), stray }
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).slice(0, text === '' || /[\r\n]$/.test(text) ? -1 : undefined)
}
