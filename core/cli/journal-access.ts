import { runningJournal } from '../daemon/known-journal.ts'
import { openProject, type Project } from '../daemon/project.ts'
import { lockJournal } from '../journal/lock.ts'
import type { Journal } from '../journal/port.ts'
import { requireJournal } from '../journal/repair/refuse.ts'
import type { JournalSettings } from '../journal/sqlite/journal.ts'

/** Works on a config and its journal, without starting anything. */
export async function withProject<T>(
  config: string | undefined,
  work: (journalFile: string, project: Project) => Promise<T>,
): Promise<T> {
  const project = await openProject(config)
  try {
    return await work(await journalOf(project), project)
  } finally {
    await project.close()
  }
}

/** The journal of a config: the one its instance works on, else the one it names. */
export async function journalOf(project: Project): Promise<string> {
  return (await runningJournal(project.file)) ?? (await project.journalFile())
}

/** Opens the journal for reading, with or without a running instance. @throws PrometheanError */
export async function openToRead(journalFile: string): Promise<Journal> {
  requireJournal(journalFile)
  return openJournal(journalFile, { readOnly: true })
}

/**
 * Changes a journal without a running instance, under its lock; updates one of an older Promethean first.
 * @throws PrometheanError if an instance is running, or the journal cannot be opened
 */
export async function changeStopped<T>(
  journalFile: string,
  settings: Pick<JournalSettings, 'onUpgrading'>,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const lock = lockJournal(journalFile)
  try {
    const journal = await openJournal(journalFile, settings)
    try {
      return await work(journal)
    } finally {
      await journal.close()
    }
  } finally {
    lock.release()
  }
}

// Only now: most commands ask the running instance.
async function openJournal(file: string, settings: JournalSettings): Promise<Journal> {
  const { openSqliteJournal } = await import('../journal/sqlite/journal.ts')
  return openSqliteJournal(file, settings)
}
