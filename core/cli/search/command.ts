import type { z } from 'zod'
import { isSomeHidden } from '../../operations/history/hidden.ts'
import { limitOf, type search } from '../../operations/history/search.ts'
import type { Declare } from '../declare.ts'
import { declareOperation, type Told } from '../operation-command.ts'
import { describeEvent } from '../shown/describe-event.ts'
import { droppedAtEnd, idAtEnd } from '../shown/event-line.ts'
import { sayHidden } from '../shown/hidden.ts'
import { clock, type Output, printable } from '../shown/output.ts'
import { showPassage } from './passages.ts'

type Found = z.output<typeof search.output>

export const declareSearch: Declare = root =>
  declareOperation(root, 'search', {
    example: 'promethean search lantern room --since 7d',
    arguments: ['words'],
    lines: ({ events, passages = [], wordsOnly, hidden, completeSince, completeUntil }) => [
      ...events,
      ...passages.map(passage => ({ code: 'passage', ...passage })),
      ...(wordsOnly === undefined ? [] : [{ code: 'words_only', reason: wordsOnly }]),
      ...(hidden && isSomeHidden(hidden) ? [notShown(hidden)] : []),
      ...(completeSince ? [{ code: 'incomplete', completeSince }] : []),
      ...(completeUntil ? [{ code: 'incomplete', completeUntil }] : []),
    ],
    show: (found, output, { wanted }) => {
      const { events, passages, hidden, completeSince } = found
      for (const event of events) output.line(lineFor(output, event))
      if (events.length === limitOf(wanted))
        output.trouble(`these are the newest ${events.length}; a higher --limit shows more`)
      if (passages !== undefined) showPassages(output, found)
      else if (hidden !== undefined) sayNothingFound(output, wanted, hidden)
      if (completeSince !== undefined) sayIncomplete(output, new Date(completeSince))
    },
  })

function showPassages(
  output: Output,
  { passages = [], wordsOnly, completeUntil, hidden }: Found,
): void {
  passages.forEach((passage, index) => {
    if (index > 0) output.line('')
    showPassage(output, passage)
  })
  if (passages.length === 0) output.trouble('nothing that is stored means something like that')
  if (hidden !== undefined) sayHidden(output, hidden, ['passage', 'passages'])
  if (wordsOnly !== undefined)
    output.trouble(`searching by words alone, because ${printable(wordsOnly)}`)
  if (completeUntil !== undefined)
    output.trouble(
      `by meaning complete until ${new Date(completeUntil).toLocaleString('sv')}; the running instance works on what came later`,
    )
}

function notShown({ tests, dropped, droppedTests }: NonNullable<Found['hidden']>): object {
  return { code: 'not_shown', tests: tests + droppedTests, dropped: dropped + droppedTests }
}

function sayNothingFound(
  output: Output,
  { words, channel, in: places }: Told<'search'>['wanted'],
  hidden: NonNullable<Found['hidden']>,
): void {
  const where = channel === undefined ? '' : ` in ${printable(channel)}`
  const isChat = places.join() === 'chat'
  const what = isChat ? 'chat message' : 'event'
  output.trouble(`no kept ${what}${where} contains all of: ${printable(words.join(' '))}`)
  sayHidden(output, hidden, isChat ? ['message', 'messages'] : ['event', 'events'])
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
