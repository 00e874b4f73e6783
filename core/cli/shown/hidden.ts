import { type Hidden, MAX_HINTED } from '../../operations/history/hidden.ts'
import type { Output } from './output.ts'

/** Says which options would show more. @param one the counted thing, in singular and plural */
export function sayHidden(
  output: Output,
  { tests, dropped, droppedTests }: Hidden,
  one: readonly [string, string],
): void {
  const say = (count: number, kind: string, flags: string) => {
    if (count === 0) return
    const many = count === MAX_HINTED ? `${count} and more` : count
    const matching = count === 1 ? `${one[0]} matches` : `${one[1]} match`
    output.trouble(`${many} ${kind} ${matching}; add ${flags}`)
  }
  say(tests, 'test', '--tests')
  say(dropped, 'dropped', '--all')
  say(droppedTests, 'dropped test', '--tests --all')
}
