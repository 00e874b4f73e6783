import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pause } from '../../async.ts'

// A save in place takes some milliseconds; a file that is still incomplete then is used as it is.
const TRIES = 6
const AGAIN_MS = 20

// Windows lets a program keep a file for itself: an editor that saves, a virus scanner, a sync of the cloud.
const KEPT = 'EBUSY'
const KEPT_TRIES = 50
const KEPT_AGAIN_MS = 100

type Read = (file: string) => Promise<Buffer>

/** Another program keeps a file for itself, and goes on doing so. */
export class KeptOpen extends Error {}

/**
 * A text file as people save them: UTF-8 with or without a byte order mark, or UTF-16, which is
 * what `echo ... > file` writes in Windows PowerShell. A save at work is waited for, 100 ms at most; a program
 * that keeps the file for itself, 5 s at most.
 * @throws the file system's error, KeptOpen
 */
export async function readText(file: string, read: Read = readFile): Promise<string> {
  const bytes = await readWhole(file, path => readReleased(path, read))
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

// Node reads the size first and then that many bytes: of a file that grew in between, only the beginning.
async function readWhole(file: string, read: Read): Promise<Buffer> {
  for (let tries = 1; ; tries++) {
    const bytes = await read(file)
    const stats = await stat(file)
    // A pipe, as password managers put in the place of .env, has no size and is read once.
    if (!stats.isFile()) return bytes
    const { size, mtimeMs } = stats
    // Saving in place empties the file first.
    const isEmptied = size === 0 && Date.now() - mtimeMs < TRIES * AGAIN_MS
    const isWhole = bytes.length === size && !isEmptied
    if (isWhole || tries === TRIES) return bytes
    await pause(AGAIN_MS)
  }
}

async function readReleased(file: string, read: Read): Promise<Buffer> {
  for (let tries = 1; ; tries++) {
    try {
      return await read(file)
    } catch (failure) {
      if (Reflect.get(Object(failure), 'code') !== KEPT) throw failure
      if (tries === KEPT_TRIES) throw new KeptOpen(keptOpen(file), { cause: failure })
      await pause(KEPT_AGAIN_MS)
    }
  }
}

function keptOpen(file: string): string {
  return `cannot read ${basename(file)}: another program keeps it for itself; close it there, then save again`
}
