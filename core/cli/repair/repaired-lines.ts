import type { RepairTold } from '../../operations/repair/repair.ts'

type Whole = Extract<RepairTold, { why: string }>
type EventSpan = Whole['saved']

/** What a repair did, for people. */
export function repairedLines(repaired: RepairTold): readonly string[] {
  if (repaired.code === 'sound')
    return [`nothing is damaged: ${counted(repaired.events)} can be read in ${repaired.journal}`]
  if (!('why' in repaired))
    return [`the interrupted repair is finished; the damaged journal is in ${repaired.aside}`]
  return report(repaired)
}

function report({ aside, saved, lost, rows, unparked }: Whole): readonly string[] {
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
  return `${counted(events)}, received ${timeText(from)} to ${timeText(to)}`
}

function timeText(moment: string): string {
  return new Date(moment).toLocaleString('sv')
}

function counted(events: number): string {
  return events === 1 ? '1 event' : `${events} events`
}
