import { PrometheanError } from '../errors.ts'
import { lockJournal } from '../journal/lock.ts'
import { openSqliteJournal } from '../journal/sqlite/journal.ts'
import { askRunning } from './control.ts'
import { createOutput } from './output.ts'
import { rewindPosition } from './rewind-position.ts'
import { withProject } from './running.ts'
import { parseTime } from './time.ts'

export interface RewindSettings {
  readonly config?: string
  readonly json: boolean
  readonly consumer: string
  readonly since?: string
  readonly beginning?: boolean
  readonly refilter?: boolean
}

/** `promethean rewind`: in the running instance where one runs, else in the journal itself. */
export async function rewind(settings: RewindSettings): Promise<number> {
  const output = createOutput(settings.json)
  const { consumer, refilter = false } = settings
  const since = wantedSince(settings)
  return withProject(settings.config, async (_project, journalFile) => {
    const body = { consumer, refilter, ...(since !== undefined && { since }) }
    if ((await askRunning(journalFile, 'rewind', body)) === undefined) {
      await rewindStopped(journalFile, consumer, since, refilter)
    }
    output.json({ code: 'rewound', consumer, since: since ?? 'beginning', refilter })
    output.line(
      `${consumer} gets everything ${since === undefined ? 'from the beginning' : `since ${since}`} again`,
    )
    return 0
  })
}

function wantedSince({ since, beginning }: RewindSettings): string | undefined {
  if ((since === undefined) === (beginning !== true)) {
    throw new PrometheanError(
      'runtime',
      'rewind needs to know how far: write --since 2h, or --beginning, one of the two',
    )
  }
  return since === undefined ? undefined : parseTime('--since', since).toISOString()
}

async function rewindStopped(
  journalFile: string,
  consumer: string,
  since: string | undefined,
  refilter: boolean,
): Promise<void> {
  const lock = lockJournal(journalFile)
  const journal = await openSqliteJournal(journalFile)
  try {
    await journal.rewind(consumer, await rewindPosition(journal, consumer, since), { refilter })
  } finally {
    await journal.close()
    lock.release()
  }
}
