import { pause } from '../../async.ts'
import { DamagedJournal } from '../sqlite/database/failures.ts'
import { WorkerStore } from '../sqlite/worker-store.ts'

/** How a journal was found that opens. */
export interface Verified {
  /** Events read before anything broken was come to. */
  readonly events: number
  /** The first damage found, as a sentence; undefined if there is none. */
  readonly damage?: string
}

export interface VerifySettings {
  readonly signal?: AbortSignal
  /** @param share 0 to 1 */
  readonly onProgress?: (share: number) => void
  /** While an instance works on it: rows alone, resting as long as it reads, so that half a processor is left free. */
  readonly isBeside?: boolean
}

/**
 * Reads every page and every row, with or without a running instance; writes nothing.
 * @throws PrometheanError if it cannot be read for a reason other than damage
 */
export async function verifyJournal(
  file: string,
  { signal, onProgress = () => undefined, isBeside = false }: VerifySettings = {},
): Promise<Verified> {
  const store = new WorkerStore({ file, readOnly: true })
  let events = 0
  try {
    onProgress(0)
    if (!isBeside) await store.ask('checkPages')
    const end = await store.ask('end')
    let after = 0
    while (after < end) {
      signal?.throwIfAborted()
      const began = performance.now()
      const { count, last } = await store.ask('checkRows', after)
      if (count === 0) break
      events += count
      after = last
      onProgress(after / end)
      if (isBeside) await pause(performance.now() - began, signal)
    }
    return { events }
  } catch (failure) {
    if (failure instanceof DamagedJournal) return { events, damage: failure.message }
    throw failure
  } finally {
    await store.close()
  }
}
