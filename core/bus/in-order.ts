import { Observable, type OperatorFunction } from 'rxjs'
import { Answering, answeringNothing } from '../plugin/answering.ts'
import { overflowed } from './overflow.ts'

/** How many events may wait, and which are dropped if there are more. */
export interface InOrderSettings {
  /** How many may wait; default 100. */
  readonly max?: number
  /** Which one to drop when the queue is full; default `'oldest'`. */
  readonly overflow?: 'oldest' | 'newest'
  /** Called with each dropped event. By default it is counted in `status` as `<plugin id>/queue_full`. */
  readonly onDrop?: (value: unknown) => void
}

/**
 * A bounded `concatMap`: one at a time, in order, with at most `max` waiting. If `work` rejects, the stream ends with that
 * error. Effects that `work` calls answer the event it gets, or the event from which an earlier `inOrder` made its value.
 * @param work returns a value or a promise; undefined is not passed on
 * @throws Error if `max` is not a whole number of at least 1
 */
export function inOrder<In, Out>(
  work: (value: In) => Promise<Out> | Out,
  settings: InOrderSettings = {},
): OperatorFunction<In, Exclude<Out, undefined>> {
  const { max = 100, overflow = 'oldest', onDrop: drop = overflowed } = settings
  if (!Number.isInteger(max) || max < 1) {
    throw new Error('inOrder: max must be a whole number of 1 or more')
  }
  return source =>
    new Observable<Exclude<Out, undefined>>(subscriber => {
      const waiting: In[] = []
      let busy = false
      let ended = false

      const run = async () => {
        busy = true
        let answering: Answering | undefined
        try {
          while (waiting.length > 0 && !subscriber.closed) {
            const value = waiting.shift() as In
            answering = new Answering(value)
            const given = answering.run(() => work(value))
            // If it finishes synchronously, nothing waits behind it, so a burst of events is no overflow.
            const done = isPromise(given) ? await given : given
            answering.end(done)
            // Undefined was just left out, which the type of an awaited value does not carry.
            if (done !== undefined) subscriber.next(done as Exclude<Out, undefined>)
          }
        } catch (failure) {
          answering?.end()
          subscriber.error(failure)
        }
        busy = false
        if (ended) subscriber.complete()
      }
      const letGo = (gone: In | undefined) => {
        const answering = new Answering(gone)
        answering.run(() => drop(gone))
        answering.end()
      }
      const take = (value: In) => {
        waiting.push(value)
        if (waiting.length > max) letGo(overflow === 'newest' ? waiting.pop() : waiting.shift())
        if (!busy) void answeringNothing(run)
      }
      return source.subscribe({
        next: take,
        error: failure => subscriber.error(failure),
        complete: () => {
          ended = true
          if (!busy) answeringNothing(() => subscriber.complete())
        },
      })
    })
}

function isPromise<T>(given: Promise<T> | T): given is Promise<T> {
  return typeof given === 'object' && given !== null && 'then' in given
}
