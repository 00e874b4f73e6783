import { describe, expect, it } from 'vitest'
import { countDown, lengthOf, sizeText } from '../../../../../plugins/web/page/shell/time.ts'
import { texts } from '../../../../../plugins/web/page/texts.ts'

describe('times on the page', () => {
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
