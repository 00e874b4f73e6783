import { AsyncLocalStorage } from 'node:async_hooks'
import { type Event, isEvent } from '../events/event.ts'

const current = new AsyncLocalStorage<Answering | undefined>()

// Undefined if a value was made from several events, because it is then unknown which one it answers.
const madeOf = new WeakMap<object, Event | undefined>()

/** The event that the running function of a plugin was given. An effect answers it unless the plugin names another. */
export function answeredEvent(): Event | undefined {
  return current.getStore()?.event
}

/** Runs work that does not belong to the calling function, although that function started it: no event is known there. */
export function answeringNothing<T>(work: () => T): T {
  return current.getStore() === undefined ? work() : current.run(undefined, work)
}

/**
 * A plugin's function working on one value. The value decides which event that is, never the caller: an operator of RxJS
 * starts the work for one event inside the call that ended the work for another.
 */
export class Answering {
  #event: Event | undefined

  /** @param value an event, or what such a function made from one */
  constructor(value: unknown) {
    this.#event = eventOf(value)
  }

  get event(): Event | undefined {
    return this.#event
  }

  /** Everything that `work` calls knows the event, also later, until `end`. */
  run<T>(work: () => T): T {
    return current.run(this, work)
  }

  /**
   * The function has settled: what it left behind, such as a timer, answers no event any more.
   * @param made what it returned, which belongs to the same event
   */
  end(made?: unknown): void {
    if (isObject(made) && !isEvent(made)) note(made, this.#event)
    this.#event = undefined
  }
}

function eventOf(value: unknown): Event | undefined {
  if (isEvent(value)) return value
  return isObject(value) ? madeOf.get(value) : undefined
}

function note(made: object, event: Event | undefined): void {
  const isOfOne = !madeOf.has(made) || madeOf.get(made) === event
  madeOf.set(made, isOfOne ? event : undefined)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
