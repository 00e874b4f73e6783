import { z } from 'zod'
import type { HelixRequest } from '../../formats/helix-request.ts'
import { parseRow, type TauRow } from './frame.ts'
import { type TauAnswer, type TauCall, TauHttp } from './http.ts'
import { RestFailure } from './rest-failure.ts'

/** One page of rows, newest first; TAU returns ten. */
export interface Page {
  readonly rows: readonly TauRow[]
  /** The query of the next, older page. */
  readonly next: string | undefined
  /** The query of the page of newer rows. */
  readonly previous: string | undefined
}

const users = z.looseObject({
  data: z.tuple([z.looseObject({ id: z.string(), login: z.string() })]).rest(z.unknown()),
})
const channels = z.looseObject({ data: z.array(z.looseObject({ title: z.string() })).min(1) })
const settings = z.looseObject({ use_irc: z.boolean() })
const link = z.string().nullish()
const list = z.looseObject({ results: z.array(z.unknown()), next: link, previous: link })

/** TAU's REST side. One call at a time; each has 30 s and ends with the signal. Rejects with RestFailure. */
export class TauRest {
  readonly #http: TauHttp

  constructor(base: string, token: string, signal: AbortSignal) {
    this.#http = new TauHttp(base, token, signal)
  }

  /** TAU's settings; rejects with status 401 if the token is rejected. */
  async settings(): Promise<{ readonly usesIrc: boolean }> {
    const body = read(settings, await this.#get('/api/v1/settings'))
    return { usesIrc: body.use_irc }
  }

  /** The channel of TAU's streamer, from Twitch. */
  async ownChannel(signal?: AbortSignal): Promise<{ readonly id: string; readonly login: string }> {
    const body = read(users, await this.#call({ path: '/api/twitch/helix/users', signal }))
    const [{ id, login }] = body.data
    return { id, login: login.toLowerCase() }
  }

  /** A page of stored events: the newest, or the one that `next` or `previous` of a page names. */
  async page(query = ''): Promise<Page> {
    const body = read(list, await this.#get(`/api/v1/twitch-events${query}`))
    const rows = body.results.map(parseRow).filter(row => row !== undefined)
    // An empty page with a next one would never end.
    const next = body.results.length === 0 ? undefined : queryOf(body.next)
    return { rows, next, previous: queryOf(body.previous) }
  }

  /** The current title of a channel, from Twitch. */
  async title(channelId: string, signal?: AbortSignal): Promise<string | undefined> {
    const body = await this.#call({ path: channelPath(channelId), signal })
    return read(channels, body).data[0]?.title
  }

  /** Sets the title of a channel; rejects with Twitch's message if Twitch refuses. */
  async setTitle(channelId: string, title: string, signal?: AbortSignal): Promise<void> {
    await this.#call({ path: channelPath(channelId), method: 'PATCH', body: { title }, signal })
  }

  /** Any call to Twitch's API through TAU; rejects with Twitch's message if Twitch refuses. */
  helix({ method, path, search, json }: HelixRequest, signal?: AbortSignal): Promise<TauAnswer> {
    return this.#http.ask({ method, path: `/api/twitch/helix${path}${search}`, body: json, signal })
  }

  #get(path: string): Promise<unknown> {
    return this.#call({ path })
  }

  async #call(call: TauCall): Promise<unknown> {
    return (await this.#http.ask(call)).body
  }
}

function channelPath(channelId: string): string {
  return `/api/twitch/helix/channels?broadcaster_id=${encodeURIComponent(channelId)}`
}

function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new RestFailure("its answer is not in TAU's format", { cause: parsed.error })
}

// Behind a proxy, TAU puts its own address into `next`; only the cursor is used, so the token is not sent elsewhere.
function queryOf(address: string | null | undefined): string | undefined {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).search : undefined
}
