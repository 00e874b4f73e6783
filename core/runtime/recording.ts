import type { Event } from '../events/event.ts'
import { Commits } from '../journal/commits.ts'
import type { Expired, Journal } from '../journal/port.ts'
import { Pruning, type RetentionLimits } from '../journal/pruning.ts'
import { JournalWriter } from '../journal/writer.ts'
import type { Log } from '../plugin/context.ts'

export interface RecordingParts {
  readonly journal: Journal
  readonly log: Log
  /** The retention limits. */
  wanted(): Promise<RetentionLimits | undefined>
  /** Events the journal knew already. */
  onRepeats(repeats: readonly Event[]): void
  /** Rows that went before consumers had acknowledged them. */
  onExpired(expired: readonly Expired[]): void
}

/** The journal of a running runtime: writes, notifies, prunes, and counts what could not be stored. */
export class Recording {
  readonly writer: JournalWriter
  readonly commits = new Commits()
  #unjournaled = 0
  #trouble: Error | undefined
  readonly #pruning: Pruning

  private constructor(parts: RecordingParts) {
    const { journal, log } = parts
    this.#pruning = new Pruning(parts)
    this.writer = new JournalWriter(journal, {
      onCommit: (rows, repeats) => {
        if (repeats.length > 0) parts.onRepeats(repeats)
        this.commits.reached(rows.at(-1)?.position ?? this.commits.position)
        this.#pruning.committed(rows.length)
      },
      onUnjournaled: count => {
        this.#unjournaled += count
      },
      onTrouble: failure => {
        this.#trouble = failure
        if (failure === undefined) log.info('the journal accepts events again')
        else log.error(failure)
      },
    })
  }

  /** Continues after the last commit of the previous run. */
  static async open(parts: RecordingParts): Promise<Recording> {
    const recording = new Recording(parts)
    recording.commits.reached(await parts.journal.end())
    return recording
  }

  /** Events that were delivered but not stored, because the disk is full. */
  get unjournaled(): number {
    return this.#unjournaled
  }

  /** Why the journal accepts nothing at the moment. */
  get trouble(): Error | undefined {
    return this.#trouble
  }

  startPruning(): void {
    this.#pruning.start()
  }

  stopPruning(): void {
    this.#pruning.stop()
  }
}
