import { type Log, pause } from 'promethean'
import type { TauRow } from '../client/frame.ts'
import type { TauRest } from '../client/rest.ts'
import type { TauOptions } from '../options.ts'
import { CatchUp, LOOK_MS } from './catch-up.ts'
import { type FetchPosition, fetchEverything } from './fetch-everything.ts'
import { Progress } from './progress.ts'
import type { SavedState } from './saved-state.ts'

interface HistorySettings {
  readonly wanted: Exclude<TauOptions['history'], false>
  readonly rest: Pick<TauRest, 'page'>
  readonly saved: SavedState
  readonly log: Log
  readonly signal: AbortSignal
}

interface Teller {
  tell(row: TauRow): Promise<void>
}

/** TAU's stored events: how far they were published, and the publishing of the rest. */
export class History {
  readonly progress: Progress
  readonly #settings: HistorySettings
  #hasBegun = false
  #position: FetchPosition | undefined

  constructor(settings: HistorySettings) {
    const { saved } = settings
    this.#settings = settings
    this.#position = saved.fetchPosition
    this.progress = new Progress(saved.mark, mark => saved.setMark(mark))
  }

  /**
   * Called before the very first connection: events stored until now do not count as missed, later ones do. If TAU cannot
   * answer, the first check does the same.
   */
  async begin(): Promise<void> {
    const { rest, signal } = this.#settings
    if (this.progress.mark !== undefined) return
    const page = await rest.page().catch(() => undefined)
    if (page === undefined || signal.aborted) return
    this.progress.begin(page.rows)
    this.#hasBegun = true
  }

  /**
   * Publishes stored events until the signal: missed events first.
   * @throws RestFailure if the token is refused
   */
  async read(tell: (row: TauRow) => Promise<void>): Promise<void> {
    const { wanted, rest, log, signal } = this.#settings
    const common = { rest, log, signal, tell }
    const left = this.#left.bind(this)
    const catchUp = new CatchUp({ ...common, progress: this.progress, max: wanted.max, left })
    // What came since it was asked a moment ago the second look finds.
    if (!this.#hasBegun) await catchUp.missed()
    await Promise.all([catchUp.later(), wanted.isAll && this.#everything(common)])
  }

  async #everything(
    common: Pick<HistorySettings, 'rest' | 'log' | 'signal'> & Teller,
  ): Promise<void> {
    const { signal } = common
    const until = this.progress.mark?.created ?? 0
    const whole: FetchPosition = { way: 'down', page: '', since: 0, until }
    const position = () => this.#position ?? whole
    const save = (to: FetchPosition) => this.#save(to)
    // What a look leaves to it later.
    for (; !signal.aborted; await pause(LOOK_MS, signal))
      await fetchEverything({ ...common, position, save })
  }

  #save(position: FetchPosition): void {
    this.#position = position
    this.#settings.saved.setFetchPosition(position)
  }

  #left(since: number, until: number): void {
    const { wanted, log } = this.#settings
    if (!wanted.isAll) {
      log.warn(
        `cannot fetch all that was missed: more than ${wanted.max} events are stored in TAU; the older ones stay there, raise history.max for longer outages`,
      )
      return
    }
    // A fetch in progress starts again and goes further; rows published again are recognised by their ids.
    const isUnderWay = this.#position?.way !== 'done'
    const before = isUnderWay ? (this.#position?.since ?? 0) : since
    this.#save({ way: 'down', page: '', since: before, until })
  }
}
