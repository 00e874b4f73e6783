import { describe, expect, it } from 'vitest'
import { parseDuration } from '../../core/duration.ts'
import { type DurationBounds, duration } from '../../core/duration-option.ts'

const said = (bounds: DurationBounds | undefined, text: unknown) =>
  duration(bounds).safeParse(text).error?.issues[0]?.message

describe('an option that is a duration', () => {
  it('takes what people write', () => {
    for (const text of ['500ms', '30s', '1.5h', '90d', '2w', '2 m', '0s'])
      expect(duration().parse(text)).toBe(text)
  })

  it('answers a mistake with an example', () => {
    for (const text of ['', '30', 'soon', '-1s', '1y', 's'])
      expect(said(undefined, text)).toBe("expected a duration like '30s'")
    expect(said({ like: '2m' }, 'soon')).toBe("expected a duration like '2m'")
  })

  it('keeps to its bounds, which it takes itself', () => {
    const bounds: DurationBounds = { from: '1s', to: '24h', like: '15m' }
    for (const text of ['1s', '24h', '1440m']) expect(said(bounds, text)).toBeUndefined()
    for (const text of ['999ms', '25h', '1w', 'soon'])
      expect(said(bounds, text)).toBe("expected a duration from 1s to 24h, like '15m'")
    expect(said({ to: '60s' }, '61s')).toBe("expected a duration of at most 60s, like '30s'")
    expect(said({ from: '10s' }, '9s')).toBe("expected a duration of at least 10s, like '30s'")
  })
})

it('a duration is read into milliseconds', () => {
  expect(['500ms', '1.5h', '2w', '2 M'].map(parseDuration)).toEqual([
    500, 5_400_000, 1_209_600_000, 120_000,
  ])
  expect(() => parseDuration('soon')).toThrow("expected a duration like '30s', '2m' or '90d'")
})
