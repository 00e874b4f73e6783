import { PrometheanError } from '../errors.ts'

const STARTING = { what: 'it is still starting', advice: 'ask again once it has started' }
const STOPPING = { what: 'it is stopping', advice: 'run it again, then ask' }
const OVER = { what: 'it has stopped', advice: 'run it again, then ask' }

/** How far a run has come: what a program may ask of it. */
export class RunStage {
  readonly #stopping: AbortSignal
  #at: 'starting' | 'running' | 'over' = 'starting'

  /** @param stopping aborts when its stop begins */
  constructor(stopping: AbortSignal) {
    this.#stopping = stopping
  }

  hasStarted(): void {
    this.#at = 'running'
  }

  isOver(): void {
    this.#at = 'over'
  }

  /**
   * @param isEarly whether it is done also while the run is not whole
   * @throws PrometheanError if it is not done now
   */
  admit(isEarly: boolean): void {
    if (this.#at === 'over') throw new PrometheanError('runtime', OVER)
    if (isEarly) return
    if (this.#stopping.aborted) throw new PrometheanError('runtime', STOPPING)
    if (this.#at === 'starting') throw new PrometheanError('runtime', STARTING)
  }
}
