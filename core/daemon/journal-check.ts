import { pause } from '../async.ts'
import { messageOf } from '../errors.ts'
import { isSmall } from '../journal/repair/refuse.ts'
import { verifyJournal } from '../journal/repair/verify.ts'
import type { Log } from '../plugin/context.ts'

// Sources are connected first.
const AFTER_MS = 2_000

/**
 * Reads a journal that was too large to be looked through before the start, in a thread of its own: what is damaged in
 * its middle is said within a minute, not on the day that place is read.
 * @returns ends it
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
