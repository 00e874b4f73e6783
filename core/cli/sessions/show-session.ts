import type { SessionsFound } from '../../operations/history/sessions.ts'
import { clock, type Output, printable } from '../shown/output.ts'

type Session = SessionsFound['sessions'][number]

/** Prints one stream with its totals. */
export function showSession(one: Session, output: Output): void {
  const { session, begin, end, titles, peak } = one
  const until = end === undefined ? 'still on' : clock(new Date(end))
  const from = new Date(begin).toLocaleString('sv')
  output.line(`${output.style('bold', from)} to ${until}  ${output.style('dim', session)}`)
  for (const { title, at } of titles) output.line(`    ${clock(new Date(at))}  ${printable(title)}`)
  output.line(`    ${countsOf(one).join(', ')}`)
  if (peak) output.line(`    most lines a minute: ${peak.lines}, at ${clock(new Date(peak.at))}`)
}

function countsOf(one: Session): readonly string[] {
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
