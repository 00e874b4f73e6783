import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder, onDisk } from '../../disk.ts'
import { PrometheanError } from '../../errors.ts'

/**
 * Writes files that must not be there yet: all of them, or none.
 * @param files texts by absolute path
 * @throws PrometheanError if one exists, DiskTrouble if one cannot be written
 */
export async function writeNew(files: ReadonlyMap<string, string>): Promise<void> {
  for (const file of files.keys()) refuseTaken(file)
  const written: string[] = []
  try {
    for (const [file, text] of files) {
      makeFolder(dirname(file), 'the plugin', 'work in another folder')
      await onDisk(`write ${file}`, () => writeFile(file, text, { flag: 'wx' }))
      written.push(file)
    }
  } catch (failure) {
    await Promise.all(written.map(file => rm(file, { force: true })))
    throw failure
  }
}

/** @throws PrometheanError if a file of this name exists */
export function refuseTaken(file: string): void {
  if (!existsSync(file)) return
  throw new PrometheanError('runtime', {
    what: `${file} exists already`,
    advice: 'choose another name, or move it away first',
  })
}
