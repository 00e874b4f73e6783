import { type Database, openDatabase, select } from './node-sqlite.ts'

// Appended text after which the write-ahead log is some 2 MB: every commit writes pages of five indexes again. While it is
// moved, for some 10 ms, questions wait; after eight times as much text it takes five times as long.
const AFTER_BYTES = 250_000
// Pages that a backup or a database browser holds are moved next time.
const PATIENCE_MS = 100

/**
 * Moves the write-ahead log into the file without delaying appends: a connection in the readers' thread moves everything,
 * then the writer moves only what arrived meanwhile, and the log starts again.
 * https://sqlite.org/wal.html#ckpt: a passive checkpoint neither waits nor makes others wait.
 */
export function checkpoints(db: Database, file: string, readOnly: boolean) {
  let own: Database | undefined
  return {
    checkpoint: (): void => {
      // A read-only connection cannot do this; this one does nothing else.
      own ??= readOnly ? openDatabase(file, { timeout: PATIENCE_MS }) : db
      select(own, 'PRAGMA wal_checkpoint(PASSIVE)')()
    },
    closeCheckpoints: (): void => {
      if (own !== db) own?.close()
    },
  }
}

/** When to do so: counts what is written. */
export class CheckpointPace {
  readonly #checkpoint: () => Promise<void>
  #bytes = 0
  #isBusy = false

  /** @param checkpoint never called while it is at work */
  constructor(checkpoint: () => Promise<void>) {
    this.#checkpoint = checkpoint
  }

  wrote(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes >= AFTER_BYTES) this.now()
  }

  /** Not later: the log must not become larger than the journal may. */
  now(): void {
    if (this.#isBusy) return
    this.#bytes = 0
    this.#isBusy = true
    // If it fails, the log grows until the next time, or until the writer's automatic checkpoint.
    void this.#checkpoint()
      .catch(() => undefined)
      .finally(() => {
        this.#isBusy = false
        // What arrived meanwhile may be as much again, and nothing more may arrive.
        this.wrote(0)
      })
  }
}
