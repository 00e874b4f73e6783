import { Backoff, pause } from '../async.ts'
import { messageOf } from '../errors.ts'
import type { Receipt, Refusal } from '../plugin/ports/chat.ts'
import type { Pending } from './pending.ts'
import { Queue } from './queue.ts'

// While it waits for the budget the account may become a moderator, or another sender take over.
const LOOK_MS = 1_000

/** What became of one part. */
export type Outcome =
  | (Pick<Receipt, 'messageId' | 'confirmed' | 'capturedBy'> & { readonly kind: 'said' })
  /** With the sender's answer, if it was asked. */
  | { readonly kind: 'dropped'; readonly reason: string; readonly refusal?: Refusal }

type Dropped = Outcome & { readonly kind: 'dropped' }

export interface LaneParts {
  /** How long until this text may leave; 0: now. */
  waitMs(pending: Pending): number
  /** Hands its first part over. Never rejects. */
  say(pending: Pending): Promise<Outcome>
  onDropped(pending: Pending, reason: string): void
  onIdle(): void
}

/** One channel: its texts one after the other, the parts of a text in a row. */
export class Lane {
  readonly #parts: LaneParts
  readonly #queue = new Queue()
  readonly #backoff = new Backoff()
  /** Parts of it have left; the others follow before any other text. */
  #begun: Pending | undefined
  #sending: Pending | undefined
  #closedUntil = 0
  #running: Promise<void> | undefined
  #wake: () => void = () => undefined

  constructor(parts: LaneParts) {
    this.#parts = parts
  }

  push(pending: Pending): void {
    this.#queue.add(pending)
    pending.expire(() => this.end(pending, pending.lastReason ?? 'expired'))
    // A moment later, so that texts sent together leave by priority.
    this.#running ??= Promise.resolve().then(() => this.#run())
    this.#wake()
  }

  /** The text that would be dropped first; undefined if all are already being sent. */
  last(): Pending | undefined {
    return this.#queue.last()
  }

  /** All that has not left whole. */
  pending(): readonly Pending[] {
    return [...(this.#begun === undefined ? [] : [this.#begun]), ...this.#queue.all()]
  }

  /** The text must not be sent anymore; a send in progress is aborted. */
  end(pending: Pending, reason: string): void {
    if (pending === this.#sending) {
      pending.end(reason)
      return
    }
    this.#queue.remove(pending)
    if (this.#begun === pending) this.#begun = undefined
    this.#parts.onDropped(pending, reason)
    this.#wake()
  }

  /** Ends everything. Resolves when no text is being sent. */
  async stop(reason: string): Promise<void> {
    for (const pending of this.pending()) this.end(pending, reason)
    await this.#running
  }

  async #run(): Promise<void> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const closedMs = this.#closedUntil - performance.now()
      const ms = closedMs > 0 ? closedMs : this.#parts.waitMs(next)
      if (ms > 0) await this.#pause(Math.min(ms, LOOK_MS))
      else await this.#say(next)
    }
    this.#running = undefined
    this.#parts.onIdle()
  }

  #next(): Pending | undefined {
    return this.#begun ?? this.#queue.first()
  }

  async #say(pending: Pending): Promise<void> {
    this.#queue.remove(pending)
    this.#begun = pending
    this.#sending = pending
    const outcome = await this.#parts.say(pending)
    this.#sending = undefined
    if (outcome.kind === 'said') this.#said(pending, outcome)
    else if (!this.#goesAgain(pending, outcome))
      this.#finish(pending, () => this.#parts.onDropped(pending, outcome.reason))
  }

  #said(pending: Pending, said: Outcome & { kind: 'said' }): void {
    this.#backoff.reset()
    pending.partSaid(said.messageId)
    const { signal, part } = pending
    if (part === undefined) this.#finish(pending, () => pending.settle(sent(pending, said)))
    else if (signal.aborted) {
      this.#finish(pending, () => this.#parts.onDropped(pending, messageOf(signal.reason)))
    }
  }

  /** Whether a dropped part stays to be tried again: in another way, or when the platform wants it. */
  #goesAgain(pending: Pending, { reason, refusal }: Dropped): boolean {
    if (refusal?.code === 'duplicate') return pending.mayVary(reason)
    if (refusal?.code !== 'rate_limited' || pending.signal.aborted) return false
    pending.lastReason = reason
    const backoffMs = this.#backoff.next()
    const { retryAfterMs = 0 } = refusal
    this.#closedUntil = performance.now() + (retryAfterMs > 0 ? retryAfterMs : backoffMs)
    return true
  }

  #finish(pending: Pending, tell: () => void): void {
    if (this.#begun === pending) this.#begun = undefined
    tell()
  }

  async #pause(ms: number): Promise<void> {
    const waking = new AbortController()
    this.#wake = () => waking.abort()
    await pause(ms, waking.signal)
    this.#wake = () => undefined
  }
}

function sent(
  { messageId }: Pending,
  { confirmed, capturedBy }: Outcome & { kind: 'said' },
): Receipt {
  return {
    ...{ status: 'sent', confirmed },
    ...(messageId !== undefined && { messageId }),
    ...(capturedBy !== undefined && { capturedBy }),
  }
}
