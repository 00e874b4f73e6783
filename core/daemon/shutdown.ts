import { setTimeout as wait } from 'node:timers/promises'
import type { Output } from '../cli/shown/output.ts'
import { messageOf } from '../errors.ts'

// A stop has five seconds in all.
const STEP_MS = 400

interface Step {
  readonly what: string
  readonly give: () => unknown
  readonly withinMs: number
}

/** What was acquired on the way up, given back newest first. */
export class Acquired {
  readonly #steps: Step[] = []

  /**
   * @param what as in "<what> did not end in time"
   * @param withinMs how long giving it back may take; the next is not held up any longer
   */
  add(what: string, give: () => unknown, withinMs: number = STEP_MS): void {
    this.#steps.push({ what, give, withinMs })
  }

  /** Gives all back; what goes wrong with one, or takes too long, is said and keeps none of the others. */
  async giveBack(output: Pick<Output, 'trouble'>): Promise<void> {
    for (let next = this.#steps.pop(); next !== undefined; next = this.#steps.pop()) {
      const wrong = await trouble(next)
      if (wrong !== undefined) output.trouble(`${wrong}; what is in the journal is safe`)
    }
  }
}

async function trouble({ what, give, withinMs }: Step): Promise<string | undefined> {
  const ended = new AbortController()
  // It keeps the process alive: what hangs may be nothing the process waits for by itself.
  const late = wait(withinMs, `${what} did not end in time and was left`, ended).catch(
    () => undefined,
  )
  try {
    return await Promise.race([Promise.resolve(give()).then(() => undefined), late])
  } catch (failure) {
    return `the stop went wrong at ${what}: ${messageOf(failure)}`
  } finally {
    ended.abort()
  }
}
