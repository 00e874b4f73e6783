import type { Log } from 'promethean'
import { CatchUp } from './catch-up.ts'
import type { TauRow } from './client/frame.ts'
import type { TauRest } from './client/rest.ts'
import { fetchEverything } from './everything.ts'
import type { Memory } from './memory.ts'
import type { TauOptions } from './options.ts'
import { Progress } from './progress.ts'

interface Settings {
  readonly wanted: Exclude<TauOptions['history'], false>
  readonly rest: Pick<TauRest, 'page'>
  readonly memory: Memory
  readonly log: Log
  readonly signal: AbortSignal
}

/** What TAU has stored: how far it was told, and the telling of what was not. */
export class Past {
  readonly progress: Progress
  readonly #settings: Settings

  constructor(settings: Settings) {
    const { memory } = settings
    this.#settings = settings
    this.progress = new Progress(memory.mark, mark => memory.setMark(mark))
  }

  /**
   * Tells it until the signal ends it: what was missed first.
   * @throws RestFailure where the token is refused
   */
  async read(tell: (row: TauRow) => Promise<void>): Promise<void> {
    const { wanted, memory, rest, log, signal } = this.#settings
    const { progress } = this
    const common = { rest, log, signal, tell }
    const catchUp = new CatchUp({ ...common, progress, max: wanted.max })
    await catchUp.missed()
    const all = {
      ...common,
      until: progress.mark?.created ?? 0,
      journey: memory.journey,
      save: memory.setJourney.bind(memory),
    }
    await Promise.all([catchUp.later(), wanted.isAll && fetchEverything(all)])
  }
}
