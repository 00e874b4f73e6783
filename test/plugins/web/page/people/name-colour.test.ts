import { describe, expect, test } from 'vitest'
import { contrast, nameColours, rgbOf } from '../../../../../plugins/web/page/people/name-colour.ts'

// Of the page's style: the grounds that names stand on.
const GROUNDS = {
  dark: ['#14161b', '#1d2027', '#2a2e38'],
  light: ['#f5f6f8', '#ffffff', '#eceef2'],
}

describe('a name', () => {
  test.each([
    ...['#000000', '#ffffff', '#0000ff', '#ff0000', '#00ff00', '#808080', '#FFFF00', '#30303a'],
    ...[undefined, '', 'red', '#fff', '#12345', 'url(x)', '#000000;x'],
  ])('in the colour %j can be read on both themes', color => {
    const { onDark, onLight } = nameColours(color, 'bea')
    for (const ground of GROUNDS.dark) expect(ratio(onDark, ground)).toBeGreaterThanOrEqual(4.5)
    for (const ground of GROUNDS.light) expect(ratio(onLight, ground)).toBeGreaterThanOrEqual(4.5)
  })

  test('keeps a colour that can be read as it is', () => {
    expect(nameColours('#5f9eff', 'bea').onDark).toBe('#5f9eff')
    expect(nameColours('#102040', 'bea').onLight).toBe('#102040')
  })

  test('without a colour has one of its own, always the same', () => {
    expect(nameColours(undefined, 'bea')).toEqual(nameColours('nonsense', 'bea'))
    expect(nameColours(undefined, 'bea')).not.toEqual(nameColours(undefined, 'cleo'))
  })
})

function ratio(one: string, other: string): number {
  const [first, second] = [rgbOf(one), rgbOf(other)]
  if (first === undefined || second === undefined) throw new Error(`no colour: ${one}, ${other}`)
  return contrast(first, second)
}
