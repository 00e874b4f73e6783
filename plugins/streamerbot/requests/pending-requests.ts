import { saidIn } from 'promethean'
import type { Fields } from '../../formats/json.ts'

/** One answer to one of our requests. */
const ANSWER_MS = 5_000
const MAX_WAITING = 500

/** Why a request failed: Streamer.bot refused it, did not answer in time or disconnected, or the caller aborted. */
export class RequestFailure extends Error {
  readonly kind: 'refused' | 'no_answer' | 'closed' | 'aborted' | 'busy'

  /** @param message Streamer.bot's message if it refused */
  constructor(kind: RequestFailure['kind'], message: string) {
    super(message)
    this.name = 'RequestFailure'
    this.kind = kind
  }
}

interface PendingRequest {
  resolve(answer: Fields): void
  reject(failure: RequestFailure): void
}

/** Requests and their answers, matched by ids of our own: the library's `request()` leaks a listener each time. */
export class PendingRequests {
  readonly #send: (request: Fields) => void
  readonly #waiting = new Map<string, PendingRequest>()
  #count = 0
  #isOver = false

  constructor(send: (request: Fields) => void) {
    this.#send = send
  }

  /** Rejects with RequestFailure, at the latest after 5 s. */
  ask(request: string, params: Fields, signal: AbortSignal | undefined): Promise<Fields> {
    if (this.#isOver) return Promise.reject(closed())
    if (signal?.aborted) return Promise.reject(givenUp())
    if (this.#waiting.size >= MAX_WAITING) {
      return Promise.reject(
        new RequestFailure('busy', 'too many requests are waiting for an answer'),
      )
    }
    this.#count += 1
    const id = `promethean:${this.#count}`
    const answer = this.#wait(id, request, signal)
    this.#send({ request, id, ...params })
    return answer
  }

  /** An answer came; of a request of ours or not. */
  answer(id: string, answer: Fields): void {
    const waiting = this.#waiting.get(id)
    if (answer.status === 'ok') waiting?.resolve(answer)
    else {
      const told = saidIn(answer.error) || saidIn(answer) || 'it answered with an error'
      waiting?.reject(new RequestFailure('refused', told))
    }
  }

  /** No more answers will arrive; all pending requests fail. */
  end(): void {
    this.#isOver = true
    for (const waiting of [...this.#waiting.values()]) waiting.reject(closed())
  }

  #wait(id: string, request: string, signal: AbortSignal | undefined): Promise<Fields> {
    let finish: () => void = () => undefined
    const answered = new Promise<Fields>((resolve, reject) => {
      const giveUp = () => reject(givenUp())
      const late = () => reject(new RequestFailure('no_answer', `no answer to ${request}`))
      const timer = setTimeout(late, ANSWER_MS)
      signal?.addEventListener('abort', giveUp)
      this.#waiting.set(id, { resolve, reject })
      finish = () => {
        this.#waiting.delete(id)
        clearTimeout(timer)
        signal?.removeEventListener('abort', giveUp)
      }
    })
    return answered.finally(finish)
  }
}

function closed(): RequestFailure {
  return new RequestFailure('closed', 'the connection is closed')
}

function givenUp(): RequestFailure {
  return new RequestFailure('aborted', 'it was cancelled')
}
