import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAnswered } from './control.ts'

/**
 * Remembers which journal the instance of a config works on, so that other commands find it without reading the
 * config: a panic switch must not need a compiler, nor a disk with room on it.
 * @param config absolute
 */
export async function rememberJournal(config: string, journalFile: string): Promise<void> {
  const file = noteOf(config)
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, journalFile)
  } catch {
    // Half a note leads nowhere; without one the config is read.
    await forgetJournal(config)
  }
}

export async function forgetJournal(config: string): Promise<void> {
  await rm(noteOf(config), { force: true }).catch(() => undefined)
}

/** The journal of the instance that runs by this config; undefined where none is known to. */
export async function runningJournal(config: string): Promise<string | undefined> {
  const journalFile = await readFile(noteOf(config), 'utf8').catch(() => '')
  return journalFile !== '' && (await isAnswered(journalFile)) ? journalFile : undefined
}

function noteOf(config: string): string {
  return join(dirname(config), '.promethean', `${basename(config)}.journal`)
}
