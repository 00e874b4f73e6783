import type { z } from 'zod'
import type { approvals } from '../../operations/approvals/approvals.ts'
import { isConfirmed, type Terminal } from '../shown/confirm.ts'
import { pendingLines, terminalWidth } from './shown.ts'

type Pending = z.output<typeof approvals.output>[number]

/** How the oldest is decided on, where no id was given. */
interface Asked {
  /** As a question begins: `Approve`. */
  readonly word: 'Approve' | 'Drop'
  /** `--yes` was given. */
  readonly isSure: boolean
  readonly terminal: Terminal | undefined
}

/** What is decided on without an id: the id of the oldest, none if that is left to the instance, or `nothing`. */
export async function chosen(
  pending: readonly Pending[],
  { word, isSure, terminal }: Asked,
): Promise<{ readonly which?: string } | 'nothing'> {
  const [oldest] = pending
  // A plugin's own title or answer: the oldest is meant.
  if (oldest === undefined || pending.every(({ agent }) => agent === undefined)) return {}
  if (isSure) return { which: oldest.id }
  // The instance refuses, and names the ids.
  if (terminal === undefined) return {}
  const others = pending.slice(1).map(({ id }) => id)
  const more = others.length === 0 ? '' : `\n(${others.join(', ')} pending as well)`
  const shown = pendingLines(oldest, terminalWidth()).join('\n')
  const isWanted = await isConfirmed(`${shown}${more}\n${word} ${oldest.id}?`, terminal)
  return isWanted ? { which: oldest.id } : 'nothing'
}
