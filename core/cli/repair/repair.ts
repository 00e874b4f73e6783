import { existsSync } from 'node:fs'
import { freeBytes } from '../../disk.ts'
import { PrometheanError } from '../../errors.ts'
import { type Repaired, repairJournal } from '../../journal/repair/repair.ts'
import type { EventSpan } from '../../journal/repair/salvage.ts'
import { requireJournal, withProject } from '../journal-access.ts'
import { createOutput, type Output } from '../shown/output.ts'
import { createProgress } from '../shown/progress.ts'
import { onStopSignals } from '../stop-signals.ts'

// If the file itself is missing: SQLite's log, or what an earlier repair left.
const MAY_STAND_IN = ['', '-wal', '.repaired']
const WORDS = { looking: 'checking it', saving: 'copying what can be read' } as const

/** `promethean repair`: a damaged journal is set aside whole, and what can be read brought into a new one. */
export async function repair(settings: {
  readonly config?: string
  readonly json: boolean
}): Promise<number> {
  const output = createOutput(settings.json)
  const stop = new AbortController()
  const forget = onStopSignals(
    () => stop.abort(),
    () => process.exit(1),
  )
  const progress = createProgress(settings.json)
  try {
    return await withProject(settings.config, async file => {
      if (!MAY_STAND_IN.some(side => existsSync(file + side))) requireJournal(file)
      const repaired = await repairJournal(file, {
        signal: stop.signal,
        onProgress: (doing, share) => progress.show(WORDS[doing], share),
        roomIn: freeBytes,
      })
      progress.end()
      tell(output, file, repaired)
      return 0
    })
  } catch (failure) {
    progress.end()
    throw stop.signal.aborted ? stopped() : failure
  } finally {
    forget()
  }
}

function stopped(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'the repair was interrupted',
    advice: 'the journal is unchanged, and promethean repair starts over',
  })
}

function tell(output: Output, file: string, repaired: Repaired): void {
  if (repaired.did === 'nothing') {
    output.json({ code: 'sound', events: repaired.events })
    output.line(`nothing is damaged: ${counted(repaired.events)} can be read in ${file}`)
    return
  }
  if (repaired.did === 'end') {
    output.json({ code: 'repaired', aside: repaired.aside })
    output.line(`the interrupted repair is finished; the damaged journal is in ${repaired.aside}`)
    return
  }
  const { aside, why, saved, lost, rows, unparked } = repaired
  output.json({ code: 'repaired', why, saved, lost, rows, unparked, aside })
  for (const line of report(repaired)) output.line(line)
}

function report({
  aside,
  saved,
  lost,
  rows,
  unparked,
}: Extract<Repaired, { did: 'repair' }>): readonly string[] {
  return [
    `saved  ${spanText(saved)}`,
    `lost   ${lostText(saved, lost)}`,
    `kept   consumer positions ${rows.cursors}, parked events ${rows.parked}, plugin values ${rows.state}, copies ${rows.copies}, notes ${rows.notes}`,
    ...(rows.held > 0
      ? [
          `wait   ${counted(rows.held)} from before every plugin had started; the next start filters them`,
        ]
      : []),
    ...(unparked > 0 ? [`${unparked} parked events are lost and cannot be tried again`] : []),
    ...(rows.cursors === 0
      ? ['no consumer positions were found: each consumer starts as a new one']
      : []),
    `the damaged journal is in ${aside}; delete it when all is well`,
  ]
}

function lostText(saved: EventSpan, lost: EventSpan): string {
  if (lost.events > 0) return spanText(lost)
  return saved.events > 0
    ? 'nothing, as far as the remaining data shows'
    : 'unknown: nothing that remains shows what was there'
}

function spanText({ events, from, to }: EventSpan): string {
  if (from === undefined || to === undefined) return counted(events)
  return `${counted(events)}, received ${from.toLocaleString('sv')} to ${to.toLocaleString('sv')}`
}

function counted(events: number): string {
  return events === 1 ? '1 event' : `${events} events`
}
