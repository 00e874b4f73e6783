import { PrometheanError } from '../errors.ts'
import type { AgentLimits } from '../plugin/ports/agents.ts'

const MINUTE_MS = 60_000

interface Spent {
  readonly agent: string
  readonly at: number
}

/** Counts what agents do. */
export class AgentBudget {
  #lastMinute: readonly Spent[] = []
  #session: { readonly id: string | undefined; readonly acts: number } = { id: undefined, acts: 0 }

  /**
   * Counts one act.
   * @param session the stream that is running
   * @throws PrometheanError if that is too much; it is then not counted
   */
  spend(agent: string, session: string | undefined, limits: AgentLimits['budget']): void {
    const now = Date.now()
    // A clock that was set back must not lock agents out.
    const isRecent = ({ at }: Spent) => at > now - MINUTE_MS && at <= now
    this.#lastMinute = this.#lastMinute.filter(isRecent)
    const acts = this.#session.id === session ? this.#session.acts : 0
    if (acts >= limits.perSession) throw overSession(limits.perSession)
    const own = this.#lastMinute.filter(one => one.agent === agent)
    const [oldest] = own.slice(-limits.perMinute)
    if (oldest !== undefined && own.length >= limits.perMinute)
      throw overMinute(limits.perMinute, oldest.at + MINUTE_MS - now)
    this.#lastMinute = [...this.#lastMinute, { agent, at: now }]
    this.#session = { id: session, acts: acts + 1 }
  }
}

function overMinute(most: number, ms: number): PrometheanError {
  return new PrometheanError('refused', {
    what: 'cannot do it now',
    why: `an agent may do ${most} such things a minute`,
    advice: `try again in ${Math.ceil(ms / 1_000)} s`,
  })
}

function overSession(most: number): PrometheanError {
  return new PrometheanError('refused', {
    what: 'cannot do it in this stream',
    why: `agents may do ${most} such things in one stream`,
    advice: 'try again in the next stream, or let the streamer do it',
  })
}
