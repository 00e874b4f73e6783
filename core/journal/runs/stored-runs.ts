/** The begin and the last note of a run, in ms since 1970. */
export type StoredRun = readonly [began: number, until: number]

/** The runs before the present one, which is stored apart: it changes every few seconds. */
export interface StoredRuns {
  readonly [key: string]: readonly StoredRun[] | boolean
  readonly runs: readonly StoredRun[]
  /** There was none before the first of these. */
  readonly isAll: boolean
}

/** After so long without a note it does not run. */
export const STALE_MS = 30_000
