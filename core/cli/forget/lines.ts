import type { z } from 'zod'
import type { forget } from '../../operations/forget/forget.ts'
import { printable } from '../shown/output.ts'

/** What is deleted of somebody, as JSON. */
export type Forgotten = z.output<typeof forget.output>

/** Whether there is nothing to delete. */
export function isNothing({ removed, cleaned, notes, dropped, stores }: Forgotten): boolean {
  const inStores = stores.some(one => one.reason !== undefined || one.removed + one.cleaned > 0)
  return Object.keys(removed).length === 0 && cleaned + notes + dropped.length === 0 && !inStores
}

/** What there is of somebody, before it is deleted. */
export function foundLines(found: Forgotten): readonly string[] {
  const { platform, id, names, documents } = found
  const who = printable(`${names[0] ?? id} (${platform}, id ${id})`)
  if (isNothing(found)) return [`there is nothing of ${who} to delete`]
  return [
    who,
    ...(names.length > 1 ? [`  also called ${printable(names.slice(1).join(', '))}`] : []),
    ...countsOf(found),
    ...documents.map(place => `  ${printable(place)} is left alone; --documents deletes there too`),
  ]
}

/** What was deleted. */
export function forgottenLines(forgotten: Forgotten): readonly string[] {
  const { states, unreached, documents, alsoLater } = forgotten
  return [
    'deleted',
    ...countsOf(forgotten),
    ...(alsoLater ? ['nothing of what they do is stored from now on'] : []),
    'not deleted',
    ...documents.map(place => `  what is in ${printable(place)}: --documents deletes there too`),
    ...states.map(use => `  what ${printable(use)} stores for itself`),
    ...unreached.map(one => `  ${one}`),
  ]
}

function countsOf({ removed, cleaned, notes, dropped, stores, dry }: Forgotten): readonly string[] {
  return [
    ...Object.entries(removed).map(([type, count]) => row(count, type)),
    ...(cleaned > 0 ? [row(cleaned, 'events of others: only their name and words')] : []),
    ...(notes > 0 ? [row(notes, 'notes about other events')] : []),
    ...(dropped.length > 0 ? [row(dropped.length, `pending: ${dropped.join(', ')}`)] : []),
    ...stores.map(one => storeLine(one, dry === true)),
  ]
}

function storeLine(
  { place, removed, cleaned, reason }: Forgotten['stores'][number],
  isDry: boolean,
): string {
  if (reason !== undefined) return `  ${printable(place)}: ${printable(reason)}; run it again`
  // An index is asked with the ids of what was deleted; there are none yet.
  if (isDry && removed + cleaned === 0)
    return `  ${' '.repeat(9)}in ${printable(place)}: counted when it is deleted`
  return row(removed + cleaned, `in ${printable(place)}`)
}

function row(count: number, what: string): string {
  return `  ${String(count).padStart(7)}  ${what}`
}
