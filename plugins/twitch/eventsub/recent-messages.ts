import type { Notification } from './frame.ts'

// https://dev.twitch.tv/docs/eventsub/handling-websocket-events/#processing-messages
const WINDOW_MS = 10 * 60_000
const MAX_IDS = 100_000

/** Remembers the messages of the last ten minutes: Twitch delivers at least once, and anything older is a replay. */
export class RecentMessages {
  // Two generations of ten minutes each: the older one is discarded as a whole.
  #young = new Set<string>()
  #old = new Set<string>()
  #turnedAt = performance.now()
  #aheadMs = 0

  /** Twitch's clock, from a message that has just come: the PC's may be wrong by more than ten minutes. */
  setClock(now: Date): void {
    this.#aheadMs = now.getTime() - performance.now()
  }

  /** Why a message must be skipped; undefined if it must not. */
  judge({ messageId, time }: Notification): 'old' | 'repeat' | undefined {
    const now = performance.now()
    if (now + this.#aheadMs - time.getTime() > WINDOW_MS) return 'old'
    if (this.#young.has(messageId) || this.#old.has(messageId)) return 'repeat'
    if (now - this.#turnedAt > WINDOW_MS || this.#young.size >= MAX_IDS) {
      this.#old = this.#young
      this.#young = new Set()
      this.#turnedAt = now
    }
    this.#young.add(messageId)
    return undefined
  }
}
