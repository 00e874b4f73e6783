import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { CONFIG_NAMES } from '../config/find.ts'
import { makeFolder } from '../disk.ts'
import { isAnswered } from './control/client.ts'

/**
 * Remembers which journal the instance of a config works on, so that other commands find it without reading the
 * config: a panic switch must not need a compiler, nor a disk with room on it.
 * @param config absolute
 */
export async function rememberJournal(config: string, journalFile: string): Promise<void> {
  const file = noteOf(config)
  try {
    makeFolder(dirname(file), 'a note of its journal', 'move the config to another folder')
    await writeFile(file, journalFile)
  } catch {
    // Half a note leads nowhere; without one the config is read.
    await forgetJournal(config)
  }
}

export async function forgetJournal(config: string): Promise<void> {
  await rm(noteOf(config), { force: true }).catch(() => undefined)
}

/** The journal of the instance that runs this config; undefined if none is known. */
export async function runningJournal(config: string): Promise<string | undefined> {
  const journalFile = await readFile(noteOf(config), 'utf8').catch(() => '')
  return journalFile !== '' && (await isAnswered(journalFile)) ? journalFile : undefined
}

/** The config an instance runs by though its file is gone: the one named, else from the working directory upwards. */
export async function runningConfig(wanted: string | undefined): Promise<string | undefined> {
  const possible = wanted === undefined ? namesAbove(resolve('.')) : [resolve(wanted)]
  for (const config of possible) if ((await runningJournal(config)) !== undefined) return config
  return undefined
}

function namesAbove(folder: string): readonly string[] {
  const here = CONFIG_NAMES.map(name => join(folder, name))
  return folder === dirname(folder) ? here : [...here, ...namesAbove(dirname(folder))]
}

function noteOf(config: string): string {
  return join(dirname(config), '.promethean', `${basename(config)}.journal`)
}
