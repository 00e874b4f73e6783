import type { texts } from '../texts.ts'
import type { Outcome } from './decisions.ts'

/** Who decided what, and what came of it: `desk approved: Calm evening`. */
export function outcomeText(
  { pending, decision, by, came }: Outcome,
  words: (typeof texts)['waiting'],
): string {
  const { text } = pending
  if (decision === 'expired') return words.expired(text)
  if (decision === undefined) return words.bySomebody(text)
  if (came?.status === 'not_done') return words.notDone(text, came.why ?? '')
  if (came?.status === 'under_way') return words.underWay(text)
  const said = words.decisions[decision]
  if (by === true) return words.byYou(said, text)
  return by === undefined ? words.bySomebody(text) : words.byOther(by, said, text)
}
