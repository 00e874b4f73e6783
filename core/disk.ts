import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, PrometheanError } from './errors.ts'

type Reason = readonly [why: string, advice: string]

// What a system says of files and folders, https://man7.org/linux/man-pages/man3/errno.3.html
const REASONS: Readonly<Record<string, Reason>> = {
  ENOSPC: ['the disk is full', 'free some space'],
  EDQUOT: ['your disk quota is used up', 'free some space'],
  EROFS: ['the disk is write-protected', 'allow writing there'],
  EACCES: ['this user has no permission', 'allow writing there'],
  EPERM: ['this user has no permission', 'allow writing there'],
  EMFILE: ['too many files are open', 'close other programs, or raise the limit (ulimit -n)'],
  ENFILE: ['too many files are open', 'close other programs, or raise the limit (ulimit -n)'],
  EIO: ['the disk reports an error', 'check the disk and its cable'],
}

/** The disk did not do what was asked of it: no fault of what is written on it. */
export class DiskTrouble extends PrometheanError {}

/**
 * Does something with files.
 * @param doing how the sentence goes on after "cannot": `write the run file /x/y`
 * @throws DiskTrouble with what the disk says and what to do
 */
export async function onDisk<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const code = String(Reflect.get(Object(thrown), 'code'))
    const [why, advice] = REASONS[code] ?? [messageOf(thrown), 'make sure it can be written']
    const said = { what: `cannot ${doing}`, why, advice }
    throw new DiskTrouble('runtime', said, { cause: thrown })
  }
}

/** Free bytes on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The folder of a file, or the nearest above it that is there. */
export function nearestFolder(file: string): string {
  const folder = dirname(file)
  return existsSync(folder) || folder === file ? folder : nearestFolder(folder)
}
