import { within } from '../async.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { LoadedConfig } from '../config/load/load.ts'
import type { Plan } from '../config/plan.ts'
import type { Reading } from '../config/reading.ts'
import { DiskTrouble } from '../disk.ts'
import { ConfigProblem, messageOf, type Problem, PrometheanError } from '../errors.ts'
import type { RefusedEdit } from '../operations/live/run-status.ts'
import type { Project } from './project.ts'

// On a slow disk, one save may be noticed twice; the second time there is nothing new to report.
const SAME_SAVE_MS = 1_000
const DISK_AGAIN_MS = 5_000

/** The result of a reload, as `--json` prints it. */
export interface ReloadReport extends Omit<Plan, 'restarted'> {
  readonly restarted: readonly { readonly id: string; readonly why: string }[]
  /** Events that waited for the switch. */
  readonly held: number
  /** Time from the noticed save to the switch. */
  readonly ms: number
}

export interface ReloadParts {
  readonly project: Pick<Project, 'read' | 'readDraft' | 'name' | 'file'>
  /** The config that runs, and how another takes its place. */
  readonly runtime: {
    readonly config: CheckedConfig | undefined
    plan(config: CheckedConfig, file: string): Plan
    reload(config: CheckedConfig): Promise<ReloadReport>
  }
  onReloaded(report: ReloadReport): void
  onRefused(problems: readonly Problem[]): void
  /** What may not work of the files just read; again with each reload. */
  onWarnings(warnings: readonly string[]): void
  /** For example, the disk had no room for the edit; it is retried automatically. */
  onDiskTrouble(message: string): void
}

interface LastWord {
  readonly at: number
  readonly refused?: string
  readonly report?: ReloadReport
}

/** Edits, one after the other. */
export class Reloads {
  readonly #parts: ReloadParts
  #turn: Promise<unknown> = Promise.resolve()
  #isWaiting = false
  #isClosed = false
  /** The last report about an edit, and when. */
  #last: LastWord = { at: Number.NEGATIVE_INFINITY }
  #refusal: RefusedEdit | undefined
  /** The code that could not be started beside what runs. */
  #unstarted: { readonly fingerprint: string; readonly problems: readonly Problem[] } | undefined
  #again: NodeJS.Timeout | undefined
  /** Of the code that runs. */
  #fingerprint: string

  /** @param loaded what runs */
  constructor(loaded: LoadedConfig, parts: ReloadParts) {
    this.#fingerprint = loaded.fingerprint
    this.#parts = parts
  }

  /** Absent if the files on disk are what is running. */
  get refusal(): RefusedEdit | undefined {
    return this.#refusal
  }

  /** A file was saved: loads its current content. Several saves during one reload count as one. */
  saved(): void {
    this.#soon('saved')
  }

  /** Loads files that were saved before the watch began; reports nothing if there are none. */
  watched(): void {
    this.#soon('watched')
  }

