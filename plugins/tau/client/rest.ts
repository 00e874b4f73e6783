import { z } from 'zod'
import { parseJson, parseRow, type TauRow } from './frame.ts'

/** How TAU's REST side failed; `status` is absent where it did not answer at all. */
export class RestFailure extends Error {
  readonly status: number | undefined

  constructor(message: string, details: { readonly status?: number; readonly cause?: unknown }) {
    super(message, { cause: details.cause })
    this.name = 'RestFailure'
    this.status = details.status
  }
}

/** Some rows, newest first; TAU gives ten. */
export interface Page {
  readonly rows: readonly TauRow[]
  /** The query of the next, older page. */
  readonly next: string | undefined
}

// TAU's views share one thread: behind a Helix call that hangs, a heartbeat takes as long as that call.
const TIMEOUT_MS = 30_000
const MAX_BODY_BYTES = 16_000_000

const users = z.looseObject({
  data: z.tuple([z.looseObject({ id: z.string(), login: z.string() })]).rest(z.unknown()),
})
const settings = z.looseObject({ use_irc: z.boolean() })
const list = z.looseObject({ results: z.array(z.unknown()), next: z.string().nullish() })

/** TAU's REST side. One call at a time; each has 30 s and ends with the signal. Rejects with RestFailure. */
export class TauRest {
  readonly #base: string
  readonly #token: string
  readonly #signal: AbortSignal
  #last: Promise<unknown> = Promise.resolve()

  constructor(base: string, token: string, signal: AbortSignal) {
    this.#base = base
    this.#token = token
    this.#signal = signal
  }

  /** TAU's settings; rejects with status 401 where the token is refused. */
  async settings(): Promise<{ readonly usesIrc: boolean }> {
    const body = read(settings, await this.#get('/api/v1/settings'))
    return { usesIrc: body.use_irc }
  }

  /** The channel TAU works for, as Twitch tells it. */
  async ownChannel(): Promise<{ readonly id: string; readonly login: string }> {
    const body = read(users, await this.#get('/api/twitch/helix/users'))
    const [{ id, login }] = body.data
    return { id, login: login.toLowerCase() }
  }

  /** A page of stored events: the newest, or the one that `next` of a page names. */
  async page(next = ''): Promise<Page> {
    const body = read(list, await this.#get(`/api/v1/twitch-events${next}`))
    const rows = body.results.map(parseRow).filter(row => row !== undefined)
    return { rows, next: queryOf(body.next) }
  }

  #get(path: string): Promise<unknown> {
    const call = this.#last.then(() => this.#fetch(path))
    this.#last = call.catch(() => undefined)
    return call
  }

  async #fetch(path: string): Promise<unknown> {
    try {
      const response = await fetch(this.#base + path, {
        headers: {
          authorization: `Token ${this.#token}`,
          accept: 'application/json',
          // A handful of calls a day: no connection is kept for them.
          connection: 'close',
        },
        // Followed to another host the header is lost, and a good token would look refused.
        redirect: 'manual',
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
      const text = await bodyOf(response)
      if (response.ok) return parseJson(text)
      const { status } = response
      throw new RestFailure(`it answered HTTP ${status}`, { status })
    } catch (failure) {
      if (failure instanceof RestFailure) throw failure
      throw new RestFailure(reasonOf(failure), { cause: failure })
    }
  }
}

async function bodyOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) throw new RestFailure('its answer is over 16 MB', {})
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new RestFailure('its answer is not what TAU answers', { cause: parsed.error })
}

// Behind a proxy TAU names an address of its own in `next`; only its cursor is used, so the token goes nowhere else.
function queryOf(next: string | null | undefined): string | undefined {
  return typeof next === 'string' && URL.canParse(next) ? new URL(next).search : undefined
}

// fetch says 'fetch failed' and keeps the reason in `cause`, a connect to several addresses in its `errors`.
function reasonOf(failure: unknown): string {
  if (failure instanceof Error && failure.name === 'TimeoutError')
    return 'it did not answer in 30 s'
  const cause = failure instanceof Error ? (failure.cause ?? failure) : failure
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return code === undefined ? 'the connection failed' : `the connection failed (${String(code)})`
}
