import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, PrometheanError } from '../errors.ts'

/**
 * Makes the folder of a journal and the folders above it that are missing.
 * @throws PrometheanError if that is impossible
 */
export function makeJournalFolder(file: string): void {
  const folder = dirname(file)
  try {
    // One by one: Node's recursive mkdir never returns where the system says that a parent is missing though it is there.
    for (const missing of missingFolders(folder)) makeOne(missing)
  } catch (failure) {
    throw new PrometheanError(
      'runtime',
      {
        what: `cannot make the folder ${folder} for the journal`,
        why: reasonOf(failure),
        advice: 'set another journal.file',
      },
      { cause: failure },
    )
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
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw failure
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EROFS: 'the disk is write-protected',
  EEXIST: 'a file has the name of one of these folders',
  ENOTDIR: 'a file has the name of one of these folders',
  ENOSPC: 'the disk is full',
  ENOENT: 'the system allows no folder there',
}

function reasonOf(failure: unknown): string {
  const code: unknown = Reflect.get(Object(failure), 'code')
  return REASONS[String(code)] ?? messageOf(failure)
}
