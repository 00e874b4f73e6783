/** Which lines of chat to count, and in steps of which length. */
export interface ActivityQuery {
  readonly session?: string
  readonly since: Date
  readonly until: Date
  /** Steps begin at the whole multiples of this since 1970, in ms. */
  readonly stepMs: number
  /** Include test events. */
  readonly tests?: boolean
}

/** What was received in one step. Dropped events and our own lines do not count. */
export interface KeptStep {
  /** Its number: 0 began in 1970. */
  readonly step: number
  /** Chat messages, by platform. */
  readonly lines: ReadonlyMap<string, number>
  /** How many wrote one. */
  readonly chatters: number
  /** The mean of the moods that were told, -1 to 1. */
  readonly sentiment?: number
}

/** So long a number of viewers counts: platforms tell it each minute or so, some only when it changes. */
export const VIEWERS_VALID_MS = 10 * 60_000

/** How many watched, as a platform told it. */
export interface ToldViewers {
  readonly at: Date
  readonly platform: string
  readonly viewers: number
}

/** How lively it was. */
export interface KeptActivity {
  /** Those in which there was anything, the oldest first. */
  readonly steps: readonly KeptStep[]
  /** The oldest first, from `VIEWERS_VALID_MS` before the first step on. */
  readonly viewers: readonly ToldViewers[]
}