  /**
   * The same as after a save, with the result; right after a save, the result of that one.
   * @throws ConfigProblem if it is refused, DiskTrouble if the disk cannot be read
   */
  reload(): Promise<ReloadReport> {
    return this.#inTurn(() => {
      if (this.#isClosed) throw stopping()
      return this.#reload('saved')
    })
  }

  /** Reads the files as they are now, without applying them. */
  read(): Promise<Reading> {
    return this.#inTurn(() => this.#parts.project.read())
  }

  /**
   * What the running set would become, were this the config.
   * @param file absolute; absent: the config's own file as it is now
   * @throws ConfigProblem with what saving it would be refused for; what a `setup` says, only if it was saved as it is
   */
  plan(file?: string): Promise<Plan> {
    const { project, runtime } = this.#parts
    return this.#inTurn(async () => {
      const { problems, config, loaded } =
        file === undefined || file === project.file
          ? await project.read()
          : await project.readDraft(file)
      if (config === undefined) throw new ConfigProblem(problems)
      if (this.#unstarted !== undefined && this.#unstarted.fingerprint === loaded?.fingerprint)
        throw new ConfigProblem(this.#unstarted.problems)
      try {
        return runtime.plan(config, project.name)
      } catch (failure) {
        if (failure instanceof PrometheanError)
          throw new ConfigProblem(problemsOf(failure), { cause: failure })
        throw failure
      }
    })
  }

  /** Stops reloads; one in progress has this long to end. */
  async close(ms: number): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#again)
    await within(ms, this.#turn)
  }

  #soon(why: 'saved' | 'watched'): void {
    if (this.#isWaiting) return
    this.#isWaiting = true
    // Refused or not, its caller got the result.
    this.#inTurn(async () => {
      this.#isWaiting = false
      if (!this.#isClosed) await this.#reload(why)
    }).catch(() => undefined)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #reload(why: 'saved' | 'watched'): Promise<ReloadReport> {
    try {
      return await this.#take(why)
    } catch (failure) {
      if (failure instanceof DiskTrouble) this.#diskTrouble(failure.message)
      else this.#refused(problemsOf(failure))
      throw failure
    }
  }

  async #take(why: 'saved' | 'watched'): Promise<ReloadReport> {
    const { project, runtime, onReloaded, onWarnings } = this.#parts
    const start = performance.now()
    const { problems, config, loaded } = await project.read()
    if (config === undefined || loaded === undefined) throw new ConfigProblem(problems)
    onWarnings(loaded.warnings)
    if (loaded.fingerprint === this.#fingerprint) return this.#same(why)
    const { fingerprint } = loaded
    const reloaded = await runtime.reload(config).catch(failure => {
      if (!(failure instanceof DiskTrouble))
        this.#unstarted = { fingerprint, problems: problemsOf(failure) }
      throw failure
    })
    const report = { ...reloaded, ms: Math.round(performance.now() - start) }
    this.#fingerprint = fingerprint
    this.#unstarted = undefined
    this.#last = { at: performance.now(), report }
    this.#refusal = undefined
    onReloaded(report)
    return report
  }

  // Reported after a save even without a change, so that the author knows it was noticed.
  #same(why: 'saved' | 'watched'): ReloadReport {
    const { refused, report: last } = this.#last
    this.#refusal = undefined
    const kept = this.#parts.runtime.config?.uses.map(({ id }) => id) ?? []
    const report = { kept, restarted: [], added: [], removed: [], held: 0, ms: 0 }
    if (refused === undefined && (why === 'watched' || this.#isSameSave())) return last ?? report
    this.#last = { at: performance.now(), report }
    this.#parts.onReloaded(report)
    return report
  }

  // Reported once; the save is applied when the disk works again.
  #diskTrouble(message: string): void {
    if (this.#last.refused !== message) this.#parts.onDiskTrouble(message)
    this.#last = { at: performance.now(), refused: message }
    this.#refusal = {
      file: this.#parts.project.name,
      at: new Date(),
      problems: [{ path: '', message }],
    }
    clearTimeout(this.#again)
    this.#again = setTimeout(() => this.saved(), DISK_AGAIN_MS).unref()
  }

  #refused(problems: readonly Problem[]): void {
    const refused = JSON.stringify(problems)
    if (this.#last.refused === refused && this.#isSameSave()) return
    this.#last = { at: performance.now(), refused }
    this.#refusal = { file: this.#parts.project.name, at: new Date(), problems }
    this.#parts.onRefused(problems)
  }

  #isSameSave(): boolean {
    return performance.now() - this.#last.at < SAME_SAVE_MS
  }
}

function problemsOf(failure: unknown): readonly Problem[] {
  if (failure instanceof ConfigProblem) return failure.problems
  return [{ path: '', message: messageOf(failure) }]
}

function stopping(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'the instance is stopping',
    advice: 'the next start takes the config as it is then',
  })
}

/** `greeter restarted, 11 plugins untouched (84 ms)`. */
export function reloadedLine({ kept, restarted, added, removed, ms }: ReloadReport): string {
  const untouched = kept.length === 1 ? '1 plugin untouched' : `${kept.length} plugins untouched`
  const parts = [
    restarted.length > 0 && `${restarted.map(({ id }) => id).join(', ')} restarted`,
    added.length > 0 && `${added.join(', ')} added`,
    removed.length > 0 && `${removed.join(', ')} removed`,
    `${untouched} (${ms} ms)`,
  ]
  if (parts.filter(Boolean).length === 1) return `saved, nothing changed, ${untouched}`
  return parts.filter(Boolean).join(', ')
}
