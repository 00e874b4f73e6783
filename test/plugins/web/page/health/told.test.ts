import { describe, expect, it } from 'vitest'
import { changesOf } from '../../../../../plugins/web/page/health/changes.ts'
import { conditionOf } from '../../../../../plugins/web/page/health/condition.ts'
import { texts } from '../../../../../plugins/web/page/texts.ts'

const consumer = { delivered: 1, lag: 0, parked: 0, expired: 0 }

describe('what health tells', () => {
  it.each([
    ['takes', consumer],
    ['takes', { ...consumer, lag: -1 }],
    ['catches', { ...consumer, lag: 5_000 }],
    ['waits', { ...consumer, lag: 3, reason: 'refused' }],
    ['paused', { ...consumer, lag: 3, reason: 'paused', paused: '2030-01-01T00:00:00Z' }],
  ])('of a consumer: it %s', (condition, status) => {
    expect(conditionOf(status)).toBe(condition)
  })

  it('of a reload: which plugins are others now, and how many were left alone', () => {
    const data = { kept: ['a', 'b'], restarted: ['greeter'], added: [], removed: ['old', 'older'] }
    expect(changesOf(data, texts.health.changes)).toBe(
      'restarted: greeter; removed: old, older; 2 unchanged',
    )
    expect(changesOf({}, texts.health.changes)).toBe('0 unchanged')
  })
})
