import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, Failure } from '../failure.ts'

/**
 * Writes the files of a project, all or none.
 * @throws Failure if one of them is there already or cannot be written
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const written: string[] = []
  const made: string[] = []
  try {
    for (const [path, text] of files) {
      const file = join(folder, path)
      const first = await mkdir(dirname(file), { recursive: true })
      if (first !== undefined) made.push(...foldersBetween(first, dirname(file)))
      // A file that came since it was looked for is not overwritten either. Passwords are for their owner alone.
      await writeFile(file, text, { flag: 'wx', mode: path === '.env' ? 0o600 : 0o666 })
      written.push(file)
    }
  } catch (thrown) {
    for (const file of written) await rm(file, { force: true })
    for (const one of made.reverse()) await rmdir(one).catch(() => undefined)
    throw new Failure(
      `cannot write into ${folder} (${codeOf(thrown)}), nothing was made; ${adviceFor(codeOf(thrown))}`,
      { cause: thrown },
    )
  }
}

// From the first one made to the one wanted, outermost first.
function foldersBetween(first: string, last: string): readonly string[] {
  return first === last || dirname(last) === last
    ? [last]
    : [...foldersBetween(first, dirname(last)), last]
}

function adviceFor(code: unknown): string {
  if (code === 'ENOSPC') return 'the disk is full'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'choose a folder that you may write to'
  return 'choose another folder'
}
