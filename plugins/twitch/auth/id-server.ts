import { z } from 'zod'
import { call, type HttpAnswer, wordsOf } from '../api/http.ts'

/** A pair of tokens as issued by Twitch. */
export interface TokenPair {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInS: number
  readonly scopes: readonly string[]
}

/** What a token is good for. */
export interface Validity {
  readonly clientId: string
  readonly login: string
  readonly userId: string
  readonly scopes: readonly string[]
  readonly expiresInS: number
}

export interface DeviceCode {
  readonly deviceCode: string
  readonly userCode: string
  readonly url: string
  readonly expiresInS: number
  readonly intervalS: number
}

/** Twitch refused; contains Twitch's message and no secret. */
export class IdRefusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number

  constructor({ status }: HttpAnswer, message: string) {
    super(message)
    this.status = status
  }

  /** It will never be otherwise: not a trouble of Twitch's own. */
  get isFinal(): boolean {
    return this.status === 400 || this.status === 401 || this.status === 403
  }
}

const seconds = z.number().nonnegative().max(10_000_000)
const scopeList = z
  .array(z.string())
  .nullish()
  .transform(list => list ?? [])
const device = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1).max(100),
  verification_uri: z.url({ protocol: /^https?$/ }),
  expires_in: seconds,
  interval: seconds.optional(),
})
const pair = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: seconds,
  scope: scopeList,
})
const validity = z.object({
  client_id: z.string(),
  login: z.string(),
  user_id: z.string(),
  scopes: scopeList,
  expires_in: seconds,
})

const DEFAULT_INTERVAL_S = 5

/** Twitch's sign-in server. Each call rejects with Refusal or Unreachable. */
export class IdServer {
  readonly #url: string
  readonly #clientId: string

  constructor(url: string, clientId: string) {
    this.#url = url
    this.#clientId = clientId
  }

  async deviceCode(scopes: readonly string[], signal: AbortSignal): Promise<DeviceCode> {
    // `scopes`, in the plural, is what this endpoint reads.
    const told = read(device, await this.#post('/device', { scopes: scopes.join(' ') }, signal))
    return {
      deviceCode: told.device_code,
      userCode: told.user_code,
      url: told.verification_uri,
      expiresInS: told.expires_in,
      intervalS: told.interval ?? DEFAULT_INTERVAL_S,
    }
  }

  /** The pair for a device code the streamer has confirmed. */
  async exchange(code: string, scopes: readonly string[], signal: AbortSignal): Promise<TokenPair> {
    const form = {
      device_code: code,
      scopes: scopes.join(' '),
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    }
    return pairOf(read(pair, await this.#post('/token', form, signal)))
  }

  /** A new pair. The refresh token is spent by it, whatever becomes of the answer. */
  async refresh(refreshToken: string, signal: AbortSignal): Promise<TokenPair> {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken }
    return pairOf(read(pair, await this.#post('/token', form, signal)))
  }

  async validate(accessToken: string, signal: AbortSignal): Promise<Validity> {
    const headers = { authorization: `OAuth ${accessToken}` }
    const told = read(validity, await call(`${this.#url}/validate`, { headers, signal }))
    return {
      clientId: told.client_id,
      login: told.login.toLowerCase(),
      userId: told.user_id,
      scopes: told.scopes,
      expiresInS: told.expires_in,
    }
  }

  async revoke(accessToken: string, signal: AbortSignal): Promise<void> {
    await this.#post('/revoke', { token: accessToken }, signal)
  }

  // In the body, never in the address: addresses end up in logs.
  #post(path: string, form: Readonly<Record<string, string>>, signal: AbortSignal) {
    const body = new URLSearchParams({ client_id: this.#clientId, ...form })
    return call(this.#url + path, { method: 'POST', body, signal })
  }
}

function pairOf(told: z.output<typeof pair>): TokenPair {
  return {
    accessToken: told.access_token,
    refreshToken: told.refresh_token,
    expiresInS: told.expires_in,
    scopes: told.scope,
  }
}

function read<S extends z.ZodType>(schema: S, answer: HttpAnswer): z.output<S> {
  if (answer.status !== 200) {
    throw new IdRefusal(answer, wordsOf(answer) ?? `HTTP ${answer.status}`)
  }
  const parsed = schema.safeParse(answer.body)
  if (parsed.success) return parsed.data
  // The cause stays out: it could quote a token.
  throw new IdRefusal({ ...answer, status: 502 }, "its answer is not in Twitch's format")
}
