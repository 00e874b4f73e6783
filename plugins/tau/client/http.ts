import { type TwitchMethod, unlessAborted } from 'promethean'
import { bodyText } from '../../formats/http-body.ts'
import { parseJson } from '../../formats/json.ts'
import { givenUp, RestFailure, refusedBy, unanswered } from './rest-failure.ts'

export interface TauCall {
  readonly path: string
  readonly method?: TwitchMethod
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** What TAU answered, its status 200 to 299. */
export interface TauAnswer {
  readonly status: number
  readonly body: unknown
}

// TAU's views share one thread: behind a Helix call that hangs, a heartbeat takes as long as that call.
const TIMEOUT_MS = 30_000
const MAX_BODY_BYTES = 16_000_000

/** Asks TAU one call at a time; each has 30 s and ends with the signal. */
export class TauHttp {
  readonly #base: string
  readonly #token: string
  readonly #signal: AbortSignal
  #last: Promise<unknown> = Promise.resolve()

  constructor(base: string, token: string, signal: AbortSignal) {
    this.#base = base
    this.#token = token
    this.#signal = signal
  }

  /** Rejects with RestFailure. */
  ask(call: TauCall): Promise<TauAnswer> {
    const answer = this.#last.then(() => this.#fetch(call))
    this.#last = answer.catch(() => undefined)
    const { signal } = call
    // The current call may take its 30 s; a caller that has aborted does not wait for it.
    return unlessAborted(answer, signal, () => givenUp(signal))
  }

  async #fetch({ path, method = 'GET', body, signal }: TauCall): Promise<TauAnswer> {
    const own = signal === undefined ? [] : [signal]
    const deadline = AbortSignal.timeout(TIMEOUT_MS)
    try {
      const response = await fetch(this.#base + path, {
        method,
        headers: {
          authorization: `Token ${this.#token}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          // Only a few calls a day, so no connection is kept open.
          connection: 'close',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // Followed to another host the header is lost, and a good token would look refused.
        redirect: 'manual',
        signal: AbortSignal.any([this.#signal, deadline, ...own]),
      })
      const text = await bodyText(response, MAX_BODY_BYTES)
      if (text === undefined) throw new RestFailure('its answer is over 16 MB', {})
      const { status } = response
      if (response.ok) return { status, body: parseJson(text) }
      throw refusedBy(status, { path, text })
    } catch (failure) {
      if (failure instanceof RestFailure) throw failure
      if (signal?.aborted) throw givenUp(signal)
      throw unanswered(failure, deadline.aborted ? TIMEOUT_MS : undefined)
    }
  }
}
