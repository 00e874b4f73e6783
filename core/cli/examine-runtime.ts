import { existsSync } from 'node:fs'
import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CheckedConfig } from '../config/check.ts'
import { messageOf } from '../errors.ts'
import { openSqliteJournal } from '../journal/sqlite/journal.ts'
import type { Finding } from '../plugin/define.ts'

// Below this a long stream with its logs could fill it.
const LITTLE_BYTES = 1_000_000_000

/**
 * What the runtime itself needs: a Node to run on, a journal that can be read, a disk with room.
 * @param roomIn bytes free where a folder lies
 */
export async function examineRuntime(
  { journal }: Pick<CheckedConfig, 'journal'>,
  roomIn: (folder: string) => Promise<number> = freeBytes,
): Promise<readonly Finding[]> {
  return [
    { ok: true, what: `Node ${process.versions.node} on ${process.platform}` },
    await examineJournal(journal),
    await examineDisk(nearestFolder(journal.file), roomIn),
  ]
}

async function examineJournal({ file, maxBytes }: CheckedConfig['journal']): Promise<Finding> {
  if (!existsSync(file)) return examineFolder(file)
  try {
    const journal = await openSqliteJournal(file, { readOnly: true })
    await journal.close()
    const bytes = await sizeOf(file)
    return {
      ok: true,
      what: `the journal can be read: ${sizeText(bytes)} of ${sizeText(maxBytes)}`,
    }
  } catch (failure) {
    return {
      ok: false,
      what: `the journal ${file} cannot be read: ${messageOf(failure)}`,
      advice:
        'move the file aside and start again: a new one is made; what can be read of a damaged one promethean export gives',
    }
  }
}

async function examineFolder(file: string): Promise<Finding> {
  const folder = nearestFolder(file)
  try {
    await access(folder, constants.W_OK)
    return { ok: true, what: 'there is no journal yet; the first promethean run makes it' }
  } catch {
    return {
      ok: false,
      what: `no journal can be made: ${folder} may not be written`,
      advice: 'give yourself the right to write there, or name another journal.file',
    }
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

async function examineDisk(folder: string, roomIn: typeof freeBytes): Promise<Finding> {
  try {
    const free = await roomIn(folder)
    const what = `${sizeText(free)} free where the journal lies`
    if (free >= LITTLE_BYTES) return { ok: true, what }
    const advice = 'make room, or move journal.file: on a full disk events are not kept'
    return { ok: false, what: `only ${what}`, advice }
  } catch (failure) {
    const what = `how much room the disk has cannot be told: ${messageOf(failure)}`
    return { ok: false, what, advice: 'look whether the disk of journal.file is there' }
  }
}

async function sizeOf(file: string): Promise<number> {
  const sizes = [file, `${file}-wal`].map(one =>
    stat(one).then(
      ({ size }) => size,
      () => 0,
    ),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

function nearestFolder(file: string): string {
  const folder = dirname(file)
  return existsSync(folder) || folder === file ? folder : nearestFolder(folder)
}

function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const size = bytes / 1_000 ** step
  return `${size >= 10 || step === 0 ? Math.round(size) : size.toFixed(1)} ${units[step]}`
}
