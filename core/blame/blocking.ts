import type { Instance } from '../instance/instance.ts'
import type { Log } from '../plugin/context.ts'
import { ownerOf } from './culprit.ts'
import { Stalls } from './stalls.ts'

const SAME_STALL_MS = 1_000

export interface BlockingParts {
  instances(): readonly Instance[]
  logOf(use: string): Log
}

/** Names the plugin that blocks the event loop: measured around our calls, or detected from another thread. */
export class Blocking {
  readonly #parts: BlockingParts
  readonly #stalls: Stalls
  #last = { use: '', at: 0 }

  constructor(parts: BlockingParts) {
    this.#parts = parts
    this.#stalls = new Stalls((files, ms) => {
      const use = ownerOf(files, parts.instances())?.use.id
      if (use !== undefined) this.note(use, ms)
    })
  }

  /** A call of this plugin took this long. A stall that is noticed both ways is reported once. */
  note(use: string, ms: number): void {
    const last = this.#last
    this.#last = { use, at: performance.now() }
    if (last.use === use && performance.now() - last.at < SAME_STALL_MS) return
    const held = `blocked the event loop for ${Math.round(ms)} ms`
    this.#parts.logOf(use).warn(`${held}; move slow work off the handler`)
  }

  stop(): Promise<void> {
    return this.#stalls.stop()
  }
}
