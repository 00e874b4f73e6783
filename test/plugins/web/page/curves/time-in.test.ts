import { expect, it } from 'vitest'
import { timeIn } from '../../../../../plugins/web/page/curves/course/time-in.ts'
import { BEGIN } from './courses.ts'

const HOURS = 3_600
const times = (hours: number) => {
  const chart = { from: BEGIN / 1000, until: BEGIN / 1000 + hours * HOURS }
  return Array.from({ length: hours + 1 }, (_, hour) => timeIn(chart, BEGIN + hour * HOURS * 1000))
}

it('no two hours of a stream are written alike, even if it runs for days', () => {
  for (const hours of [3, 23, 24, 30, 100]) expect(new Set(times(hours)).size).toBe(hours + 1)
})

it('a stream of an evening has no weekdays', () => {
  expect(times(4)[0]).toMatch(/^\d{1,2}.\d\d/)
})
