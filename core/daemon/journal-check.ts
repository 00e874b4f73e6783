import { pause } from '../async.ts'
import { messageOf } from '../errors.ts'
import { isSmall } from '../journal/repair/refuse.ts'
import { verifyJournal } from '../journal/repair/verify.ts'
import type { Log } from '../plugin/context.ts'

// Sources are connected first.
const AFTER_MS = 2_000

/**
 * Checks a journal that was too large to be checked before the start, in a thread of its own, so that damage is reported
 * within minutes and not when that part is read.
 * @returns a function that stops it
 */
export function verifyLater(file: string, log: Log): () => Promise<void> {
  if (isSmall(file)) return async () => undefined
  const stop = new AbortController()
  const verified = verify(file, log, stop.signal)
  return () => {
    stop.abort()
    return verified
  }
}

async function verify(file: string, log: Log, signal: AbortSignal): Promise<void> {
  await pause(AFTER_MS, signal)
  try {
    signal.throwIfAborted()
    const { damage } = await verifyJournal(file, { signal, isBeside: true })
    if (damage !== undefined) log.error(`${damage}, once this instance is stopped`)
  } catch (failure) {
    if (!signal.aborted)
      log.warn(`cannot check whether the journal is intact: ${messageOf(failure)}`)
  }
}
