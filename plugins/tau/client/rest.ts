import { fetchTrouble, saidIn, unlessAborted } from 'promethean'
import { z } from 'zod'
import { parseJson, parseRow, type TauRow } from './frame.ts'

interface FailureDetails {
  readonly status?: number
  readonly twitch?: string | undefined
  readonly advice?: string | undefined
  readonly late?: string | undefined
  readonly cause?: unknown
}

/** How TAU's REST side failed; `status` is absent where it did not answer at all. */
export class RestFailure extends Error {
  readonly status: number | undefined
  /** What Twitch said, where TAU only passed its refusal on: its 401 is not about the TAU token. */
  readonly twitch: string | undefined
  /** What to do, where that is known here. */
  readonly advice: string | undefined
  /** Where it did not answer in time, in what: `in 30 s`. */
  readonly late: string | undefined

  constructor(message: string, details: FailureDetails) {
    super(message, { cause: details.cause })
    this.name = 'RestFailure'
    this.status = details.status
    this.twitch = details.twitch
    this.advice = details.advice
    this.late = details.late
  }
}

/** Some rows, newest first; TAU gives ten. */
export interface Page {
  readonly rows: readonly TauRow[]
  /** The query of the next, older page. */
  readonly next: string | undefined
  /** The query of the page of newer rows. */
  readonly previous: string | undefined
}

// TAU's views share one thread: behind a Helix call that hangs, a heartbeat takes as long as that call.
const TIMEOUT_MS = 30_000
const MAX_BODY_BYTES = 16_000_000
const MAX_SAID = 200

const users = z.looseObject({
  data: z.tuple([z.looseObject({ id: z.string(), login: z.string() })]).rest(z.unknown()),
})
const channels = z.looseObject({ data: z.array(z.looseObject({ title: z.string() })).min(1) })
const settings = z.looseObject({ use_irc: z.boolean() })
const refusal = z.looseObject({ error: z.string(), message: z.string() })
const link = z.string().nullish()
const list = z.looseObject({ results: z.array(z.unknown()), next: link, previous: link })

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
  async ownChannel(signal?: AbortSignal): Promise<{ readonly id: string; readonly login: string }> {
    const body = read(users, await this.#call({ path: '/api/twitch/helix/users', signal }))
    const [{ id, login }] = body.data
    return { id, login: login.toLowerCase() }
  }

  /** A page of stored events: the newest, or the one that `next` or `previous` of a page names. */
  async page(query = ''): Promise<Page> {
    const body = read(list, await this.#get(`/api/v1/twitch-events${query}`))
    const rows = body.results.map(parseRow).filter(row => row !== undefined)
    return { rows, next: queryOf(body.next), previous: queryOf(body.previous) }
  }

  /** The title of a channel now, as Twitch tells it. */
  async title(channelId: string, signal?: AbortSignal): Promise<string | undefined> {
    const body = await this.#call({ path: channelPath(channelId), signal })
    return read(channels, body).data[0]?.title
  }

  /** Changes the title of a channel; rejects with what Twitch says where it refuses. */
  async setTitle(channelId: string, title: string, signal?: AbortSignal): Promise<void> {
    await this.#call({ path: channelPath(channelId), method: 'PATCH', body: { title }, signal })
  }

  /** Any call of Twitch's API, as TAU passes it on; rejects with what Twitch says where it refuses. */
  helix(
    { method, path, search, json }: Helix,
    signal?: AbortSignal,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    return this.#answer({ method, path: `/api/twitch/helix${path}${search}`, body: json, signal })
  }

  #get(path: string): Promise<unknown> {
    return this.#call({ path })
  }

  async #call(call: Call): Promise<unknown> {
    return (await this.#answer(call)).body
  }

  #answer(call: Call): Promise<Answer> {
    const answer = this.#last.then(() => this.#fetch(call))
    this.#last = answer.catch(() => undefined)
    const { signal } = call
    // A call in hand may take its 30 s; who has given up does not wait behind it.
    return unlessAborted(answer, signal, () => givenUp(signal))
  }

  async #fetch({ path, method = 'GET', body, signal }: Call): Promise<Answer> {
    const own = signal === undefined ? [] : [signal]
    const deadline = AbortSignal.timeout(TIMEOUT_MS)
    try {
      const response = await fetch(this.#base + path, {
        method,
        headers: {
          authorization: `Token ${this.#token}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          // A handful of calls a day: no connection is kept for them.
          connection: 'close',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // Followed to another host the header is lost, and a good token would look refused.
        redirect: 'manual',
        signal: AbortSignal.any([this.#signal, deadline, ...own]),
      })
      const text = await bodyOf(response)
      const { status } = response
      if (response.ok) return { status, body: parseJson(text) }
      const twitch = twitchIn(text) ?? (isHelix(path) && text === '' ? `HTTP ${status}` : undefined)
      throw new RestFailure(`it answered HTTP ${status}${detailIn(text)}`, { status, twitch })
    } catch (failure) {
      if (failure instanceof RestFailure) throw failure
      if (signal?.aborted) throw givenUp(signal)
      throw unanswered(failure, { isLate: deadline.aborted })
    }
  }
}

interface Call {
  readonly path: string
  readonly method?: Helix['method']
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

interface Helix {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly search: string
  readonly json: unknown
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

// What of Twitch is no JSON, TAU passes on as nothing; its own refusals say something.
function isHelix(path: string): boolean {
  return path.startsWith('/api/twitch/helix/')
}

function givenUp(signal: AbortSignal | undefined): RestFailure {
  return tooLate('in time', signal?.reason)
}

function channelPath(channelId: string): string {
  return `/api/twitch/helix/channels?broadcaster_id=${encodeURIComponent(channelId)}`
}

// TAU's own refusals have `detail`; these keys are Twitch's.
function twitchIn(text: string): string | undefined {
  const told = refusal.safeParse(parseJson(text))
  return told.success ? (told.data.message || told.data.error).slice(0, MAX_SAID) : undefined
}

// TAU's own words; its pages say no more than the status.
function detailIn(text: string): string {
  const body = parseJson(text)
  const said = typeof body === 'object' ? saidIn(body) : ''
  return said && ` (${said})`
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
function queryOf(address: string | null | undefined): string | undefined {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).search : undefined
}

function unanswered(failure: unknown, { isLate }: { readonly isLate: boolean }): RestFailure {
  if (isLate) return tooLate(`in ${TIMEOUT_MS / 1_000} s`, failure)
  const trouble = fetchTrouble(failure)
  if (trouble.isLate) return tooLate('in time', failure)
  return new RestFailure(trouble.reason, { advice: trouble.advice, cause: failure })
}

function tooLate(late: string, cause: unknown): RestFailure {
  return new RestFailure(`it did not answer ${late}`, { late, cause })
}
