import { worstSteps } from './pattern-cost.ts'
import { runInTime } from './run-in-time.ts'

/** Longer messages are checked up to here; platforms allow no more. */
const LONGEST_TEXT = 500
// Some milliseconds at the very worst; measured 1 to 3 ns a step.
const HARMLESS_STEPS = 2_000_000
const TRY_MS = 20
/** How long one message may block the runtime, regardless of the number of patterns. */
const LINE_MS = 45

interface PatternsSettings {
  /** A pattern exceeded its time and is disabled. */
  onRunaway(pattern: RegExp): void
  /** Runs a task for at most this many ms. @returns whether it finished */
  readonly inTime?: typeof runInTime
}

/**
 * Asks regular expressions without letting one of them block the runtime: what may backtrack without end runs under a
 * time limit, which V8 enforces even within a match.
 */
export class Patterns {
  readonly #settings: PatternsSettings
  readonly #risky: ReadonlySet<RegExp>
  readonly #off = new Set<RegExp>()
  #asked:
    | { readonly text: string; readonly found: ReadonlyMap<RegExp, RegExpExecArray | null> }
    | undefined

  /** @param patterns without the flag `g`, which would make them remember the last line */
  constructor(patterns: readonly RegExp[], settings: PatternsSettings) {
    this.#settings = settings
    this.#risky = new Set(patterns.filter(pattern => worstSteps(pattern) > HARMLESS_STEPS))
  }

  exec(pattern: RegExp, line: string): RegExpExecArray | null {
    const text = line.slice(0, LONGEST_TEXT)
    if (!this.#risky.has(pattern)) return run(pattern, text)
    // All of them at once: starting the clock costs a hundred times a match.
    if (this.#asked?.text !== text) this.#asked = { text, found: this.#askAll(text) }
    return this.#asked.found.get(pattern) ?? null
  }

  #askAll(text: string): ReadonlyMap<RegExp, RegExpExecArray | null> {
    const found = new Map<RegExp, RegExpExecArray | null>()
    const isLeft = (pattern: RegExp) => !found.has(pattern) && !this.#off.has(pattern)
    const ask = () => {
      for (const pattern of this.#risky) if (isLeft(pattern)) found.set(pattern, run(pattern, text))
    }
    const { inTime = runInTime, onRunaway } = this.#settings
    const end = performance.now() + LINE_MS
    let suspect: RegExp | undefined
    for (;;) {
      const ms = Math.floor(Math.min(TRY_MS, end - performance.now()))
      if (ms < 1 || inTime(ask, ms)) return found
      const guilty = [...this.#risky].find(isLeft)
      // A busy machine may have caused the delay, so a pattern is disabled only after exceeding its time twice.
      if (guilty !== undefined && guilty === suspect) {
        this.#off.add(guilty)
        onRunaway(guilty)
      }
      suspect = guilty
    }
  }
}

function run(pattern: RegExp, text: string): RegExpExecArray | null {
  pattern.lastIndex = 0
  return pattern.exec(text)
}
