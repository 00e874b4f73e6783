import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSpan, parseTime } from '../../../core/cli/time.ts'
import { WrongUsage } from '../../../core/cli/usage.ts'

const now = new Date('2026-11-23T20:00:00Z')
const parse = (text: string) => parseTime('--since', text, now)

describe('a time on the command line', () => {
  it.each([
    ['2h', '2026-11-23T18:00:00.000Z'],
    ['90d', '2026-08-25T20:00:00.000Z'],
    ['30s', '2026-11-23T19:59:30.000Z'],
    ['2026-11-23T19:00Z', '2026-11-23T19:00:00.000Z'],
    ['2026-11-23T19:00:10.500+02:00', '2026-11-23T17:00:10.500Z'],
  ])('%s is %s', (text, iso) => {
    expect(parse(text).toISOString()).toBe(iso)
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
  ])('refuses %j and says how to write one', text => {
    expect(() => parse(text)).toThrow(WrongUsage)
    expect(() => parse(text)).toThrow(
      '--since is not a time: write one like 2h, 2026-11-23 or 2026-11-23T19:00',
    )
  })

  it('gives a real time or refuses, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        try {
          expect(parse(text).getTime()).not.toBeNaN()
        } catch (failure) {
          expect(failure).toBeInstanceOf(WrongUsage)
        }
      }),
    )
  })
})

describe('a span of time on the command line', () => {
  it('has both ends, one or none', () => {
    const two = parseSpan({ since: '2h', until: '1h' }, now)
    expect(two).toEqual({
      since: new Date('2026-11-23T18:00:00Z'),
      until: new Date('2026-11-23T19:00:00Z'),
    })
    expect(parseSpan({ until: '2026-12-01' }, now).since).toBeUndefined()
    expect(parseSpan({}, now)).toEqual({ since: undefined, until: undefined })
  })

  it.each([
    [{ since: '1h', until: '2h' }, 'nothing lies between --since 1h and --until 2h'],
    [{ since: '1h', until: '1h' }, '--since must be the earlier one, and 2h means two hours ago'],
    [{ since: '2026-11-24' }, '--since 2026-11-24 is in the future'],
    [{ since: 'soon', until: '1h' }, '--since is not a time'],
  ])('is refused where nothing can lie in it: %j', (given, sentence) => {
    expect(() => parseSpan(given, now)).toThrow(WrongUsage)
    expect(() => parseSpan(given, now)).toThrow(sentence)
  })
})
