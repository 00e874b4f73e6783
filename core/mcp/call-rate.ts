/** How often an agent may use tools within a minute. A model that thinks needs a tenth; a program in a loop is slowed down. */
const MOST = 120
const MINUTE_MS = 60_000
// Names of agents are made up by them. Whoever takes ever new ones makes the oldest forgotten.
const MOST_NAMES = 1_000

/** Counts the uses of tools, of each agent. */
export class CallRate {
  readonly #times = new Map<string, readonly number[]>()

  /** Counts one use. @returns in how many seconds the agent may come again if it is one too many; it is then not counted */
  count(agent: string): number | undefined {
    const now = performance.now()
    const times = (this.#times.get(agent) ?? []).filter(at => at > now - MINUTE_MS)
    // Moved to the end: the first one was here the longest time ago.
    this.#times.delete(agent)
    const [oldest] = times.slice(-MOST)
    const isOver = oldest !== undefined && times.length >= MOST
    this.#times.set(agent, isOver ? times : [...times, now])
    for (const name of this.#times.keys()) {
      if (this.#times.size <= MOST_NAMES) break
      this.#times.delete(name)
    }
    return isOver ? Math.ceil((oldest + MINUTE_MS - now) / 1_000) : undefined
  }
}

/** Why it is refused, and when to come again. */
export function tooOften(seconds: number) {
  return {
    code: 'refused',
    what: 'cannot answer now',
    why: `an agent may use tools ${MOST} times a minute`,
    advice: `come again in ${seconds} s; ask for more at once, with limit and cursor`,
  }
}
