import type { State } from '../../plugin/context.ts'
import { STALE_MS, type StoredRun, type StoredRuns } from './stored-runs.ts'

const EVERY_MS = 10_000
// A start each five minutes for three days; whoever starts it twice a day has a year and more.
const RUNS_MOST = 1_000

export interface RunRecordParts {
  /** The runtime's own. */
  readonly state: Pick<State, 'get' | 'set'>
  /** Nothing was ever stored in this journal. */
  readonly isNew: boolean
}

/**
 * Notes in the journal's state when the runtime ran: as it starts, every ten seconds, and as it stops. A process that was
 * killed ran until its last note; a computer that slept, or a loop that stood still for long, did not run meanwhile.
 */
export class RunRecord {
  readonly #parts: RunRecordParts
  #run: StoredRun | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(parts: RunRecordParts) {
    this.#parts = parts
  }

  start(): void {
    this.#begin(Date.now())
    this.#timer ??= setInterval(() => this.#note(), EVERY_MS).unref()
  }

  /** Notes the end; the state is yet to be saved. */
  stop(): void {
    if (this.#timer === undefined) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#note()
  }

  #note(): void {
    const now = Date.now()
    if (this.#run === undefined) return
    const [began, until] = this.#run
    // Set back, the clock shows a time that may be before the run.
    if (now < until || now - until > STALE_MS) this.#begin(now)
    else this.#save([began, now])
  }

  #begin(now: number): void {
    const { state, isNew } = this.#parts
    const { runs, isAll } = state.get<StoredRuns>('runs') ?? { runs: [], isAll: isNew }
    const last = state.get<StoredRun>('run')
    const all = last === undefined ? runs : [...runs, last]
    const kept = all.slice(-RUNS_MOST)
    state.set('runs', { runs: kept, isAll: isAll && kept.length === all.length })
    this.#save([now, now])
  }

  #save(run: StoredRun): void {
    this.#run = run
    this.#parts.state.set('run', run)
  }
}
