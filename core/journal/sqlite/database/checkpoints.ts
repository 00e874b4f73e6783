import { type Database, openDatabase, select } from './node-sqlite.ts'

// Appended text after which the write-ahead log is some 10 MB: every commit writes pages of five indexes again.
const AFTER_BYTES = 2_000_000
// What a backup or a database browser holds meanwhile is looked at again at the next turn.
const PATIENCE_MS = 100

/**
 * Moves what stands in the write-ahead log into the file, without keeping an append waiting: a first connection in the
 * readers' thread moves all there is, the writer only what came meanwhile, after which the log begins anew.
 * https://sqlite.org/wal.html#ckpt: a passive checkpoint waits for nobody, and nobody waits for it.
 */
export function checkpoints(db: Database, file: string, readOnly: boolean) {
  let own: Database | undefined
  return {
    checkpoint: (): void => {
      // A connection for reading may not; this one does nothing else.
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
    // Where it fails the log grows until the next turn, or until the writer does it by itself.
    void this.#checkpoint()
      .catch(() => undefined)
      .finally(() => {
        this.#isBusy = false
        // What came meanwhile may be as much again, and nothing more may come.
        this.wrote(0)
      })
  }
}
