import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'

/** SQLite's own files beside the journal: what was committed last stands in the first. */
const SIDES = ['-wal', '-shm', ''] as const

/** Where a new journal is made. */
export function unfinished(file: string): string {
  return `${file}.repairing`
}

/** A new journal that is whole and only has to take the old one's place. */
export function finished(file: string): string {
  return `${file}.repaired`
}

/** From now on the new journal is whole, and only has to take the old one's place. */
export function finishNew(file: string): void {
  const descriptor = openSync(unfinished(file), 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(unfinished(file), finished(file))
}

/**
 * Puts the finished new journal in the old one's place, and the old one whole beside it. What a crash leaves half done
 * is ended by the next call: the old one's new name has the time at which the new one was finished.
 * @returns where the old one lies now
 */
export function exchange(file: string): string {
  const aside = `${file}.damaged-${stamp(statSync(finished(file)).mtime)}`
  for (const side of SIDES) {
    if (existsSync(file + side)) renameSync(file + side, aside + side)
  }
  renameSync(finished(file), file)
  return aside
}

/** Takes away what a repair that was stopped had begun. */
export function forgetUnfinished(file: string): void {
  for (const side of ['', '-journal']) rmSync(unfinished(file) + side, { force: true })
}

/** A time as part of a file's name on every system: `2026-11-29T12-30-05.123Z`. */
function stamp(time: Date): string {
  return time.toISOString().replaceAll(':', '-')
}
