import { timerMs } from '../async.ts'
import type { Receipt, SendTarget } from '../plugin/ports/chat.ts'
import type { ChatRequest } from './request.ts'

// No more variants of one text are tried, because each counts against the account's limit.
const MOST_COPIES = 5

let count = 0

/** A text to be sent: the remaining parts, and the caller that waits for the receipt. */
export class Pending {
  readonly request: ChatRequest
  readonly target: SendTarget
  /** Increases with each text. */
  readonly number = ++count
  readonly receipt: Promise<Receipt>
  /** Why it did not get through at the last try. */
  lastReason: string | undefined
  /** Not handed over yet, in order. */
  readonly #parts: string[]
  #hasBegun = false
  #copies = 0
  #messageId: string | undefined
  readonly #ending = new AbortController()
  #settle: (receipt: Receipt) => void = () => undefined
  #timer: NodeJS.Timeout | undefined

  constructor(request: ChatRequest, target: SendTarget, parts: readonly string[]) {
    this.request = request
    this.target = target
    this.#parts = [...parts]
    this.receipt = new Promise(resolve => {
      this.#settle = resolve
    })
  }

  /** The next part; undefined if all have left. */
  get part(): string | undefined {
    return this.#parts[0]
  }

  /** All that have not left. */
  get parts(): readonly string[] {
    return this.#parts
  }

  /** What has not left. */
  get rest(): string {
    return this.#parts.join(' ')
  }

  /** Whether a part has left. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** The platform's id of the first part. */
  get messageId(): string | undefined {
    return this.#messageId
  }

  /** A part has left. */
  partSaid(messageId: string | undefined): void {
    if (!this.#hasBegun) this.#messageId = messageId
    this.#hasBegun = true
    this.#copies = 0
    this.#parts.shift()
  }

  /** How often the platform took the current part for a copy of an earlier text. */
  get copies(): number {
    return this.#copies
  }

  /** The platform took the current part for a copy. @returns whether to try another variant */
  mayVary(reason: string): boolean {
    this.lastReason = reason
    this.#copies += 1
    return this.#copies < MOST_COPIES && !this.signal.aborted
  }

  /** Aborts when it must not be sent anymore; the reason's message is a code. */
  get signal(): AbortSignal {
    return this.#ending.signal
  }

  /** Calls back when its time is over. */
  expire(onOver: () => void): void {
    const left = this.request.expiresAt - performance.now()
    // A timer can last at most 24.8 days; a longer wait checks again.
    if (left <= 0) onOver()
    else this.#timer = setTimeout(() => this.expire(onOver), timerMs(left))
  }

  /** It must not be sent anymore. */
  end(reason: string): void {
    this.#ending.abort(new Error(reason))
  }

  settle(receipt: Receipt): void {
    clearTimeout(this.#timer)
    this.#settle(receipt)
  }
}
