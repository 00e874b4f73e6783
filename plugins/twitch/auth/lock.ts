import { Backoff, pause } from 'promethean'

// Spread out, so that several who wait do not look in step.
const EACH = new Backoff({ firstMs: 50, longestMs: 50, jitter: 0.5 })
// A refresh has ten seconds; two that queue before us have twenty.
const WAIT_MS = 30_000

/**
 * Does the work while nobody else holds the lock, in this process or another. The lock is an open transaction on
 * `<file>.lock`: SQLite's file locks are exact on every platform, and the system lets go of them however a process
 * ends, so a lock is never left behind. The file stays.
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
    const release = tryLock(file)
    if (release !== undefined) return release
    if (performance.now() > until) throw new Error('another process holds the lock')
    await pause(EACH.next(), signal)
    signal.throwIfAborted()
  }
}

// https://sqlite.org/rescode.html#busy
const BUSY = 5

function tryLock(file: string): (() => void) | undefined {
  const db = new (sqlite().DatabaseSync)(file)
  try {
    db.exec('BEGIN EXCLUSIVE')
    return () => db.close()
  } catch (failure) {
    db.close()
    if (failure instanceof Error && 'errcode' in failure && failure.errcode === BUSY)
      return undefined
    throw failure
  }
}

// Loading it prints an ExperimentalWarning no user can act on.
function sqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
