import { expect, it } from 'vitest'
import { grouped, lastsUntil } from '../../../../../plugins/web/page/curves/course/marks.ts'

const outage = (at: number, until?: number) => ({ kind: 'outage', at, what: 'obs', until })

it('an outage or a stop without an end lasts up to the end of the chart; what lasts no time does not', () => {
  expect(lastsUntil(outage(1, 5))).toBe(5)
  expect(lastsUntil(outage(1))).toBe(Number.POSITIVE_INFINITY)
  expect(lastsUntil({ kind: 'stopped', until: undefined })).toBe(Number.POSITIVE_INFINITY)
  expect(lastsUntil({ kind: 'reload', until: undefined })).toBeUndefined()
})

it('outages shown as one last until all of them are over', () => {
  expect(grouped([outage(1, 9), outage(2, 5)], 60)).toMatchObject([{ count: 2, until: 9 }])
  expect(grouped([outage(1), outage(2, 5)], 60)).toMatchObject([{ count: 2, until: undefined }])
})
