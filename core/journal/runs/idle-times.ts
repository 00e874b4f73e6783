import { RUNTIME } from '../../events/runtime-source.ts'
import type { Journal } from '../port.ts'
import { STALE_MS, type StoredRun, type StoredRuns } from './stored-runs.ts'

/** A time in which the runtime did not run, in ms since 1970. */
export interface IdleTime {
  /** `-Infinity`: before it ran for the first time. */
  readonly from: number
  /** `Infinity`: it does not run now. */
  readonly until: number
}

/**
 * When the runtime did not run, as far as the journal knows, the oldest first. Nothing is known of the time before an older
 * Promethean's journal was first used by one that notes it.
 */
export async function idleTimes(
  journal: Pick<Journal, 'state'>,
  now: number,
): Promise<readonly IdleTime[]> {
  const state = await journal.state(RUNTIME)
  // Written by RunRecord.
  const last = state.get('run') as StoredRun | undefined
  const { runs, isAll } = (state.get('runs') as StoredRuns | undefined) ?? NONE
  if (last === undefined) return []
  // In order, unless the clock was set.
  const all = [...runs, last].sort(([one], [other]) => one - other)
  const idle: IdleTime[] = []
  let from = isAll ? Number.NEGATIVE_INFINITY : (all[0]?.[0] ?? 0)
  for (const [began, until] of all) {
    if (began > from) idle.push({ from, until: began })
    from = Math.max(from, until)
  }
  if (now - from > STALE_MS) idle.push({ from, until: Number.POSITIVE_INFINITY })
  return idle
}

const NONE: StoredRuns = { runs: [], isAll: false }
