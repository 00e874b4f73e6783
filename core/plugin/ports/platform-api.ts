import type { Platform } from '../../events/vocabulary.ts'
import type { Done, Outcome } from '../outcome.ts'
import { definePort } from '../port.ts'
import type { EffectOptions } from './effects.ts'

/** A valid access token of a signed-in account. */
export interface TokenSource {
  /** @throws PrometheanError if the account must be signed in again */
  token(options?: { readonly signal?: AbortSignal }): Promise<{
    readonly accessToken: string
    readonly clientId: string
    readonly login: string
    readonly userId: string
    readonly scopes: readonly string[]
  }>
}

/** What a token source says about itself. */
export interface TokenOrigin {
  readonly platform: Platform
}
export const TokenSource = definePort<TokenSource, TokenOrigin>('TokenSource', {
  outside: true,
  about: { platform: true },
})

/** HTTP methods of Twitch's API. `GET` reads; all others are effects. */
export type TwitchMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

type QueryValue = string | number | boolean

/** Query and body of a call to Twitch's API. */
export interface TwitchRequest {
  /** Encoded for you. A list repeats its name; undefined is left out. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
  /** Sent as JSON; not allowed for `GET` and `DELETE`. */
  readonly body?: unknown
}

/** Twitch's answer. */
export interface TwitchAnswer {
  /** 200 to 299. */
  readonly status: number
  /** Parsed JSON, as Twitch sent it; undefined if there was none. */
  readonly body: unknown
}

/** Twitch's API, Helix, as the streamer's own account: https://dev.twitch.tv/docs/api/reference */
export interface TwitchApi {
  /**
   * Makes one call, within 65 s. Rejects with an error that quotes Twitch's message; its code is `refused` if retrying is
   * pointless.
   * @param method `GET` is always done: it only reads
   * @param path relative to the Helix base URL: `'clips'`, `'channel_points/custom_rewards'`
   * @param options `cause` and `signal`, or only a signal
   */
  request<M extends TwitchMethod>(
    method: M,
    path: string,
    request?: TwitchRequest,
    options?: EffectOptions | AbortSignal,
  ): Promise<M extends 'GET' ? Done<TwitchAnswer> : Outcome<TwitchAnswer>>
}
export const TwitchApi = definePort<TwitchApi>('TwitchApi', {
  outside: true,
  effects: { request: true },
  reads: { request: method => method === 'GET' },
})
