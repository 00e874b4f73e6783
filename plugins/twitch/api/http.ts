import { fetchTrouble } from 'promethean'
import { bodyText } from '../../formats/http-body.ts'
import { parseJson } from '../../formats/json.ts'

/** Twitch could not be reached: `message` says why, without address or secrets. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
  /** It was reached and its answer did not come: it may have done what it was asked. */
  readonly mayBeDone: boolean
  /** What to do, if the cause says it. */
  readonly advice: string | undefined
  /** If it did not answer in time, the limit: `in 10 s`. */
  readonly late: string | undefined

  constructor(message: string, { mayBeDone = false, advice, late }: Details = {}) {
    super(message)
    this.mayBeDone = mayBeDone
    this.advice = advice
    this.late = late
  }
}

interface Details {
  readonly mayBeDone?: boolean
  readonly advice?: string | undefined
  readonly late?: string
}

/** What the service answered, whatever the status. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  /** Undefined if there is none, or it is not JSON. */
  readonly body: unknown
}

interface HttpCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | URLSearchParams
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 10_000
const MAX_BODY_BYTES = 4_000_000

/**
 * One HTTP call, answered within 10 s.
 * @throws Unreachable if no answer came; the signal's reason if it aborted
 */
export async function call(url: string, { method = 'GET', headers, body, signal }: HttpCall) {
  const deadline = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(url, {
      method,
      // Calls are rare: no connection is kept between them.
      headers: { accept: 'application/json', connection: 'close', ...headers },
      ...(body !== undefined && { body }),
      // Followed elsewhere, a token would travel along.
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    })
    const answer: HttpAnswer = {
      status: response.status,
      headers: response.headers,
      body: parseJson(await textOf(response)),
    }
    return answer
  } catch (failure) {
    signal.throwIfAborted()
    if (failure instanceof Unreachable) throw failure
    // The cause stays out: it may name the address, and a query may hold a secret.
    const { reason, isLate, mayBeDone, advice } = fetchTrouble(failure)
    if (deadline.aborted) throw tooLate(`in ${TIMEOUT_MS / 1_000} s`, mayBeDone)
    throw isLate ? tooLate('in time', mayBeDone) : new Unreachable(reason, { mayBeDone, advice })
  }
}

/** @param late in what time no answer came: `in 10 s` */
export function tooLate(late: string, mayBeDone: boolean): Unreachable {
  return new Unreachable(`it did not answer ${late}`, { late, mayBeDone })
}

/** Twitch's message in the body of an error, or the name of the error if there is none. */
export function wordsOf({ body }: HttpAnswer): string | undefined {
  const { message, error }: { readonly message?: unknown; readonly error?: unknown } = Object(body)
  return [message, error].find(isWords)?.slice(0, 200)
}

function isWords(told: unknown): told is string {
  return typeof told === 'string' && told.trim() !== ''
}

async function textOf(response: Response): Promise<string> {
  const text = await bodyText(response, MAX_BODY_BYTES)
  if (text === undefined) throw new Unreachable('its answer is over 4 MB')
  return text
}
