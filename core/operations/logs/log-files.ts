import { open, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { onDisk } from '../../disk.ts'

const NUMBERED = /^promethean\.(\d+)\.log$/
const PIECE_BYTES = 64_000

/** One file of the log of an instance, beside its config. */
export function logFile(folder: string, number: number): string {
  return join(logFolder(folder), `promethean.${number}.log`)
}

/** The number of such a file; 0 if it has none. */
export function numberOf(file: string): number {
  return Number(NUMBERED.exec(basename(file))?.[1] ?? 0)
}

/** The files of the log, the oldest first; empty if nothing was written yet. */
export async function logFiles(folder: string): Promise<readonly string[]> {
  const names = await onDisk(`read the log in ${logFolder(folder)}`, () =>
    readdir(logFolder(folder)).catch(nothingThere),
  )
  return names
    .filter(name => numberOf(name) > 0)
    .sort((one, other) => numberOf(one) - numberOf(other))
    .map(name => join(logFolder(folder), name))
}

/**
 * The whole lines of a file behind an offset; a half one at its end comes with the next reading.
 * @param from bytes
 * @returns each line with the position of the next; nothing if the file was deleted meanwhile
 */
export async function* linesOf(
  file: string,
  from = 0,
): AsyncGenerator<{ readonly line: string; readonly next: number }> {
  const handle = await open(file, 'r').catch(nothingThere)
  if (Array.isArray(handle)) return
  try {
    let rest = Buffer.alloc(0)
    let next = from
    for (let at = from; ; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at)
      if (bytesRead === 0) return
      at += bytesRead
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
        next += end + 1
        yield { line: rest.toString('utf8', 0, end), next }
        rest = rest.subarray(end + 1)
      }
    }
  } finally {
    await handle.close()
  }
}

/** Where they are. */
export function logFolder(folder: string): string {
  return join(folder, '.promethean', 'logs')
}

function nothingThere(thrown: unknown): never[] {
  if (Reflect.get(Object(thrown), 'code') === 'ENOENT') return []
  throw thrown
}
