import { Backoff, pause } from '../async.ts'
import { lockFile } from './file-lock.ts'

// With jitter, so that several waiting processes do not check at the same time.
const EACH = new Backoff({ firstMs: 50, longestMs: 50, jitter: 0.5 })
// A refresh has ten seconds; two that queue before us have twenty.
const WAIT_MS = 30_000

/**
 * Runs work while holding the lock `<file>.lock` against this and other processes.
 * @throws Error after 30 s
 */
export async function whileLocked<T>(
  file: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const release = await acquire(`${file}.lock`, signal)
  try {
    return await work()
  } finally {
    release()
  }
}

async function acquire(file: string, signal: AbortSignal): Promise<() => void> {
  const until = performance.now() + WAIT_MS
  for (;;) {
    const release = lockFile(file)
    if (release !== undefined) return release
    if (performance.now() > until) throw new Error('another process holds the lock')
    await pause(EACH.next(), signal)
    signal.throwIfAborted()
  }
}
