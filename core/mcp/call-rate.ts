const MINUTE_MS = 60_000
/** How often an agent may use tools within a minute. A model that thinks needs a tenth; a program in a loop is slowed down. */
const MOST = 120
/** How often all of them may, who make up their names: whoever takes ever new ones is slowed down as well. */
const MOST_TOGETHER = 4 * MOST

/** Why a use is one too many, and in how many seconds to come again. */
interface TooOften {
  readonly why: string
  readonly seconds: number
}

/** Counts the uses of tools, of each agent and of all together. */
export class CallRate {
  // Those of the last minute, oldest first.
  #uses: readonly { readonly agent: string; readonly at: number }[] = []

  /** Counts one use, unless it is one too many. */
  count(agent: string): TooOften | undefined {
    const now = performance.now()
    this.#uses = this.#uses.filter(({ at }) => at > now - MINUTE_MS)
    const limits = [
      { who: 'an agent', most: MOST, uses: this.#uses.filter(use => use.agent === agent) },
      { who: 'all agents together', most: MOST_TOGETHER, uses: this.#uses },
    ]
    for (const { who, most, uses } of limits) {
      const [oldest] = uses
      if (oldest === undefined || uses.length < most) continue
      const seconds = Math.ceil((oldest.at + MINUTE_MS - now) / 1_000)
      return { why: `${who} may use tools ${most} times a minute`, seconds }
    }
    this.#uses = [...this.#uses, { agent, at: now }]
    return undefined
  }
}

/** The refusal of such a use. */
export function tooOften({ why, seconds }: TooOften) {
  return {
    code: 'refused',
    what: 'cannot answer now',
    why,
    advice: `come again in ${seconds} s; ask for more at once, with limit and cursor`,
  }
}
