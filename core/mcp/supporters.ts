import { whoIs } from './line.ts'
import type { Ask } from './tool.ts'

const TYPES = ['channel.gifted', 'channel.cheered', 'channel.tipped']
// More than a long evening has.
const MOST_EVENTS = 2_000
const MOST_NAMED = 5

/**
 * Who gave most on a stream: subscriptions, bits, money of each currency.
 * @returns undefined if there is too much to count: no sum is better than a wrong one
 */
export async function supportersOf(session: string, ask: Ask) {
  const { events, more } = await ask('events', { session, types: TYPES, limit: MOST_EVENTS })
  if (more) return undefined
  const given = events.map(({ platform, data }) => ({ platform, ...Object(data) }))
  return {
    gifts: most(given, 'count'),
    bits: most(given, 'bits'),
    tips: most(given, 'amount'),
  }
}

type Given = Readonly<Record<string, unknown>>

function most(given: readonly Given[], field: 'count' | 'bits' | 'amount') {
  const sums = new Map<string, Given & { amount: number }>()
  for (const { platform, user, currency, [field]: value } of given) {
    if (typeof value !== 'number') continue
    const { id = '' }: Given = Object(user)
    const key = JSON.stringify([platform, id, currency])
    const who = user === undefined ? { user: 'anonymous' } : whoIs(user)
    const sum = sums.get(key) ?? { ...who, amount: 0, ...(currency !== undefined && { currency }) }
    sum.amount += value
    sums.set(key, sum)
  }
  return [...sums.values()].sort((a, b) => b.amount - a.amount).slice(0, MOST_NAMED)
}
