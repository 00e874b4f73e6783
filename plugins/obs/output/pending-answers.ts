/** Why something that was waited for did not come. */
type NotAnsweredReason = 'late' | 'closed' | 'busy'

// An OBS that hangs while a busy chat changes a text must not fill the memory.
const MAX_WAITING = 500
const SENTENCES: Readonly<Record<NotAnsweredReason, string>> = {
  late: 'no answer in time',
  closed: 'the connection is closed',
  busy: 'too many requests are waiting for an answer',
}

/** It did not come. */
export class NotAnswered extends Error {
  readonly reason: NotAnsweredReason

  constructor(reason: NotAnsweredReason) {
    super(SENTENCES[reason])
    this.reason = reason
  }
}

export interface Patience {
  readonly ms: number
  readonly signal?: AbortSignal | undefined
}

type Begin<T> = (resolve: (value: T) => void, reject: (failure: unknown) => void) => () => void

/** Promises that always settle: with the result, at the deadline, when the caller aborts, or when the connection ends. */
export class PendingAnswers {
  readonly #rejects = new Set<(failure: Error) => void>()
  #isOver = false

  /** @param begin starts waiting, and returns a function that stops it */
  wait<T>({ ms, signal }: Patience, begin: Begin<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = (outcome: () => void) => {
        this.#rejects.delete(fail)
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        end?.()
        outcome()
      }
      const fail = (failure: unknown) => settle(() => reject(failure))
      const abort = () => fail(signal?.reason)
      const isFull = this.#rejects.size >= MAX_WAITING
      const timer = setTimeout(() => fail(new NotAnswered('late')), ms)
      let end: (() => void) | undefined
      this.#rejects.add(fail)
      signal?.addEventListener('abort', abort)
      if (this.#isOver) fail(new NotAnswered('closed'))
      else if (isFull) fail(new NotAnswered('busy'))
      else if (signal?.aborted) abort()
      else end = begin(value => settle(() => resolve(value)), fail)
    })
  }

  /** Ends all of them, and all that are started later. */
  end(): void {
    this.#isOver = true
    for (const reject of [...this.#rejects]) reject(new NotAnswered('closed'))
  }
}
