import type { Position } from './port.ts'

/** How far the journal is committed, and what waits for the next commit. */
export class Commits {
  readonly #listeners = new Set<() => void>()
  #position: Position = 0

  /** The last committed position. */
  get position(): Position {
    return this.#position
  }

  /** Committed up to here. */
  reached(position: Position): void {
    this.#position = position
    for (const look of [...this.#listeners]) look()
  }

  /** Calls back after each commit. @returns takes it back */
  onCommit(look: () => void): () => void {
    this.#listeners.add(look)
    return () => this.#listeners.delete(look)
  }
}
