import { expect, test } from 'vitest'
import { type ChatLine, chatLine } from '../../../../../plugins/web/page/chat/chat-line.ts'
import { behind, upToDate } from '../../../../../plugins/web/page/chat/stopped.ts'
import { saying } from '../../../../support/page/told.ts'

const [one, two, three, four] = ['one', 'two', 'three', 'four'].map(text => chatLine(saying(text)))
const lines = [one, two, three, four].filter(line => line !== undefined)

test('what came while somebody reads further up is known', () => {
  expect(textsOf(behind(lines.slice(0, 2), lines))).toEqual(['three', 'four'])
  expect(behind(lines, lines)).toEqual([])
  expect(textsOf(behind([], lines))).toEqual(['one', 'two', 'three', 'four'])
})

test('all is new once the page no longer keeps what is read', () => {
  expect(textsOf(behind(lines.slice(0, 1), lines.slice(2)))).toEqual(['three', 'four'])
})

test('little is new because the last line became what the platform reports', () => {
  expect(textsOf(behind([...lines.slice(0, 1), chatLine(saying('two'))], lines))).toEqual([
    ...['two', 'three', 'four'],
  ])
})

test('what is read stays, and shows what was struck meanwhile', () => {
  const struck = lines.map(line => ({ ...line, struck: { why: 'deleted' as const } }))
  const shown = upToDate(lines.slice(0, 2), struck.slice(1))
  expect(shown.map(line => [line.text, line.struck?.why])).toEqual([
    ['one', undefined],
    ['two', 'deleted'],
  ])
})

function textsOf(shown: readonly ChatLine[]): readonly string[] {
  return shown.map(({ text }) => text)
}
