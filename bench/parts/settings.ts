/** The settings of a run. */
export interface BenchSettings {
  /** Rounds of each way; medians are shown. */
  readonly rounds: number
  /** A short run, to see that all works; its figures say little. */
  readonly isQuick: boolean
  /** How many made things, where a bench has several sizes: this one alone. */
  readonly size?: number | undefined
  /** Says how it goes, on stderr. */
  say(text: string): void
}

/** The channel of every run. */
export const CHANNEL = 'ann'

/** What takes longer than this has failed. */
export const DEADLINE_MS = 120_000
