import { PrometheanError } from '../errors.ts'
import type { AgentLimits } from '../plugin/ports/agents.ts'
import { waitText } from '../text/wait-text.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Outside of streams, what is older does not count. */
export const DAY_MS = 24 * HOUR_MS
// An agent is whatever it calls itself: with ever new names it gets twice the budget, not more. Also right for the two
// agents that a streamer may really have.
const TOGETHER = 2

/** An act that was counted. */
export interface Spent {
  /** Absent if it is not known any more; it counts for all of them together. */
  readonly agent: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number
  /** The stream that was running. */
  readonly session: string | undefined
}

type Limits = AgentLimits['budget']

/** Counts what agents do: each of them, and all together. */
export class AgentBudget {
  #spent: readonly Spent[] = []

  /** Counts what was done in earlier runs. */
  restore(spent: readonly Spent[]): void {
    this.#spent = [...spent, ...this.#spent]
  }

  /**
   * Counts one act.
   * @param session the stream that is running
   * @throws PrometheanError if that is too much; it is then not counted
   */
  spend(agent: string, session: string | undefined, limits: Limits): void {
    this.refuseOver(agent, session, limits)
    this.#spent = [...this.#spent, { agent, at: Date.now(), session }]
  }

  /** @throws PrometheanError if one more act would be too much */
  refuseOver(agent: string, session: string | undefined, limits: Limits): void {
    const now = Date.now()
    // A clock that was set back must not lock agents out.
    const isSince = (ms: number) => (one: Spent) => one.at > now - ms && one.at <= now
    this.#spent = this.#spent.filter(one => one.session === session || isSince(DAY_MS)(one))
    const isOwn = (one: Spent) => one.agent === agent
    const inStream = this.#spent.filter(one => one.session === session)
    const counted = session === undefined ? inStream.filter(isSince(DAY_MS)) : inStream
    const perSession = session === undefined ? PER_DAY : PER_STREAM
    refuseOver(counted.filter(isOwn), limits.perSession, perSession, ONE)
    refuseOver(counted, limits.perSession * TOGETHER, perSession, ALL)
    const recent = this.#spent.filter(isSince(MINUTE_MS))
    refuseOver(recent.filter(isOwn), limits.perMinute, PER_MINUTE, ONE)
    refuseOver(recent, limits.perMinute * TOGETHER, PER_MINUTE, ALL)
  }
}

/** The time in which so much may be done. */
interface Span {
  /** As a part of a sentence. */
  readonly what: string
  /** Undefined: until the next stream. */
  readonly ms?: number
}

const PER_MINUTE: Span = { what: 'a minute', ms: MINUTE_MS }
const PER_DAY: Span = { what: 'a day outside of streams', ms: DAY_MS }
const PER_STREAM: Span = { what: 'in one stream' }
const ONE = 'an agent may'
const ALL = 'all agents together may'

/** @throws PrometheanError if so much was done already */
function refuseOver(done: readonly Spent[], most: number, { what, ms }: Span, who: string): void {
  const [oldest] = done.slice(-most)
  if (oldest === undefined || done.length < most) return
  const when =
    ms === undefined ? 'in the next stream' : `in ${waitText(oldest.at + ms - Date.now())}`
  throw new PrometheanError('refused', {
    what: 'cannot do it now',
    why: `${who} do ${most} such things ${what}`,
    advice: `try again ${when}`,
  })
}
