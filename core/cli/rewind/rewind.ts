import { changeJournal } from '../ask-instance.ts'
import { requireJournal, withProject } from '../journal-access.ts'
import { createOutput } from '../shown/output.ts'
import { parseSpan } from '../time.ts'
import { WrongUsage } from '../usage.ts'

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
  return withProject(settings.config, async (journalFile, project) => {
    requireJournal(journalFile)
    const wanted = { consumer, refilter, since: since?.toISOString() }
    const { isRunning } = await changeJournal({ journalFile, project }, 'rewind', wanted)
    output.json({
      code: 'rewound',
      consumer,
      since: since?.toISOString() ?? 'beginning',
      refilter,
      running: isRunning,
    })
    const from = since === undefined ? 'from the beginning' : `since ${since.toLocaleString('sv')}`
    const when = isRunning ? '' : 'at the next start, '
    const by = refilter ? ', judged by the current filters' : ''
    output.line(`${when}${consumer} receives everything ${from} again${by}`)
    return 0
  })
}

function wantedSince({ since, beginning }: RewindSettings): Date | undefined {
  if ((since === undefined) === (beginning !== true)) {
    throw new WrongUsage('rewind needs a start: write either --since 2h or --beginning')
  }
  return parseSpan({ since }).since
}
