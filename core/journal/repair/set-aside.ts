import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs'
import { renameFile } from '../../disk.ts'

/** SQLite's own files next to the journal; the first contains the latest commits. */
const SIDES = ['-wal', '-shm', ''] as const

/** The path for the new journal. */
export function unfinished(file: string): string {
  return `${file}.repairing`
}

/** A complete new journal that only has to replace the old one. */
export function finished(file: string): string {
  return `${file}.repaired`
}

/** Marks the new journal as complete; it only has to replace the old one. */
export function finishNew(file: string): void {
  const descriptor = openSync(unfinished(file), 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameFile(unfinished(file), finished(file))
}

/**
 * Replaces the old journal with the finished new one, and moves the old one aside. The next call completes what a crash
 * interrupted: the old one's new name contains the time at which the new one was finished.
 * @returns the path of the old journal
 */
export function exchange(file: string): string {
  const aside = `${file}.damaged-${stamp(statSync(finished(file)).mtime)}`
  for (const side of SIDES) {
    if (existsSync(file + side)) renameFile(file + side, aside + side)
  }
  renameFile(finished(file), file)
  return aside
}

/** Removes what an interrupted repair left behind. */
export function forgetUnfinished(file: string): void {
  for (const side of ['', '-journal']) rmSync(unfinished(file) + side, { force: true })
}

/** A time as part of a file's name on every system: `2026-11-29T12-30-05.123Z`. */
function stamp(time: Date): string {
  return time.toISOString().replaceAll(':', '-')
}
