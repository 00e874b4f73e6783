import { describe, expect, it } from 'vitest'
import {
  clockTime,
  countDown,
  lengthOf,
  sizeText,
} from '../../../../../plugins/web/page/shell/time.ts'
import { texts } from '../../../../../plugins/web/page/texts.ts'

const NOW = new Date(2030, 5, 1, 12, 3, 4).getTime()

describe('times on the page', () => {
  it('are those of the clock on the wall, with the date if it was another day', () => {
    expect(clockTime(NOW, NOW)).toBe('12:03:04')
    const before = new Date(2030, 4, 30, 9, 0, 1)
    expect(clockTime(before.toISOString(), NOW)).toBe(`${before.toLocaleDateString()} 09:00:01`)
    expect(clockTime('nonsense', NOW)).toBe('?')
  })

  it.each([
    [-5_000, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3_660_000, '1 h 1 min'],
    [90_000_000, '1 d 1 h'],
  ])('%i ms are %s', (ms, text) => {
    expect(lengthOf(ms, texts)).toBe(text)
  })

  it.each([
    [-1, '0:00'],
    [999, '0:00'],
    [65_900, '1:05'],
    [3_600_000, '60:00'],
  ])('%i ms count down as %s', (ms, text) => {
    expect(countDown(ms)).toBe(text)
  })

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_500, '1.5 kB'],
    [220_000_000, '220 MB'],
    [2_000_000_000, '2.0 GB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text)
  })
})
