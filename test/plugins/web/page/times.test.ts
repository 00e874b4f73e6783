import { describe, expect, it } from 'vitest'
import { clockTime, exactTime, timeOfDay } from '../../../../plugins/web/page/times.ts'

const NOW = new Date(2030, 5, 1, 20, 31, 7).getTime()
const before = new Date(2030, 4, 30, 9, 5, 1)

describe('times on the page', () => {
  it('are those of the clock on the wall, with seconds only where an event is looked at', () => {
    expect(clockTime(NOW, NOW)).toMatch(/^(8:31\sPM|20:31)$/)
    expect(exactTime(NOW, NOW)).toMatch(/^(8:31:07\sPM|20:31:07)$/)
  })

  it('have their day if it was another', () => {
    expect(clockTime(before.toISOString(), NOW)).toMatch(/May 30.* 9:05|30.* 09:05/)
    expect(exactTime(before.getTime(), NOW)).toMatch(/2030.*9:05:01/)
    expect(timeOfDay(before.getTime())).toMatch(/^0?9:05(\sAM)?$/)
  })

  it('that are none are a question mark', () => {
    expect(clockTime('nonsense', NOW)).toBe('?')
    expect(timeOfDay(Number.NaN)).toBe('?')
  })
})
