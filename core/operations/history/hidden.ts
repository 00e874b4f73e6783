import { z } from 'zod'
import type { JournalQuery, JournalRow } from '../../journal/port.ts'
import { count } from '../fields.ts'

/** Maximum count if only excluded events match. */
export const MAX_HINTED = 1_000

/** How many more would be found with tests and all: each is counted once. */
export const hidden = z.object({
  tests: count.describe('kept test events'),
  dropped: count.describe('dropped events, without test events'),
  droppedTests: count.describe('dropped test events'),
})

export type Hidden = z.output<typeof hidden>

/** Whether anything was left out. */
export function isSomeHidden({ tests, dropped, droppedTests }: Hidden): boolean {
  return tests + dropped + droppedTests > 0
}

/** What a query left out, counted by repeating it with tests and dropped events. */
export async function hiddenOf(
  wanted: { readonly tests: boolean; readonly all: boolean },
  find: (more: Pick<JournalQuery, 'tests' | 'dropped' | 'limit'>) => Promise<readonly JournalRow[]>,
): Promise<Hidden> {
  const others = (await find({ tests: true, dropped: true, limit: MAX_HINTED })).map(
    ({ event, verdict }) => ({
      isTest: event.test === true && !wanted.tests,
      isDropped: !verdict.kept && !wanted.all,
    }),
  )
  const many = (isTest: boolean, isDropped: boolean) =>
    others.filter(one => one.isTest === isTest && one.isDropped === isDropped).length
  return {
    tests: many(true, false),
    dropped: many(false, true),
    droppedTests: many(true, true),
  }
}
