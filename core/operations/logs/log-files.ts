import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { onDisk } from '../../disk.ts'

const NAME = 'promethean'
const EXTENSION = '.log'
const NUMBERED = /^promethean\.(\d+)\.log$/
const PIECE_BYTES = 64_000

/** Where an instance writes its log, beside its config: the name without its number. */
export function logFileName(folder: string): { readonly file: string; readonly extension: string } {
  return { file: join(logFolder(folder), NAME), extension: EXTENSION }
}

/** The files of the log, the oldest first; empty if nothing was written yet. */
export async function logFiles(folder: string): Promise<readonly string[]> {
  const names = await onDisk(`read the log in ${logFolder(folder)}`, () =>
    readdir(logFolder(folder)).catch(nothingThere),
  )
  return names
    .flatMap(name => {
      const [, number] = NUMBERED.exec(name) ?? []
      return number === undefined ? [] : [{ name, number: Number(number) }]
    })
    .sort((one, other) => one.number - other.number)
    .map(({ name }) => join(logFolder(folder), name))
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

function logFolder(folder: string): string {
  return join(folder, '.promethean', 'logs')
}

function nothingThere(thrown: unknown): never[] {
  if (Reflect.get(Object(thrown), 'code') === 'ENOENT') return []
  throw thrown
}
