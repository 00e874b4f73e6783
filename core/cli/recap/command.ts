import type { RecapFound } from '../../operations/recap/recap.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { showSession } from '../sessions/show-session.ts'
import { type Output, printable } from '../shown/output.ts'

export const declareRecap: Declare = root =>
  declareOperation(root, 'recap', {
    example: 'promethean recap --session 2026-11-23T19:04Z',
    code: 'recap',
    switches: { ids: 'print the ids of the messages each sentence rests on' },
    show: ({ stream, summary, completeUntil }, output, { switches }) => {
      showSession(stream, output)
      if (summary === undefined) output.trouble(noSummary(stream))
      else showSummary(summary, output, switches.has('ids'))
      if (completeUntil !== undefined)
        output.trouble(
          `events after ${new Date(completeUntil).toLocaleString('sv')} are not counted yet`,
        )
    },
  })

type Summary = NonNullable<RecapFound['summary']>

function showSummary(summary: Summary, output: Output, withIds: boolean): void {
  const { happened, jokes, questions, lines, read, model } = summary
  const parts = { 'what happened': happened, 'running jokes': jokes, 'open questions': questions }
  for (const [heading, statements] of Object.entries(parts)) {
    if (statements.length === 0) continue
    output.line(`\n${output.style('bold', heading)}`)
    for (const { text, events } of statements) {
      output.line(`    ${printable(text)}`)
      if (withIds) output.line(`        ${output.style('dim', printable(events.join(' ')))}`)
    }
  }
  const share = read < lines ? `${read} of ${lines} messages` : `${lines} messages`
  output.line(`\n${output.style('dim', printable(`written by ${model} from ${share}`))}`)
}

function noSummary({ end }: RecapFound['stream']): string {
  return end === undefined
    ? 'the stream is still on; the recap is written after its end'
    : 'no recap was written; with recap() and languageModel() in the config, one is written at the end of each stream'
}
