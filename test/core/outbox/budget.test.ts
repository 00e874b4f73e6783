import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget, WINDOW_MS } from '../../../core/outbox/budget.ts'
import { limitOf, longestMessage, textsFor } from '../../../core/outbox/limits.ts'

describe('a budget', () => {
  it('lets so many go at once, and the next when the first is out of the window', () => {
    const budget = new Budget()
    for (let count = 0; count < 20; count++) {
      expect(budget.waitMs(20, 1_000)).toBe(0)
      budget.spend(1_000)
    }
    const wait = budget.waitMs(20, 1_000)
    expect(wait).toBeGreaterThan(WINDOW_MS)
    expect(budget.waitMs(20, 1_000 + wait)).toBe(0)
  })

  it('is wider at once for who has become a moderator, and narrow again for who is none any more', () => {
    const budget = new Budget()
    for (let count = 0; count < 20; count++) budget.spend(0)
    expect(budget.waitMs(20, 1)).toBeGreaterThan(0)
    expect(budget.waitMs(100, 1)).toBe(0)
  })

  it('is never exceeded in any 30 s, however the texts come', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 20 }), (waits, most) => {
        const budget = new Budget()
        const left: number[] = []
        let now = 0
        for (const gap of waits) {
          now += gap
          now += budget.waitMs(most, now)
          budget.spend(now)
          left.push(now)
        }
        for (const start of left) {
          const inWindow = left.filter(at => at >= start && at < start + WINDOW_MS)
          expect(inWindow.length).toBeLessThanOrEqual(most)
        }
      }),
    )
  })
})

describe('the limits', () => {
  it('are those of the platform, by what the account is in the channel', () => {
    const twitch = limitOf('twitch')
    expect(textsFor(twitch, undefined)).toBe(20)
    expect(textsFor(twitch, { name: 'annbot', roles: ['subscriber'] })).toBe(20)
    expect(textsFor(twitch, { name: 'annbot', roles: ['moderator'] })).toBe(100)
    expect(textsFor(twitch, { name: 'ann', roles: ['broadcaster'] })).toBe(100)
    expect(limitOf('youtube').codePoints).toBe(200)
    expect(limitOf('kick').codePoints).toBe(500)
  })

  it('are cautious where the platform is not known', () => {
    expect(limitOf('somewhere')).toEqual(limitOf('trovo'))
  })

  it('tell authors how long one chat message may be', () => {
    expect([longestMessage('twitch'), longestMessage('youtube')]).toEqual([500, 200])
    expect(longestMessage(undefined)).toBe(200)
  })
})
