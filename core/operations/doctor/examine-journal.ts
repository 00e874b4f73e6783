import { access, constants } from 'node:fs/promises'
import type { CheckedConfig } from '../../config/check/check.ts'
import { bytesOf, nearestFolder } from '../../disk.ts'
import { sizeText } from '../../duration.ts'
import { messageOf, PrometheanError } from '../../errors.ts'
import { isHeld } from '../../journal/lock.ts'
import type { Journal } from '../../journal/port.ts'
import { refuseBroken, refuseFaulty, refuseVanished } from '../../journal/repair/refuse.ts'
import { type VerifySettings, verifyJournal } from '../../journal/repair/verify.ts'
import { type Finding, findingOf } from '../../plugin/define.ts'
import { describeUnjudged, unjudgedEvents } from '../history/unjudged-events.ts'

const REPAIR = 'promethean repair moves it aside and copies what can be read into a new one'

/**
 * Whether the journal opens, or can be made, and what waits in it to be judged.
 * @param open where this process works on it: its files are then SQLite's alone, see `Pages`
 */
export async function examineJournal(
  { file, maxBytes }: CheckedConfig['journal'],
  open: Journal | undefined,
): Promise<readonly Finding[]> {
  try {
    refuseVanished(file)
    if (open === undefined) {
      if ((await bytesOf(file, `${file}-wal`)) === 0) return [await examineFolder(file)]
      refuseDamaged(file)
    }
    const unjudged = open === undefined ? await readUnjudged(file) : await unjudgedEvents(open)
    const held = describeUnjudged(unjudged.length)
    const size = `${sizeText(await bytesOf(file, `${file}-wal`))} of ${sizeText(maxBytes)}`
    return [
      { ok: true, what: `the journal can be read: ${size}` },
      ...(held === undefined ? [] : [{ ok: true, what: held }]),
    ]
  } catch (failure) {
    return [troubled(failure)]
  }
}

async function readUnjudged(file: string) {
  const { openSqliteJournal } = await import('../../journal/sqlite/journal.ts')
  const journal = await openSqliteJournal(file, { readOnly: true })
  try {
    return await unjudgedEvents(journal)
  } finally {
    await journal.close()
  }
}

// What `run` would refuse, in its order. What an instance is writing just now may look broken from outside.
function refuseDamaged(file: string): void {
  refuseFaulty(file, () => isHeld(file))
  if (!isHeld(file)) refuseBroken(file)
}

function troubled(failure: unknown): Finding {
  const said = failure instanceof PrometheanError ? failure : { what: messageOf(failure) }
  return { advice: 'promethean run fails with the same error until then', ...findingOf(said) }
}

async function examineFolder(file: string): Promise<Finding> {
  const folder = nearestFolder(file)
  try {
    await access(folder, constants.W_OK)
    return { ok: true, what: 'there is no journal yet; the first promethean run creates it' }
  } catch {
    return {
      ok: false,
      what: `cannot create a journal: ${folder} is not writable`,
      advice: 'allow writing there, or set another journal.file',
    }
  }
}

/**
 * Reads every page and every row; nothing if there is no journal.
 * @param settings.isBeside this process works on it
 */
export async function examineDeeply(
  { file }: CheckedConfig['journal'],
  settings: VerifySettings = {},
): Promise<readonly Finding[]> {
  // The reason why it cannot be opened was already reported.
  if ((await bytesOf(file, `${file}-wal`)) === 0) return []
  if (settings.isBeside !== true && !isOpenable(file)) return []
  try {
    const { events, damage } = await verifyJournal(file, settings)
    if (damage === undefined)
      return [{ ok: true, what: `every event in the journal can be read: ${events}` }]
    return [
      { ok: false, what: `the journal is damaged: ${damage.replace(/\s+/g, ' ')}`, advice: REPAIR },
    ]
  } catch (failure) {
    return [troubled(failure)]
  }
}

function isOpenable(file: string): boolean {
  try {
    refuseDamaged(file)
    return true
  } catch {
    return false
  }
}
