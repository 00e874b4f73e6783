import { setTimeout as pause } from 'node:timers/promises'

/** TAU's one thread: pages and token checks take their turn in it. */
export class Thread {
  /** How long each turn takes, in ms. */
  delayMs = 0
  #last: Promise<unknown> = Promise.resolve()

  run<T>(turn: () => T): Promise<T> {
    const done = this.#last.then(async () => {
      if (this.delayMs > 0) await pause(this.delayMs, undefined, { ref: false })
      return turn()
    })
    this.#last = done.catch(() => undefined)
    return done
  }
}
