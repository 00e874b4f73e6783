import type { z } from 'zod'
import type { approvals, approve } from '../../operations/approvals/approvals.ts'
import { clock, type Output, printable } from '../shown/output.ts'

type Pending = z.output<typeof approvals.output>[number]
type Decided = z.output<typeof approve.output>

// Of a request that is told in full below it.
const MOST_IN_HEAD = 100
const INDENT = ' '.repeat(13)
const NAME_WIDTH = 9
// Where nobody knows how wide the screen is.
const WIDTH = 100
const LEAST_WIDTH = 40

/** A pending request for a terminal: who asks, what for, and all that would be sent. */
export function pendingLines(one: Pending, width = WIDTH): readonly string[] {
  const { id, number, until, cause, agent } = one
  const why = cause === undefined ? '' : `; promethean explain ${printable(cause)}`
  const head = `${String(number).padEnd(3)} ${id.padEnd(8)} ${described(one)}  (until ${clock(new Date(until))}${why})`
  if (agent === undefined) return [head]
  const { name, shown } = agent
  return [
    head,
    `${INDENT}${printable(name)} asks`,
    ...shown.flatMap(field => fieldLines(field, width)),
  ]
}

/** The width of the terminal that is written to. */
export function terminalWidth(): number {
  return Math.max(process.stdout.columns ?? WIDTH, LEAST_WIDTH)
}

// A long value is broken here and marked on each line: it cannot look like the next request.
function fieldLines({ name, value }: { name: string; value: string }, width: number): string[] {
  const room = width - INDENT.length - NAME_WIDTH - 2
  const points = [...printable(value)]
  const lines = Array.from({ length: Math.max(1, Math.ceil(points.length / room)) }, (_, at) =>
    points.slice(at * room, (at + 1) * room).join(''),
  )
  return lines.map((line, at) => `${INDENT}${(at === 0 ? name : '').padEnd(NAME_WIDTH)}| ${line}`)
}

/** A request in a few words: `title of title-generator: Cosy evening`. */
export function described({ plugin, what, text, agent }: Pending): string {
  const points = [...printable(text)]
  const isCut = agent !== undefined && points.length > MOST_IN_HEAD
  const said = isCut ? `${points.slice(0, MOST_IN_HEAD).join('')}…` : points.join('')
  return `${what} of ${plugin}: ${said}`
}

/** Shows what was decided, and what came of it. @returns the exit code: 1 if it was approved and not done */
export function showDecided(
  { decided, left, came }: Decided,
  output: Output,
  word: 'approved' | 'dropped',
): number {
  const done = decided.what === 'message' ? 'sent' : 'done'
  if (came?.status === 'not_done')
    output.trouble(printable(`approved, but not ${done}: ${came.why}  (${described(decided)})`))
  else output.line(`${word}  ${described(decided)}`)
  if (came?.status === 'done') output.line(`${done}${whereIn(decided)}`)
  if (came?.status === 'under_way')
    output.line(`not known yet whether it is ${done}; promethean events agent.failed tells if not`)
  for (const one of left) output.line(`${one.number} pending  ${described(one)}  (${one.id})`)
  return came?.status === 'not_done' ? 1 : 0
}

function whereIn({ agent }: Pending): string {
  const where = agent?.shown.find(({ name }) => name === 'where')?.value
  return where === undefined ? '' : `: ${printable(where)}`
}
