import { moneyText } from '../streams/money.ts'
import type { Streams } from '../streams/stream.ts'
import type { texts } from '../texts.ts'

export type Counted = keyof typeof texts.events.counts

/** The totals of the running stream; undefined if none runs. */
export function runningTotals({
  sessions,
}: Pick<Streams, 'sessions'>): readonly Total[] | undefined {
  const [session] = sessions
  if (session === undefined || session.end !== undefined) return undefined
  const counted = (
    ['lines', 'chatters', 'follows', 'subs', 'gifts', 'bits', 'raiders'] as const
  ).map((of): Total => ({ of, said: session[of].toLocaleString() }))
  const tips = session.tips.map(
    ({ currency, amount }): Total => ({ of: 'tips', said: moneyText(amount, currency) }),
  )
  return [...counted, ...tips]
}

/** One total. */
export interface Total {
  readonly of: Counted
  readonly said: string
}
