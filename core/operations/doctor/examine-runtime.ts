import type { CheckedConfig } from '../../config/check/check.ts'
import { freeBytes, nearestFolder } from '../../disk.ts'
import { sizeText } from '../../duration.ts'
import { messageOf } from '../../errors.ts'
import type { Journal } from '../../journal/port.ts'
import type { Finding } from '../../plugin/define.ts'
import { examineJournal } from './examine-journal.ts'

// Below this a long stream with its logs could fill it.
const LITTLE_BYTES = 1_000_000_000

interface RuntimeSettings {
  readonly open?: Journal | undefined
  readonly roomIn?: (folder: string) => Promise<number>
}

/**
 * What the runtime itself needs: a supported Node, a readable journal, free disk space.
 * @param settings.open the journal, where this process works on it
 * @param settings.roomIn free bytes on the disk of a folder
 */
export async function examineRuntime(
  { journal }: Pick<CheckedConfig, 'journal'>,
  { open, roomIn = freeBytes }: RuntimeSettings = {},
): Promise<readonly Finding[]> {
  return [
    { ok: true, what: `Node ${process.versions.node} on ${process.platform}` },
    ...(await examineJournal(journal, open)),
    await examineDisk(nearestFolder(journal.file), roomIn),
  ]
}

async function examineDisk(folder: string, roomIn: typeof freeBytes): Promise<Finding> {
  try {
    const free = await roomIn(folder)
    const what = `${sizeText(free)} free on the disk of the journal`
    if (free >= LITTLE_BYTES) return { ok: true, what }
    const advice = 'free some space, or move journal.file: on a full disk events are not kept'
    return { ok: false, what: `only ${what}`, advice }
  } catch (failure) {
    const what = `cannot read the free space of the disk: ${messageOf(failure)}`
    return { ok: false, what, advice: 'check that the disk of journal.file is mounted' }
  }
}
