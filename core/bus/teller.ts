import type { Platform } from '../events/vocabulary.ts'

/** Who tells an event: its source, and during a hand-over which of its two instances. */
export interface Teller {
  /** Of this instance alone. */
  readonly name: string
  readonly use: string
  /** Two instances of one source tell side by side: what has no key is compared by what the platform said. */
  readonly inHandOver: boolean
}

/** Who tells events: a source, and the accounts it is connected as. */
export interface BusTeller extends Teller {
  /** Makes its events up. */
  readonly invents?: boolean
  /** The runtime stops: what it tells is kept, but nobody is to begin anything on it. */
  readonly isLeaving?: boolean
  accountOf(platform: Platform): string | undefined
}
