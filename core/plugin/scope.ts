import { within } from '../async.ts'
import { messageOf } from '../errors.ts'
import type { Ending } from './context.ts'

// One cleanup may take so long; then the others go on without it.
const CLEANUP_MS = 2_000

type Cleanup = (ending: Ending) => void | Promise<void>

/** What one running plugin holds; gives it back newest first. */
export class Scope {
  readonly #controller = new AbortController()
  readonly #cleanups: Cleanup[] = []
  readonly #onFailure: (failure: Error) => void
  #closing: Promise<void> | undefined

  constructor(onFailure: (failure: Error) => void) {
    this.#onFailure = onFailure
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Runs when the scope closes; at once if it has closed already. */
  defer(cleanup: Cleanup): void {
    if (this.#closing === undefined) this.#cleanups.push(cleanup)
    else void this.#run(cleanup, {})
  }

  /** Aborts the signal: events that were held back may still be published. The cleanups wait for `close`. */
  end(): void {
    this.#controller.abort(new Error('stopped'))
  }

  /** Aborts the signal, then runs the cleanups newest first. Never rejects; the second call waits for the first. */
  close(ending: Ending = {}): Promise<void> {
    this.#closing ??= this.#close(ending)
    return this.#closing
  }

  async #close(ending: Ending): Promise<void> {
    this.end()
    for (
      let cleanup = this.#cleanups.pop();
      cleanup !== undefined;
      cleanup = this.#cleanups.pop()
    ) {
      await this.#run(cleanup, ending)
    }
  }

  async #run(cleanup: Cleanup, ending: Ending): Promise<void> {
    try {
      await within(
        CLEANUP_MS,
        cleanup(ending),
        () => new Error(`a cleanup took longer than ${CLEANUP_MS} ms and was abandoned`),
      )
    } catch (failure) {
      this.#onFailure(failure instanceof Error ? failure : new Error(messageOf(failure)))
    }
  }
}
