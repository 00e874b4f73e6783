import type { texts } from '../texts.ts'
import type { Outcome } from './decisions.ts'

/** Who decided what: `desk approved: Calm evening`. */
export function outcomeText(
  { pending, decision, by }: Outcome,
  words: (typeof texts)['waiting'],
): string {
  const { text } = pending
  if (decision === 'expired') return words.expired(text)
  if (decision === undefined) return words.bySomebody(text)
  const said = words.decisions[decision]
  if (by === true) return words.byYou(said, text)
  return by === undefined ? words.bySomebody(text) : words.byOther(by, said, text)
}
