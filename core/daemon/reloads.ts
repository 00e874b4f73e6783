import { within } from '../async.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { LoadedConfig } from '../config/load/load.ts'
import { type Plan, plan } from '../config/plan.ts'
import { DiskTrouble } from '../disk.ts'
import { ConfigProblem, messageOf, type Problem } from '../errors.ts'
import type { RefusedEdit } from '../operations/run-status.ts'
import type { Project } from './project.ts'

// One save is noticed twice where the disk is slow: the second time there is nothing new to say.
const SAME_SAVE_MS = 1_000
const DISK_AGAIN_MS = 5_000

/** What a reload came to, as `--json` prints it. */
export interface ReloadReport extends Omit<Plan, 'restarted'> {
  readonly restarted: readonly { readonly id: string; readonly why: string }[]
  /** Events that waited for the switch. */
  readonly held: number
  /** From the noticed save to the switch. */
  readonly ms: number
}

export interface ReloadParts {
  readonly project: Pick<Project, 'read' | 'readDraft' | 'name' | 'file'>
  /** The config that runs, and how another takes its place. */
  readonly runtime: {
    readonly config: CheckedConfig | undefined
    reload(config: CheckedConfig): Promise<ReloadReport>
  }
  onReloaded(report: ReloadReport): void
  onRefused(problems: readonly Problem[]): void
  /** The disk had no room for the edit, say; it is tried again by itself. */
  onDiskTrouble(message: string): void
}

/** Edits, one after the other. */
export class Reloads {
  readonly #parts: ReloadParts
  #turn: Promise<unknown> = Promise.resolve()
  #isWaiting = false
  #isClosed = false
  /** What was said last of an edit, and when. */
  #last: { readonly at: number; readonly refused?: string } = { at: Number.NEGATIVE_INFINITY }
  #refusal: RefusedEdit | undefined
  #again: NodeJS.Timeout | undefined
  /** Of the code that runs. */
  #fingerprint: string

  /** @param loaded what runs */
  constructor(loaded: LoadedConfig, parts: ReloadParts) {
    this.#fingerprint = loaded.fingerprint
    this.#parts = parts
  }

  /** Absent where the files on disk are what runs. */
  get refusal(): RefusedEdit | undefined {
    return this.#refusal
  }

  /** A file was saved: takes what is in it now. Several saves during one reload are one. */
  saved(): void {
    this.#soon('saved')
  }

  /** Takes what was saved before the files were being watched; says nothing where there is nothing. */
  watched(): void {
    this.#soon('watched')
  }

  /**
   * What the running set would become, were this the config.
   * @param file absolute; absent: the config's own file as it is now
   * @throws ConfigProblem
   */
  plan(file?: string): Promise<Plan> {
    const { project, runtime } = this.#parts
    return this.#inTurn(async () => {
      const { problems, config } =
        file === undefined || file === project.file
          ? await project.read()
          : await project.readDraft(file)
      if (config === undefined) throw new ConfigProblem(problems)
      return plan(runtime.config, config, project.name)
    })
  }

  /** No more of them; the one at work has so long to end. */
  async close(ms: number): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#again)
    await within(ms, this.#turn)
  }

  #soon(why: 'saved' | 'watched'): void {
    if (this.#isWaiting) return
    this.#isWaiting = true
    void this.#inTurn(async () => {
      this.#isWaiting = false
      if (!this.#isClosed) await this.#reload(why)
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #reload(why: 'saved' | 'watched'): Promise<void> {
    const { project, runtime, onReloaded } = this.#parts
    const start = performance.now()
    try {
      const { problems, config, loaded } = await project.read()
      if (config === undefined || loaded === undefined) return this.#refused(problems)
      if (loaded.fingerprint !== this.#fingerprint) {
        const report = await runtime.reload(config)
        this.#fingerprint = loaded.fingerprint
        this.#last = { at: performance.now() }
        this.#refusal = undefined
        onReloaded({ ...report, ms: Math.round(performance.now() - start) })
      } else this.#same(why)
    } catch (failure) {
      if (failure instanceof DiskTrouble) return this.#diskTrouble(failure.message)
      const unnamed = [{ path: '', message: messageOf(failure) }]
      this.#refused(failure instanceof ConfigProblem ? failure.problems : unnamed)
    }
  }

  // Said all the same where somebody saved: he wants to know that it was seen.
  #same(why: 'saved' | 'watched'): void {
    const { refused } = this.#last
    this.#refusal = undefined
    if (refused === undefined && (why === 'watched' || this.#isSameSave())) return
    this.#last = { at: performance.now() }
    const kept = this.#parts.runtime.config?.uses.map(({ id }) => id) ?? []
    this.#parts.onReloaded({ kept, restarted: [], added: [], removed: [], held: 0, ms: 0 })
  }

  // Said once; what was saved is taken when the disk is well again.
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
