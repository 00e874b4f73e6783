import { within } from '../async.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import { bytesOf } from '../disk.ts'
import type { Journal } from '../journal/port.ts'
import type { JournalWriter } from '../journal/writer.ts'

// Neither changes much within this time, and many pages may ask each second.
const KNOWN_FOR_MS = 10_000
// A disk that hangs must not keep the status back.
const WAIT_MS = 500

/** How full the journal is, and whether it keeps up. */
export interface JournalStatus {
  /** Size of its files. */
  readonly bytes: number
  readonly maxBytes: number
  /** When its oldest event was received; absent while it is empty. */
  readonly oldest?: Date
  /** Events that are not stored yet; the disk is full or slow if they are many. */
  readonly behind: number
  /** Why none can be stored at the moment; absent while they can. */
  readonly reason?: string
}

type Measured = Pick<JournalStatus, 'bytes' | 'oldest'>

/** The journal as `promethean status` shows it. */
export class JournalWatch {
  readonly #journal: Journal
  readonly #writer: JournalWriter
  #measured: Measured | undefined
  #measuring: Promise<void> | undefined
  #measuredAt = Number.NEGATIVE_INFINITY

  constructor(journal: Journal, writer: JournalWriter) {
    this.#journal = journal
    this.#writer = writer
  }

  /** @returns undefined if it cannot be measured */
  async status({ file, maxBytes }: CheckedConfig['journal']): Promise<JournalStatus | undefined> {
    if (performance.now() - this.#measuredAt > KNOWN_FOR_MS) {
      this.#measuring ??= this.#measure(file)
      await within(WAIT_MS, this.#measuring)
    }
    return this.#measured && { ...this.#measured, maxBytes, behind: this.#writer.waiting }
  }

  async #measure(file: string): Promise<void> {
    const [bytes, oldest] = await Promise.all([bytesOf(file, `${file}-wal`), this.#oldest()])
    this.#measured = { bytes, ...(oldest !== undefined && { oldest }) }
    this.#measuredAt = performance.now()
    this.#measuring = undefined
  }

  async #oldest(): Promise<Date | undefined> {
    const everything = { newest: false, tests: true, dropped: true, limit: 1 }
    const [row] = await this.#journal.query(everything).catch(() => [])
    return row?.event.received
  }
}
