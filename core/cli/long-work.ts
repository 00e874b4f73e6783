import { PrometheanError, type Sentence } from '../errors.ts'
import { createProgress, type Progress } from './shown/progress.ts'
import { onStopSignals } from './stop-signals.ts'

/** Work at a terminal that takes long. */
export interface LongWork {
  /** Aborts with Ctrl-C, with what is said then as its reason. */
  readonly signal: AbortSignal
  readonly progress: Progress
  /** It is done, or failed: the progress is taken away. */
  end(): void
}

/**
 * Shows how far it is and ends it with Ctrl-C; pressed again, Ctrl-C ends the process.
 * @param interrupted what is said after Ctrl-C
 * @param isHidden its progress would be in the way
 */
export function startLongWork(interrupted: Sentence, isHidden: boolean): LongWork {
  const stop = new AbortController()
  const progress = createProgress(isHidden)
  const forget = onStopSignals(
    () => stop.abort(new PrometheanError('runtime', interrupted)),
    () => process.exit(1),
  )
  return {
    signal: stop.signal,
    progress,
    end: () => {
      progress.end()
      forget()
    },
  }
}
