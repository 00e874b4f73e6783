import type { Agent } from '../operations/agents/desk.ts'

const MINUTE_MS = 60_000
/** How often an agent may use tools within a minute. A model that thinks needs a tenth; a program in a loop is slowed down. */
const MOST = 120
/** How often all of them may: whoever starts ever new programs is slowed down as well. */
const MOST_TOGETHER = 4 * MOST

/** Why a use is one too many, and in how many seconds to come again. */
interface TooOften {
  readonly why: string
  readonly seconds: number
}

interface Use {
  /** Of one connection, whatever names are told through it. */
  readonly by: string
  readonly at: number
}

/** Counts the uses of tools, of each agent and of all together. */
export class CallRate {
  /** Those of the last minute, oldest first. */
  readonly #uses: Use[] = []

  /** Counts one use, unless it is one too many. */
  count({ name, connection }: Agent): TooOften | undefined {
    const now = performance.now()
    while ((this.#uses[0]?.at ?? now) <= now - MINUTE_MS) this.#uses.shift()
    const by = connection === undefined ? `name ${name}` : `connection ${connection}`
    const own = this.#uses.filter(use => use.by === by)
    const over =
      tooMany('an agent', own, MOST) ?? tooMany('all agents together', this.#uses, MOST_TOGETHER)
    if (over === undefined) return void this.#uses.push({ by, at: now })
    return { why: over.why, seconds: Math.ceil((over.oldest + MINUTE_MS - now) / 1_000) }
  }
}

function tooMany(who: string, uses: readonly Use[], most: number) {
  const [oldest] = uses
  if (oldest === undefined || uses.length < most) return undefined
  return { why: `${who} may use tools ${most} times a minute`, oldest: oldest.at }
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
