import type { Subscription } from 'rxjs'
import { isStream } from '../bus/handlers.ts'
import { PluginFailure } from '../errors.ts'
import type { NewEvent } from '../events/event.ts'

// How many events of a new instance are held before the switch; more are published early rather than lost.
const MAX_HELD = 20_000
// A plugin that publishes thousands of events in ten seconds, while the sources published less than a tenth, triggers itself.
const LOOP_WINDOW_MS = 10_000
const LOOP_EVENTS = 2_000
const LOOP_RATIO = 10

export interface OutputParts {
  /** The use it belongs to. */
  readonly use: string
  publish(event: NewEvent): void
  /** Holds an event until the switch. */
  hold(event: NewEvent): void
  onFailure(failure: unknown): void
  /** Whether this instance publishes in response to events. */
  answers(): boolean
  /** How many events sources have published so far. */
  sourced(): number
}

/** The stream a plugin returned: subscribed at the start, published from the switch on. */
export class OutputGate {
  readonly #parts: OutputParts
  #held = 0
  #state: 'holding' | 'open' | 'closed' = 'holding'
  #subscription: Subscription | undefined
  #window = { start: Number.NEGATIVE_INFINITY, published: 0, sourced: 0 }
  #finish: () => void = () => undefined
  /** Resolves when the stream has completed or failed. */
  readonly finished: Promise<void>

  constructor(parts: OutputParts) {
    this.#parts = parts
    this.finished = new Promise(resolve => {
      this.#finish = resolve
    })
  }

  /** @throws PluginFailure if it is neither a stream nor undefined */
  run(output: unknown): void {
    if (output === undefined || output === null) this.#finish()
    else if (!this.isClosed) this.#subscribe(output)
  }

  #subscribe(output: unknown): void {
    if (!isStream(output)) {
      throw this.#failure(
        'returned something other than a stream; return an RxJS Observable, or nothing',
      )
    }
    this.#subscription = output.subscribe({
      next: value => this.#take(value),
      error: failure => {
        this.#finish()
        this.#parts.onFailure(failure)
      },
      complete: () => this.#finish(),
    })
    if (this.isClosed) this.#subscription.unsubscribe()
  }

  get isClosed(): boolean {
    return this.#state === 'closed'
  }

  /** From now on, events are published at once. */
  open(): void {
    if (this.#state === 'holding') this.#state = 'open'
  }

  close(): void {
    this.#state = 'closed'
    this.#subscription?.unsubscribe()
    this.#finish()
  }

  #take(value: unknown): void {
    if (this.#state === 'closed' || !isEvent(value)) return
    if ('id' in value && value.id !== undefined) this.#fail(this.#givenBack())
    else this.#pass(value)
  }

  #pass(event: NewEvent): void {
    try {
      if (this.#state === 'holding' && this.#held < MAX_HELD) this.#hold(event)
      else this.#publish(event)
    } catch (failure) {
      // If it were rethrown, RxJS would throw it in a timer, and it could not be attributed.
      this.#fail(failure)
    }
  }

  #hold(event: NewEvent): void {
    this.#held += 1
    this.#parts.hold(event)
  }

  #publish(event: NewEvent): void {
    if (this.#parts.answers() && this.#loops()) this.#fail(this.#loopFailure())
    else this.#parts.publish(event)
  }

  #fail(failure: unknown): void {
    this.close()
    this.#parts.onFailure(failure)
  }

  #loops(): boolean {
    const now = performance.now()
    const window = this.#window
    if (now - window.start > LOOP_WINDOW_MS) {
      this.#window = { start: now, published: 1, sourced: this.#parts.sourced() }
      return false
    }
    window.published += 1
    const told = this.#parts.sourced() - window.sourced
    return window.published >= LOOP_EVENTS && window.published >= told * LOOP_RATIO
  }

  #givenBack(): PluginFailure {
    return this.#failure(
      'published an event it received; create a new one with event() and name the old one as its cause',
    )
  }

  #loopFailure(): PluginFailure {
    return this.#failure(
      'was stopped: it triggers itself and publishes thousands of events; check what it listens to',
    )
  }

  #failure(what: string): PluginFailure {
    const { use } = this.#parts
    return new PluginFailure(`${use} ${what}`, { plugin: use })
  }
}

function isEvent(value: unknown): value is NewEvent {
  return typeof value === 'object' && value !== null && 'type' in value && 'data' in value
}
