import type { State } from 'promethean'
import { ModelFailure } from './errors.ts'

/** What a budget counts by. */
interface BudgetParts {
  readonly model: string
  /** Undefined: no limit; it is counted all the same. */
  readonly tokens: number | undefined
  /** Where the state keeps what was spent. */
  readonly key: string
  readonly state: Pick<State, 'get' | 'set'>
  /** The stream that is on, or the day. */
  period(): string
}

type SpentByPeriod = Readonly<Record<string, number>>

// A stream over midnight and the days around it: a stream that comes back finds what it had spent.
const PERIODS = 4

/** Counts the tokens of a stream, or of a day without one. */
export class Budget {
  readonly #parts: BudgetParts
  /** Held for questions under way. */
  #held = 0

  constructor(parts: BudgetParts) {
    this.#parts = parts
  }

  /** What a stream or day has cost so far. */
  spentIn(period: string): number {
    return this.#spent()[period] ?? 0
  }

  /**
   * Keeps what a question will cost at least.
   * @returns to be called with what it cost in the end
   * @throws Trouble if too little is left
   */
  hold(tokens: number): (cost: number) => void {
    const { model, tokens: limit } = this.#parts
    const period = this.#parts.period()
    const spent = this.spentIn(period)
    if (limit !== undefined && spent + this.#held + tokens > limit)
      throw new ModelFailure(
        `cannot ask ${model}: its budget of ${limit} tokens ${periodName(period)} is used up (${spent} spent); raise budget.tokens, or wait for the next`,
        { kind: 'over_budget' },
      )
    this.#held += tokens
    return cost => {
      this.#held -= tokens
      this.#spend(period, cost)
    }
  }

  #spend(period: string, cost: number): void {
    if (cost === 0) return
    const spent = this.#spent()
    const { [period]: before = 0, ...others } = spent
    const latest = Object.entries(others).slice(-(PERIODS - 1))
    this.#parts.state.set(this.#parts.key, {
      ...Object.fromEntries(latest),
      [period]: before + cost,
    })
  }

  #spent(): SpentByPeriod {
    return this.#parts.state.get<SpentByPeriod>(this.#parts.key) ?? {}
  }
}

function periodName(period: string): string {
  return period.includes('T') ? 'for this stream' : 'for today'
}

/** The tokens of a text if the provider does not report them: about four bytes of UTF-8 each, in any script. */
export function estimate(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}

/** The day in this zone, as `2026-11-23`. */
export function dayIn(timezone: string, now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(now)
}
