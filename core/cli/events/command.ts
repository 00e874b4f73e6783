import type { EventsPage } from '../../operations/history/events.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { droppedAtEnd, eventLine, idAtEnd } from '../shown/event-line.ts'
import { sayHidden } from '../shown/hidden.ts'
import type { Output } from '../shown/output.ts'

export const declareEvents: Declare = root =>
  declareOperation(root, 'events', {
    example: 'promethean events channel.raided --since 7d',
    arguments: ['types'],
    code: 'events',
    show: ({ events, cursor, more, completeSince, hidden }, output) => {
      for (const told of events) output.line(lineOf(told, output))
      if (events.length === 0) output.trouble('no matching event was kept')
      if (hidden !== undefined) sayHidden(output, hidden, ['event', 'events'])
      if (more)
        output.trouble(
          `there are more: a higher --limit shows more at once, --cursor ${cursor} continues`,
        )
      if (completeSince !== undefined)
        output.trouble(
          `complete since ${new Date(completeSince).toLocaleString('sv')}: older events are not all indexed yet`,
        )
    },
  })

function lineOf({ verdict, ...told }: EventsPage['events'][number], { style }: Output): string {
  const received = new Date(told.received)
  const event = { ...told, received }
  const date = style('dim', received.toLocaleDateString('sv'))
  const why = droppedAtEnd(verdict?.reason, style)
  return `${date} ${eventLine(event, style)}${why}${idAtEnd(event, style)}`
}
