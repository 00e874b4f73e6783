import type { ActivityFound } from '../../operations/activity/activity.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { clock, type Output, printable } from '../shown/output.ts'

export const declareActivity: Declare = root =>
  declareOperation(root, 'activity', {
    example: 'promethean activity --step 300',
    arguments: ['session'],
    code: 'activity',
    show: (found, output) => {
      const { points, session, begin } = found
      output.line(
        `${output.style('bold', new Date(begin).toLocaleString('sv'))}  ${session ?? ''}`.trimEnd(),
      )
      const rows = [
        ...points.map(point => ({ at: point.at, row: rowOf(point) })),
        ...marksOf(found, output),
      ]
      const inOrder = rows.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
      for (const { at, row } of inOrder) output.line(`${clock(new Date(at))}  ${row}`)
    },
  })

function rowOf({ lines, chatters, viewers, mood }: ActivityFound['points'][number]): string {
  const parts = [
    ...Object.entries(lines).map(([platform, count]) => `${printable(platform)} ${count}`),
    ...(chatters === 0 ? [] : [`by ${chatters}`]),
    ...(viewers === undefined ? [] : [`viewers ${viewers}`]),
    ...(mood === undefined ? [] : [`mood ${mood.toFixed(2)}`]),
  ]
  return parts.join('  ') || '-'
}

function marksOf({ marks }: ActivityFound, { style }: Output) {
  return marks.map(({ at, kind, what, until }) => {
    const end = until === undefined ? '' : `, until ${clock(new Date(until))}`
    return { at, row: style('bold', `${kind}: ${printable(what)}${end}`) }
  })
}
