import { AsyncLocalStorage } from 'node:async_hooks'
import { type Event, isEvent } from '../events/event.ts'

const current = new AsyncLocalStorage<Answering | undefined>()

// Undefined if one value was made of several events: then it is of none for sure.
const madeOf = new WeakMap<object, Event | undefined>()

/** The event that the author's function at work just now was given: what an effect answers unless it is told. */
export function answeredEvent(): Event | undefined {
  return current.getStore()?.event
}

/** Does what is not that function's own, though it was begun by it: here no event is known. */
export function answeringNothing<T>(work: () => T): T {
  return current.getStore() === undefined ? work() : current.run(undefined, work)
}

/**
 * An author's function at work on one value. Which event that is goes by the value, never by who happens to call: an operator
 * of RxJS starts the next event's work where the one before has ended.
 */
export class Answering {
  #event: Event | undefined

  /** @param value an event, or what such a function made of one */
  constructor(value: unknown) {
    this.#event = eventOf(value)
  }

  get event(): Event | undefined {
    return this.#event
  }

  /** All it calls knows the event, later on too, until it ends. */
  run<T>(work: () => T): T {
    return current.run(this, work)
  }

  /** It has settled: what it left behind, a timer say, answers nothing any more. What it gave is of the same event. */
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
