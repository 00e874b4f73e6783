const MESSAGE_WINDOW_MS = 30_000
const JOIN_WINDOW_MS = 10_000

/** Twitch's counting, per account: https://dev.twitch.tv/docs/chat/#rate-limits */
export class Limits {
  readonly #lines = new Map<string, number[]>()
  readonly #joins = new Map<string, number[]>()
  readonly #texts = new Map<string, number>()

  /** Whether this line is one too many. */
  isOverLines(login: string, limit: number): boolean {
    return isOver(this.#lines, login, limit, MESSAGE_WINDOW_MS)
  }

  /** Whether this join is one too many. */
  isOverJoins(login: string, limit: number): boolean {
    return isOver(this.#joins, login, limit, JOIN_WINDOW_MS)
  }

  /** Whether the same was said there within 30 s. */
  isRepeat(login: string, channel: string, text: string): boolean {
    const key = `${login} ${channel} ${text}`
    const last = this.#texts.get(key)
    if (last !== undefined && Date.now() - last < MESSAGE_WINDOW_MS) return true
    this.#texts.set(key, Date.now())
    return false
  }
}

function isOver(counts: Map<string, number[]>, login: string, limit: number, windowMs: number) {
  const recent = (counts.get(login) ?? []).filter(time => Date.now() - time < windowMs)
  if (recent.length >= limit) return true
  counts.set(login, [...recent, Date.now()])
  return false
}
