import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTime } from '../../../core/operations/time.ts'

const now = new Date('2026-11-23T20:00:00Z')
const parse = (text: string) => readTime(text, now)

describe('a time as people write it', () => {
  it.each([
    ['2h', '2026-11-23T18:00:00.000Z'],
    ['90d', '2026-08-25T20:00:00.000Z'],
    ['30s', '2026-11-23T19:59:30.000Z'],
    ['2026-11-23T19:00Z', '2026-11-23T19:00:00.000Z'],
    ['2026-11-23T19:00:10.500+02:00', '2026-11-23T17:00:10.500Z'],
  ])('%s is %s', (text, iso) => {
    expect(parse(text)?.toISOString()).toBe(iso)
  })

  it('is of this computer’s zone where it names none, a date alone its midnight', () => {
    expect(parse('2026-11-23T19:00')).toEqual(new Date(2026, 10, 23, 19, 0))
    expect(parse('2026-11-23')).toEqual(new Date(2026, 10, 23))
  })

  it.each([
    '',
    'yesterday',
    '2',
    '5 minutes',
    '23.11.2026',
    '2026-13-40',
    '2026-11-23 or so',
    '12',
  ])('is not %j', text => {
    expect(parse(text)).toBeUndefined()
  })

  it('is a real time or none, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(parse(text)?.getTime()).not.toBeNaN()
      }),
    )
  })
})
