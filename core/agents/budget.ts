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

/** An act that is wanted. */
export interface Wanted {
  readonly agent: string
  /** The stream that is running. */
  readonly session: string | undefined
  /** As many lines of chat as it is; anything else counts as one. */
  readonly lines: number
}

type Limits = AgentLimits['budget']

/** Counts what agents do: each of them, and all together. */
export class AgentBudget {
  #spent: readonly Spent[] = []

  /** Counts what was done in earlier runs. */
  restore(spent: readonly Spent[]): void {
    this.#spent = [...spent, ...this.#spent]
  }

  /** Counts an act. @throws PrometheanError if that is too much; it is then not counted */
  spend(act: Wanted, limits: Limits): void {
    this.refuseOver(act, limits)
    const { agent, session, lines } = act
    const spent = { agent, at: Date.now(), session }
    this.#spent = [...this.#spent, ...Array.from({ length: lines }, () => spent)]
  }

  /** @throws PrometheanError if it would be too much */
  refuseOver({ agent, session, lines }: Wanted, limits: Limits): void {
    const now = Date.now()
    // A clock that was set back must not lock agents out.
    const isSince = (ms: number) => (one: Spent) => one.at > now - ms && one.at <= now
    this.#spent = this.#spent.filter(one => one.session === session || isSince(DAY_MS)(one))
    const isOwn = (one: Spent) => one.agent === agent
    const inStream = this.#spent.filter(one => one.session === session)
    const counted = session === undefined ? inStream.filter(isSince(DAY_MS)) : inStream
    const perSession = session === undefined ? PER_DAY : PER_STREAM
    const own = { most: limits.perSession, lines, who: ONE }
    const all = { most: limits.perSession * TOGETHER, lines, who: ALL }
    refuseOver(counted.filter(isOwn), own, perSession)
    refuseOver(counted, all, perSession)
    const recent = this.#spent.filter(isSince(MINUTE_MS))
    refuseOver(recent.filter(isOwn), { ...own, most: limits.perMinute }, PER_MINUTE)
    refuseOver(recent, { ...all, most: limits.perMinute * TOGETHER }, PER_MINUTE)
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

interface Most {
  readonly most: number
  readonly lines: number
  readonly who: string
}

/** @throws PrometheanError if so much was done already */
function refuseOver(done: readonly Spent[], { most, lines, who }: Most, { what, ms }: Span): void {
  const over = done.length + lines - most
  if (over <= 0) return
  // The last one that must be too old to count.
  const last = done[over - 1]
  const wait = last && ms !== undefined ? waitText(last.at + ms - Date.now()) : undefined
  const when = wait === undefined ? 'in the next stream' : `in ${wait}`
  const such = lines === 1 ? 'such things' : `lines or other acts`
  throw new PrometheanError('refused', {
    what: 'cannot do it now',
    why: `${lines === 1 ? '' : `it is ${lines} lines, and `}${who} do ${most} ${such} ${what}`,
    advice: last === undefined ? 'say it in fewer words' : `try again ${when}`,
  })
}
