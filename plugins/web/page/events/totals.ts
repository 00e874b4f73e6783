import type { texts } from '../texts.ts'

/** A stream with its totals, as the operation `sessions` tells. */
export interface Session {
  readonly session: string
  readonly begin: string
  /** Absent while it runs. */
  readonly end?: string
  readonly lines: number
  readonly chatters: number
  readonly follows: number
  readonly subs: number
  readonly gifts: number
  readonly bits: number
  readonly tips: readonly { readonly currency: string; readonly amount: number }[]
  readonly raids: number
  readonly raiders: number
}

/** The answer of the operation `sessions`. */
export interface SessionsFound {
  readonly sessions: readonly Session[]
  readonly completeUntil?: string
}

export type Counted = keyof typeof texts.events.counts

/** The totals of the running stream; undefined if none runs. */
export function runningTotals({ sessions }: SessionsFound): readonly Total[] | undefined {
  const [session] = sessions
  if (session === undefined || session.end !== undefined) return undefined
  const counted = (
    ['lines', 'chatters', 'follows', 'subs', 'gifts', 'bits', 'raiders'] as const
  ).map((of): Total => ({ of, said: String(session[of]) }))
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

/** `€5.00`. @param currency of ISO 4217; a platform's own points have none */
export function moneyText(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount)
  } catch {
    return `${amount} ${currency}`.trim()
  }
}
