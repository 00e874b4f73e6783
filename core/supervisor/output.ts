import type { Subscription } from 'rxjs'
import type { NewEvent } from '../events/event.ts'
import type { Output } from '../plugin/context.ts'

// What a new instance emits before the switch waits; past this it goes its way early rather than be lost.
const MAX_WAITING = 20_000
// A behaviour that publishes thousands of events in a second in which no source told a tenth of that feeds itself.
const LOOP_WINDOW_MS = 1_000
const LOOP_EVENTS = 2_000
const LOOP_RATIO = 10

export interface OutputParts {
  publish(event: NewEvent): void
  onFailure(failure: unknown): void
  /** A listener publishes far more than sources tell. */
  onLoop(): void
  /** Whether this instance listens to the bus. */
  listens(): boolean
  /** How many events sources have told so far. */
  sourced(): number
}

/** The stream a plugin returned: run from the start, let through from the switch on. */
export class OutputGate {
  readonly #parts: OutputParts
  readonly #waiting: NewEvent[] = []
  #isOpen = false
  #subscription: Subscription | undefined
  #window = { start: 0, published: 0, sourced: 0 }
  #finish: () => void = () => undefined
  /** Resolves when the stream has completed or failed. */
  readonly finished: Promise<void>

  constructor(parts: OutputParts) {
    this.#parts = parts
    this.finished = new Promise(resolve => {
      this.#finish = resolve
    })
  }

  run(output: Output | void): void {
    if (output === undefined) {
      this.#finish()
      return
    }
    this.#subscription = output.subscribe({
      next: value => {
        if (isNewEvent(value)) this.#take(value)
      },
      error: failure => {
        this.#finish()
        this.#parts.onFailure(failure)
      },
      complete: this.#finish,
    })
  }

  /** @returns how many events had waited */
  open(): number {
    this.#isOpen = true
    const waited = this.#waiting.splice(0)
    for (const event of waited) this.#parts.publish(event)
    return waited.length
  }

  close(): void {
    this.#isOpen = false
    this.#waiting.length = 0
    this.#subscription?.unsubscribe()
    this.#finish()
  }

  #take(event: NewEvent): void {
    const waits = !this.#isOpen && this.#waiting.length < MAX_WAITING
    if (waits) this.#waiting.push(event)
    else if (!this.#parts.listens() || !this.#loops()) this.#parts.publish(event)
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
    if (window.published < LOOP_EVENTS || window.published < told * LOOP_RATIO) return false
    this.#parts.onLoop()
    return true
  }
}

function isNewEvent(value: unknown): value is NewEvent {
  return typeof value === 'object' && value !== null && 'type' in value && 'data' in value
}
