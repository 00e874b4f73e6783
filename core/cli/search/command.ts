import type { z } from 'zod'
import type { search } from '../../operations/history/search.ts'
import type { Declare } from '../declare.ts'
import { declareOperation, type Told } from '../operation-command.ts'
import { describeEvent } from '../shown/describe-event.ts'
import { droppedAtEnd, idAtEnd } from '../shown/event-line.ts'
import { sayHidden } from '../shown/hidden.ts'
import { clock, type Output, printable } from '../shown/output.ts'

type Found = z.output<typeof search.output>

export const declareSearch: Declare = root =>
  declareOperation(root, 'search', {
    example: 'promethean search lantern room --since 7d',
    arguments: ['words'],
    lines: ({ events, hidden, completeSince }) => [
      ...events,
      ...(hidden && hidden.tests + hidden.dropped + hidden.both > 0 ? [notShown(hidden)] : []),
      ...(completeSince ? [{ code: 'incomplete', completeSince }] : []),
    ],
    show: ({ events, hidden, completeSince }, output, { wanted }) => {
      for (const event of events) output.line(lineFor(output, event))
      if (events.length === wanted.limit)
        output.trouble(`these are the newest ${wanted.limit}; a higher --limit shows more`)
      if (hidden !== undefined) sayNothingFound(output, wanted, hidden)
      if (completeSince !== undefined) sayIncomplete(output, new Date(completeSince))
    },
  })

function notShown({ tests, dropped, both }: NonNullable<Found['hidden']>): object {
  return { code: 'not_shown', tests: tests + both, dropped: dropped + both }
}

function sayNothingFound(
  output: Output,
  { words, channel }: Told<'search'>['wanted'],
  hidden: NonNullable<Found['hidden']>,
): void {
  const where = channel === undefined ? '' : ` in ${printable(channel)}`
  output.trouble(`no kept chat message${where} contains all of: ${printable(words.join(' '))}`)
  sayHidden(output, hidden, ['message', 'messages'])
}

function sayIncomplete(output: Output, since: Date): void {
  output.trouble(
    `complete since ${since.toLocaleString('sv')}; older messages that are not indexed yet were not searched: promethean run indexes them in the background, millions within minutes`,
  )
}

function lineFor({ style }: Output, event: Found['events'][number]): string {
  const { platform, channel, test, verdict } = event
  const received = new Date(event.received)
  const date = received.toLocaleDateString('sv')
  const where = [platform, channel].filter(Boolean).join(' ')
  const when = style('dim', `${date} ${clock(received)}  ${printable(where)}`)
  const mark = test ? style('dim', ' (test)') : ''
  const why = droppedAtEnd(verdict?.reason, style)
  return `${when}  ${printable(describeEvent(event))}${mark}${why}${idAtEnd(event, style)}`
}
