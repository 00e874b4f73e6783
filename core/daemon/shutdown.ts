import { within } from '../async.ts'
import { messageOf } from '../errors.ts'
import { Lingering, type Unfinished } from '../instance/lingering.ts'

// A stop has five seconds in all.
const STEP_MS = 400
const LINGER_MS = 4_500
const ACQUIRE_MS = 1_000

interface Step {
  readonly what: string
  readonly undo: () => unknown
  readonly withinMs: number
}

export interface ShutdownParts {
  /** What went wrong, as a sentence; the rest is undone all the same. */
  onTrouble(sentence: string): void
  /** A plugin sees something through, which is waited for. */
  onLingering(unfinished: Unfinished): void
}

/** Everything an instance has acquired; released once, newest first. */
export class Shutdown {
  /** Work that outlives its plugin; waited for last. */
  readonly lingering = new Lingering()
  readonly #parts: ShutdownParts
  readonly #begun = new AbortController()
  readonly #steps: Step[] = []
  #acquiring: Promise<unknown> = Promise.resolve()
  #isUndoing = false
  #done: Promise<void> | undefined

  constructor(parts: ShutdownParts) {
    this.#parts = parts
  }

  /** Aborts as it begins. */
  get signal(): AbortSignal {
    return this.#begun.signal
  }

  /**
   * Adds something to be released; at once if the shutdown has begun.
   * @param what as in "<what> did not end in time"
   * @param withinMs how long it may take; then the next one starts
   */
  add(what: string, undo: () => unknown, withinMs: number = STEP_MS): void {
    const step = { what, undo, withinMs }
    if (this.#isUndoing) void this.#undo(step)
    else this.#steps.push(step)
  }

  /**
   * Acquires something asynchronously. A shutdown that begins meanwhile waits for it for a moment, because what it depends on
   * must not be released before it.
   * @param undo releases what was acquired
   * @throws the error of `work`
   */
  acquire<T>(
    what: string,
    work: Promise<T>,
    undo: (value: T) => unknown,
    withinMs: number = STEP_MS,
  ): Promise<T> {
    const acquired = work.then(value => {
      this.add(what, () => undo(value), withinMs)
      return value
    })
    this.#acquiring = acquired.catch(() => undefined)
    return acquired
  }

  /**
   * Releases everything. If one release fails or takes too long, it is reported and the others continue.
   * @param why the signal's reason
   */
  begin(why: unknown): Promise<void> {
    this.#done ??= this.#undoAll(why)
    return this.#done
  }

  async #undoAll(why: unknown): Promise<void> {
    // A callback may ask for the promise of this.
    await undefined
    this.#begun.abort(why)
    await within(ACQUIRE_MS, this.#acquiring)
    this.#isUndoing = true
    for (let next = this.#steps.pop(); next !== undefined; next = this.#steps.pop())
      await this.#undo(next)
    for (const unfinished of this.lingering.unfinished) this.#parts.onLingering(unfinished)
    await within(LINGER_MS, this.lingering.ended())
  }

  async #undo({ what, undo, withinMs }: Step): Promise<void> {
    try {
      const isDone = Promise.resolve(undo()).then(() => true)
      if ((await within(withinMs, isDone)) !== true)
        this.#say(`${what} did not stop in time and was abandoned`)
    } catch (failure) {
      this.#say(`shutdown failed at ${what}: ${messageOf(failure)}`)
    }
  }

  #say(wrong: string): void {
    this.#parts.onTrouble(`${wrong}; the journal is safe`)
  }
}
