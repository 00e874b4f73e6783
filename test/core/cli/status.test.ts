import { expect, it } from 'vitest'
import { clock } from '../../../core/cli/output.ts'
import { describeUse } from '../../../core/cli/status.ts'

const at = '2026-11-24T11:40:00.000Z'
const time = clock(new Date(at))

it('a plugin that runs again shows that it failed, how often, when last and why', () => {
  const use = { id: 'bingo', state: 'ready', since: at }
  expect(describeUse(use)).toBe(`since ${time}`)
  const failures = { count: 1, reason: 'x is not iterable, at config/bingo.ts:23:49', at }
  expect(describeUse({ ...use, failures })).toBe(
    `since ${time}; failed once, last at ${time}: x is not iterable, at config/bingo.ts:23:49`,
  )
})

it('a plugin that is down for it says why once', () => {
  const failures = { count: 3, reason: 'it threw', at }
  const use = { id: 'bingo', state: 'failed', since: at, reason: 'it threw', failures }
  expect(describeUse(use)).toBe(`since ${time}; it threw; failed 3 times, last at ${time}`)
})
