import { existsSync, lstatSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { open, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Backoff, pause } from './async.ts'
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

/** A disk operation failed: that is no fault of the data. */
export class DiskTrouble extends PrometheanError {}

/**
 * Does something with files.
 * @param doing how the sentence continues after "cannot": `write the run file /x/y`
 * @throws DiskTrouble with what the disk says and what to do
 */
export async function onDisk<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const [why, advice] = REASONS[codeOf(thrown)] ?? [
      messageOf(thrown),
      'make sure it can be written',
    ]
    const said = { what: `cannot ${doing}`, why, advice }
    throw new DiskTrouble('runtime', said, { cause: thrown })
  }
}

const BUSY = ['EPERM', 'EACCES', 'EBUSY']
const TRIES = 20
const PAUSE_MS = 50

/**
 * Renames a file; one that has the new name is replaced. On Windows, a new file that a virus scanner reads cannot be renamed
 * for a moment: that is waited for, a second at most.
 * @throws the system's error
 */
export function renameFile(
  from: string,
  to: string,
  { rename = renameSync, platform = process.platform }: Renaming = {},
): void {
  for (let triesLeft = TRIES; triesLeft > 0; triesLeft--) {
    try {
      rename(from, to)
      return
    } catch (failure) {
      const isBusy = platform === 'win32' && BUSY.includes(codeOf(failure))
      if (!isBusy || triesLeft === 1) throw failure
      // Synchronous, as all of this is that happens while nothing runs yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
    }
  }
}

interface Renaming {
  readonly rename?: (from: string, to: string) => void
  readonly platform?: string
}

/**
 * Puts a text in the place of a file that only its owner may read. Atomic and durable: a power cut leaves the old file or the
 * new one.
 * @throws the system's error
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}.new`
  try {
    const file = await open(fresh, 'w', 0o600)
    try {
      await file.chmod(0o600)
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await moved(fresh, path)
  } catch (failure) {
    await rm(fresh, { force: true })
    throw failure
  }
  await syncFolder(dirname(path))
}

// 20 to 60 ms.
const SCANNED = new Backoff({ firstMs: 40, longestMs: 40, jitter: 0.5 })

// As `renameFile` waits, while something runs.
async function moved(from: string, to: string, tries = TRIES): Promise<void> {
  try {
    await rename(from, to)
  } catch (failure) {
    if (!BUSY.includes(codeOf(failure)) || tries <= 1) throw failure
    await pause(SCANNED.next())
    await moved(from, to, tries - 1)
  }
}

// Windows cannot open folders, and need not sync them.
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/**
 * Makes a folder and the folders above it that are missing.
 * @param purpose how the sentence goes on after the folder: `the journal`
 * @param advice what to do if it cannot be created
 * @throws PrometheanError at once if the system refuses
 */
export function makeFolder(folder: string, purpose: string, advice: string): void {
  try {
    // One by one: Node's recursive mkdir never returns if the system reports an existing parent as missing.
    for (const missing of missingFolders(folder)) makeOne(missing)
  } catch (failure) {
    const what = `cannot make the folder ${folder} for ${purpose}`
    throw new DiskTrouble('runtime', { what, why: noFolder(failure), advice }, { cause: failure })
  }
}

/** Those that do not exist, the topmost first. */
function missingFolders(folder: string): readonly string[] {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found?.isDirectory() || dirname(folder) === folder) return []
  return [...(found === undefined ? missingFolders(dirname(folder)) : []), folder]
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (failure) {
    // Another program may have made it meanwhile.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Error(DANGLING)
    throw failure
  }
}

const DANGLING = 'a link in its path leads to nothing'
const NO_FOLDER: Readonly<Record<string, string>> = {
  EEXIST: 'a file has the name of one of these folders',
  ENOTDIR: 'a file has the name of one of these folders',
  ENOENT: 'the system allows no folder there',
}

function noFolder(failure: unknown): string {
  const code = codeOf(failure)
  return NO_FOLDER[code] ?? REASONS[code]?.[0] ?? messageOf(failure)
}

/** Free bytes on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The size of these files together; one that is not there has none. */
export async function bytesOf(...files: readonly string[]): Promise<number> {
  const sizes = files.map(file =>
    stat(file).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** The folder of a file, or the nearest above it that is there. */
export function nearestFolder(file: string): string {
  const folder = dirname(file)
  return existsSync(folder) || folder === file ? folder : nearestFolder(folder)
}

function codeOf(failure: unknown): string {
  return String(Reflect.get(Object(failure), 'code'))
}
