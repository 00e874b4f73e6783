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
  isRepeat(login: string, channel: string, said: string, unseen?: RegExp): boolean {
    const text = compared(said, unseen)
    const key = `${login} ${channel} ${text}`
    const last = this.#texts.get(key)
    if (last !== undefined && Date.now() - last < MESSAGE_WINDOW_MS) return true
    this.#texts.set(key, Date.now())
    return false
  }
}

/** A line as Twitch takes it since August 2025: this range is thrown out before anything is compared. */
export function taken(text: string): string {
  return text.replace(/[\u{E0000}-\u{E007F}]/gu, '')
}

/** A text as it is compared with those before. */
export function compared(text: string, unseen: RegExp = /(?!)/): string {
  return taken(text).replace(new RegExp(unseen, 'gu'), '').trimEnd()
}

function isOver(counts: Map<string, number[]>, login: string, limit: number, windowMs: number) {
  const recent = (counts.get(login) ?? []).filter(time => Date.now() - time < windowMs)
  if (recent.length >= limit) return true
  counts.set(login, [...recent, Date.now()])
  return false
}
