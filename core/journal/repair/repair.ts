import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { PrometheanError } from '../../errors.ts'
import { holdJournal } from '../lock.ts'
import { migrations } from '../sqlite/database/migrations.ts'
import { faultOf, vanished } from './faults.ts'
import { Pages } from './pages.ts'
import { isOlder, isSound, refuse } from './refuse.ts'
import { type Salvaged, salvage } from './salvage.ts'
import { exchange, finished, finishNew, forgetUnfinished, unfinished } from './set-aside.ts'
import { verifyJournal } from './verify.ts'

/** What a repair did. */
export type Repaired =
  | { readonly did: 'nothing'; readonly events: number }
  /** An earlier repair was stopped just before its end. */
  | { readonly did: 'end'; readonly aside: string }
  | ({ readonly did: 'repair'; readonly aside: string; readonly why: string } & Salvaged)

export interface RepairSettings {
  /** Ends it; the journal stays as it was. */
  readonly signal: AbortSignal
  /** @param share 0 to 1 */
  readonly onProgress: (doing: 'looking' | 'saving', share: number) => void
  /** Free bytes on the disk of a folder. */
  readonly roomIn: (folder: string) => Promise<number>
}

/**
 * Copies what can be read of a damaged journal into a new one, puts that in its place and moves the damaged one aside. It
 * can be stopped at any time and run again: until the new journal is complete, the old one is only read.
 * @throws PrometheanError if an instance is running on it, the disk has no space, or the file is not a journal, or one of a newer version
 */
export async function repairJournal(file: string, settings: RepairSettings): Promise<Repaired> {
  const lock = holdJournal(file, 'repair')
  try {
    if (existsSync(finished(file))) return { did: 'end', aside: exchange(file) }
    const found = await lookThrough(file, settings)
    if (found.why === undefined) return { did: 'nothing', events: found.events }
    await requireRoom(file, settings)
    const salvaged = await saveInto(file, settings)
    return { did: 'repair', aside: exchange(file), why: found.why, ...salvaged }
  } finally {
    lock.release()
  }
}

async function lookThrough(
  file: string,
  { signal, onProgress }: RepairSettings,
): Promise<{ readonly events: number; readonly why?: string }> {
  const fault = vanished(file) ?? faultOf(file, migrations.length)
  if (fault?.is === 'damaged') return { events: 0, why: fault.why }
  refuse(file, fault)
  // One of an earlier Promethean, which no query of today fits.
  if (isOlder(file))
    return isSound(file) ? { events: 0 } : { events: 0, why: 'pages in it are overwritten' }
  const wasClosed = !existsSync(`${file}-wal`)
  const { events, damage } = await verifyJournal(file, {
    signal,
    onProgress: share => onProgress('looking', share),
  })
  // SQLite leaves these files behind if it may only read.
  if (wasClosed) for (const side of ['-wal', '-shm']) rmSync(file + side, { force: true })
  return { events, ...(damage !== undefined && { why: damage }) }
}

// A new one is at most as large as what is read.
async function requireRoom(file: string, { roomIn }: RepairSettings): Promise<void> {
  const sizes = [file, `${file}-wal`].map(one => statSync(one, { throwIfNoEntry: false })?.size)
  const needed = sizes.reduce<number>((sum, size = 0) => sum + size, SPARE_BYTES)
  const free = await roomIn(dirname(file))
  if (free >= needed) return
  const [wanted, there] = [needed, free].map(bytes => `${Math.ceil(bytes / 1_000_000)} MB`)
  throw new PrometheanError('runtime', {
    what: `cannot repair the journal ${file}`,
    why: `the new one needs up to ${wanted}, and the disk has ${there} left`,
    advice: 'free some space and run promethean repair again; nothing was changed',
  })
}

const SPARE_BYTES = 1_000_000

async function saveInto(file: string, { signal, onProgress }: RepairSettings): Promise<Salvaged> {
  forgetUnfinished(file)
  const pages = new Pages(file)
  try {
    const salvaged = await salvage(pages, unfinished(file), {
      signal,
      onProgress: share => onProgress('saving', share),
    })
    finishNew(file)
    return salvaged
  } catch (failure) {
    forgetUnfinished(file)
    throw failure
  } finally {
    pages.close()
  }
}
