import type { Platform } from '../../events/vocabulary.ts'
import { definePort } from '../port.ts'
import type { EffectOptions } from './effects.ts'

/** A signed-in account's access token, fresh whenever asked. */
export interface TokenSource {
  readonly platform: Platform
  /** @throws PrometheanError where the account must be signed in again */
  token(options?: { readonly signal?: AbortSignal }): Promise<{
    readonly accessToken: string
    readonly clientId: string
    readonly login: string
    readonly userId: string
    readonly scopes: readonly string[]
  }>
}
export const TokenSource = definePort<TokenSource>('TokenSource', { outside: true })

/** Twitch's methods. `GET` reads and is no effect, all others are. */
export type TwitchMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

type QueryValue = string | number | boolean

/** What a call of Twitch's API says. */
export interface TwitchRequest {
  /** Encoded where it is sent. A list repeats its name; undefined leaves it out. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
  /** Sent as JSON; `GET` and `DELETE` take none. */
  readonly body?: unknown
}

/** What Twitch answered. */
export interface TwitchAnswer {
  /** 200 to 299. 204, without a body, too where the call was held back or only written down: see `heldBack`. */
  readonly status: number
  /** Parsed JSON, as Twitch sent it; undefined where there was none. */
  readonly body: unknown
}

/** Twitch's API, Helix, as the streamer's own account: https://dev.twitch.tv/docs/api/reference */
export interface TwitchApi {
  /**
   * One call, done within 65 s. Rejects with a sentence, Twitch's own words in it; its code is `refused` where asking again is
   * of no use.
   * @param path below Helix: `'clips'`, `'channel_points/custom_rewards'`
   * @param options what it answers and a signal, or the signal alone
   */
  request(
    method: TwitchMethod,
    path: string,
    request?: TwitchRequest,
    options?: EffectOptions | AbortSignal,
  ): Promise<TwitchAnswer>
}
export const TwitchApi = definePort<TwitchApi>('TwitchApi', {
  outside: true,
  effects: ['request'],
  reads: { request: method => method === 'GET' },
  captured: { request: Object.freeze({ status: 204, body: undefined }) },
})
