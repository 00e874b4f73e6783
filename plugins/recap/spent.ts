import { z } from 'zod'

// A stream is summed up once; what is older than these is done with.
const REMEMBERED = 20

const spent = z.array(z.object({ session: z.string(), calls: z.number(), tokens: z.number() }))

/** What each of the last streams cost so far, so that a repeated try does not begin at nothing. */
export const recapState = { spent: spent.default([]) }

/** What a stream's recap cost. */
export interface Spent {
  readonly calls: number
  readonly tokens: number
}

interface SpentState {
  get(key: 'spent'): z.output<typeof spent>
  set(key: 'spent', value: z.input<typeof spent>): void
}

/** What a stream cost so far. */
export function spentOn(state: SpentState, session: string): Spent {
  const { calls, tokens } = state.get('spent').find(one => one.session === session) ?? NOTHING
  return { calls, tokens }
}

/** Adds the cost of one request. */
export function spend(state: SpentState, session: string, tokens: number): void {
  const before = spentOn(state, session)
  const others = state.get('spent').filter(one => one.session !== session)
  const now = { session, calls: before.calls + 1, tokens: before.tokens + tokens }
  state.set('spent', [...others, now].slice(-REMEMBERED))
}

const NOTHING: Spent = { calls: 0, tokens: 0 }
