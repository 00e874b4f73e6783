import { pause } from 'promethean'
import type { z } from 'zod'
import type { SignedInAccount } from '../auth/account.ts'
import { call, type HttpAnswer, tooLate, wordsOf } from './http.ts'

/** Helix refused a call. `message` is Twitch's own. */
export class HelixRefusal extends Error {
  override readonly name = 'HelixRefusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What is asked. */
interface HelixQuestion {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** `?broadcaster_id=7`, or empty. */
  readonly search: string
  readonly json?: unknown
  readonly signal: AbortSignal
}

interface HelixCall<S extends z.ZodType>
  extends Pick<HelixQuestion, 'path' | 'json' | 'signal'>,
    Partial<Pick<HelixQuestion, 'method'>> {
  readonly query?: Readonly<Record<string, string>>
  /** Of the answer's body. */
  readonly answer: S
}

// Longer than Twitch's window of a minute an answer is not waited for.
const DEADLINE_MS = 65_000
const MAX_TRIES_LIMITED = 5

/** Helix as one account. Respects Twitch's rate limit, and renews the token once if it is rejected. */
export class Helix {
  readonly #url: string
  readonly #account: SignedInAccount
  /** Until when no more calls are taken, by the monotonic clock. */
  #closedUntil = 0

  constructor(url: string, account: SignedInAccount) {
    this.#url = url
    this.#account = account
  }

  /** @throws HelixRefusal, Unreachable, SignedOut, NotReady, or the signal's reason */
  async call<S extends z.ZodType>({ query, ...wanted }: HelixCall<S>): Promise<z.output<S>> {
    const search = new URLSearchParams(query).toString()
    const answer = await this.ask({ method: 'GET', ...wanted, search: search && `?${search}` })
    const parsed = wanted.answer.safeParse(answer.body)
    if (parsed.success) return parsed.data
    throw new HelixRefusal(502, "its answer is not in Helix's format")
  }

  /**
   * The answer as it came, its status 200 to 299.
   * @throws as `call` does
   */
  async ask(wanted: HelixQuestion): Promise<HttpAnswer> {
    const answer = await this.#inTime(wanted)
    if (answer.status >= 200 && answer.status <= 299) return answer
    throw new HelixRefusal(answer.status, wordsOf(answer) ?? `HTTP ${answer.status}`)
  }

  async #inTime(wanted: HelixQuestion): Promise<HttpAnswer> {
    const deadline = AbortSignal.timeout(DEADLINE_MS)
    try {
      const signal = AbortSignal.any([wanted.signal, deadline])
      return await this.#authorized({ ...wanted, signal })
    } catch (failure) {
      if (!deadline.aborted || wanted.signal.aborted) throw failure
      throw tooLate(`in ${DEADLINE_MS / 1_000} s`, true)
    }
  }

  async #authorized(wanted: HelixQuestion): Promise<HttpAnswer> {
    const token = await this.#account.token(wanted.signal)
    const answer = await this.#limited(wanted, token)
    // A missing scope is a 401 too, and no new token has it.
    if (answer.status !== 401 || /scope/i.test(wordsOf(answer) ?? '')) return answer
    return this.#limited(wanted, await this.#account.renew(token.accessToken, wanted.signal))
  }

  async #limited(wanted: HelixQuestion, token: Token): Promise<HttpAnswer> {
    for (let tries = 1; ; tries++) {
      await this.#turn(wanted.signal)
      const answer = await this.#send(wanted, token)
      this.#heed(answer)
      // Subscriptions have a 429 of their own that waiting does not fix.
      const isLimited = answer.status === 429 && this.#closedUntil > performance.now()
      if (!isLimited || tries >= MAX_TRIES_LIMITED) return answer
    }
  }

  #send(wanted: HelixQuestion, { accessToken, clientId }: Token): Promise<HttpAnswer> {
    const { method, path, search, json, signal } = wanted
    return call(this.#url + path + search, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'client-id': clientId,
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      signal,
    })
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const ms = this.#closedUntil - performance.now()
    // With increasing offsets, so that waiting calls do not all start at once.
    if (ms <= 0) return
    await pause(ms + Math.random() * 250, signal)
    signal.throwIfAborted()
  }

  // `Ratelimit-Reset` is a time on Twitch's clock, in whole seconds; `Date` is the current time of that clock.
  #heed({ status, headers }: HttpAnswer): void {
    const reset = Number(headers.get('ratelimit-reset'))
    const left = Number(headers.get('ratelimit-remaining') ?? Number.NaN)
    if (!(reset > 0) || !(left === 0)) return
    if (status !== 429 && status >= 400) return
    const now = Date.parse(headers.get('date') ?? '') || Date.now()
    const ms = Math.min(Math.max(reset * 1_000 - now, 100), DEADLINE_MS)
    this.#closedUntil = performance.now() + ms
  }
}

type Token = Awaited<ReturnType<SignedInAccount['token']>>
