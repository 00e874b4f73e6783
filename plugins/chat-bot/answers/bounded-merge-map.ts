import { Observable, type OperatorFunction } from 'rxjs'

interface BoundedMergeMapSettings<In> {
  /** Under work at one time at most. */
  readonly max: number
  /** Called with each value that is dropped because too many are in progress. */
  onDrop(value: In): void
}

/** A bounded `mergeMap`: values that arrive while `max` are in progress are dropped. `work` must not reject. */
export function boundedMergeMap<In, Out>(
  work: (value: In) => Promise<Out>,
  { max, onDrop }: BoundedMergeMapSettings<In>,
): OperatorFunction<In, Out> {
  return source =>
    new Observable<Out>(subscriber => {
      let running = 0
      let isOver = false
      const run = async (value: In) => {
        running += 1
        subscriber.next(await work(value))
        running -= 1
        if (isOver && running === 0) subscriber.complete()
      }
      return source.subscribe({
        next: value => (running >= max ? onDrop(value) : void run(value)),
        error: failure => subscriber.error(failure),
        complete: () => {
          isOver = true
          if (running === 0) subscriber.complete()
        },
      })
    })
}
