import type { Platform } from '../events/vocabulary.ts'

/** Who published an event: its source and, during a hand-over, which of its two instances. */
export interface Teller {
  /** Of this instance alone. */
  readonly name: string
  readonly use: string
  /** Two instances of one source run side by side: events without a key are compared by the platform's payload. */
  readonly inHandOver: boolean
}

/** Who publishes events: a source, and the accounts it is connected as. */
export interface BusTeller extends Teller {
  /** Makes its events up. */
  readonly invents?: boolean
  /** The runtime is stopping: its events are stored, but plugins must not start anything because of them. */
  readonly isLeaving?: boolean
  accountOf(platform: Platform): string | undefined
}
