import type { SessionsFound } from '../../operations/history/sessions.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { clock, type Output, printable } from '../shown/output.ts'

export const declareSessions: Declare = root =>
  declareOperation(root, 'sessions', {
    example: 'promethean sessions --since 30d',
    arguments: ['session'],
    code: 'sessions',
    show: ({ sessions, more, completeUntil }, output) => {
      for (const one of sessions) showSession(one, output)
      if (sessions.length === 0)
        output.trouble('no stream matches; test events, as of a simulator, start none')
      if (more) output.trouble('there are older ones; a higher --limit shows more')
      if (completeUntil !== undefined)
        output.trouble(
          `events after ${new Date(completeUntil).toLocaleString('sv')} are not counted yet`,
        )
    },
  })

function showSession(one: SessionsFound['sessions'][number], output: Output): void {
  const { session, begin, end, titles, peak } = one
  const until = end === undefined ? 'still on' : clock(new Date(end))
  const from = new Date(begin).toLocaleString('sv')
  output.line(`${output.style('bold', from)} to ${until}  ${output.style('dim', session)}`)
  for (const { title, at } of titles) output.line(`    ${clock(new Date(at))}  ${printable(title)}`)
  output.line(`    ${countsOf(one).join(', ')}`)
  if (peak) output.line(`    most lines a minute: ${peak.lines}, at ${clock(new Date(peak.at))}`)
}

function countsOf(one: SessionsFound['sessions'][number]): readonly string[] {
  const { lines, chatters, follows, subs, gifts, bits, tips, raids, raiders } = one
  return [
    `lines ${lines} of ${chatters}`,
    `follows ${follows}`,
    `subs ${subs}`,
    `gifts ${gifts}`,
    `bits ${bits}`,
    ...tips.map(({ currency, amount }) => `tips ${amount} ${printable(currency)}`),
    `raids ${raids}${raids > 0 ? ` with ${raiders}` : ''}`,
  ]
}
