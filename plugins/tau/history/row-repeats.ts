import type { NewEvent } from 'promethean'
import type { TauRow } from '../client/frame.ts'

/** A set that forgets its oldest half when it is full. */
export class RecentValues {
  readonly #max: number
  #young = new Set<string>()
  #old = new Set<string>()

  constructor(max: number) {
    this.#max = max
  }

  /** False if it was there already. */
  add(value: string): boolean {
    if (this.#young.has(value) || this.#old.has(value)) return false
    this.#young.add(value)
    if (this.#young.size > this.#max / 2) {
      this.#old = this.#young
      this.#young = new Set()
    }
    return true
  }
}

/** The identity of a row: its id, or for a test its event id. A replay is meant to appear again and has none. */
export function identityOf({ id, eventId, origin }: TauRow): string | undefined {
  return origin === 'replay' ? undefined : (id ?? eventId)
}

/** Chat and event of a cheer come within this. */
export const WINDOW_MS = 30_000
const MAX_CHEERS = 1_000

interface Cheer {
  readonly by: 'chat' | 'event'
  readonly what: string
  readonly at: number
}

/**
 * TAU reports a cheer twice, as a chat message and as an event, without a common id. Core matches twins of different sources,
 * not of the same one, so the second report is recognised here: same channel, user and bits within 30 s, one to one.
 */
export class Cheers {
  #waiting: readonly Cheer[] = []

  /** Whether the other side has reported this cheer. */
  isRepeat(
    { data, channel }: NewEvent<'channel.cheered'>,
    by: Cheer['by'],
    now = performance.now(),
  ) {
    const what = `${channel}\u0000${data.user?.name}\u0000${data.bits}`
    const recent = this.#waiting.filter(cheer => now - cheer.at <= WINDOW_MS)
    const twin = recent.find(cheer => cheer.by !== by && cheer.what === what)
    this.#waiting = (
      twin === undefined ? [...recent, { by, what, at: now }] : recent.filter(one => one !== twin)
    ).slice(-MAX_CHEERS)
    return twin !== undefined
  }
}
