import { existsSync, renameSync, rmSync } from 'node:fs'

/** SQLite's own files beside the index. */
const SIDES = ['-wal', '-shm', ''] as const

/**
 * Gives a damaged file another name; one that was set aside before is removed.
 * @returns its path
 */
export function setAside(file: string): string {
  const aside = `${file}.damaged`
  for (const side of SIDES) {
    rmSync(aside + side, { force: true })
    if (existsSync(file + side)) renameSync(file + side, aside + side)
  }
  return aside
}
