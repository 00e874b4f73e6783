import { finalize, type Observable, Subscription } from 'rxjs'
import { PluginFailure } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { inOrder } from './in-order.ts'

/** What a plugin does with events through `on` with a function: one at a time each, until its run ends. */
export class Handlers {
  readonly #use: string
  readonly #onFailure: (failure: unknown) => void
  readonly #running = new Subscription()
  readonly #ends: Promise<void>[] = []

  constructor(use: string, onFailure: (failure: unknown) => void) {
    this.#use = use
    this.#onFailure = onFailure
  }

  add(events: Observable<Event>, handle: (event: Event) => unknown): void {
    const handled = events.pipe(inOrder(event => this.#checked(handle(event))))
    this.#ends.push(
      new Promise(resolve => {
        const error = (failure: unknown) => this.#onFailure(failure)
        this.#running.add(handled.pipe(finalize(resolve)).subscribe({ error }))
      }),
    )
  }

  /** Resolves when everything received is handled. Call it once nothing more arrives. */
  async finished(): Promise<void> {
    await Promise.all(this.#ends)
  }

  /** What still waits is not handled any more. */
  close(): void {
    this.#running.unsubscribe()
  }

  #checked(given: unknown): unknown {
    if (!isStream(given)) return given
    throw new PluginFailure(
      {
        what: `${this.#use} returned a stream from a function given to on()`,
        why: 'nobody would run it',
        advice: 'call on() without the function, and return the stream from setup',
      },
      { plugin: this.#use },
    )
  }
}

/** Whether this is an RxJS Observable, of whichever copy of RxJS. */
export function isStream(value: unknown): value is Observable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'subscribe' in value &&
    typeof value.subscribe === 'function'
  )
}
