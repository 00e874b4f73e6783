import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A disk of its own in a folder, that can be filled to its last byte. */
export interface SmallDisk {
  fill(): void
  free(): void
  remove(): void
}

const MEGABYTES = 20
// Smaller and smaller pieces, until not a byte more is taken.
const PIECES = [1 << 20, 1 << 12, 64, 1]

/** Mounts one if the system allows it (Linux, as root); otherwise undefined. */
export function smallDisk(folder: string): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
  } catch {
    return undefined
  }
  const ballast = join(folder, 'ballast')
  return {
    fill: () => fill(ballast),
    free: () => rmSync(ballast, { force: true }),
    remove: () => execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' }),
  }
}

function fill(file: string): void {
  const handle = openSync(file, 'a')
  for (const size of PIECES) {
    const piece = Buffer.alloc(size)
    for (let wasTaken = true; wasTaken; ) wasTaken = isTaken(handle, piece)
  }
  closeSync(handle)
}

function isTaken(handle: number, piece: Buffer): boolean {
  try {
    return writeSync(handle, piece) === piece.length
  } catch {
    return false
  }
}
