import { PrometheanError, type Provided, type TwitchApi } from 'promethean'

type Arguments = Parameters<TwitchApi['request']>
type Query = NonNullable<NonNullable<Arguments[2]>['query']>

/** A Helix call as sent. Its path cannot leave the Helix base URL. */
export interface HelixRequest {
  readonly method: Arguments[0]
  /** `/clips`. */
  readonly path: string
  /** `?broadcaster_id=7`, or empty. */
  readonly search: string
  /** Whatever JSON can hold; undefined if there is none. */
  readonly json: unknown
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
// https://dev.twitch.tv/docs/api/reference: Helix paths contain nothing else.
const PATH = /^\/?([a-z0-9_-]+(?:\/[a-z0-9_-]+)*)$/i

/**
 * Reads what a plugin gave `TwitchApi.request`.
 * @throws PrometheanError if it is no call of Helix
 */
export function helixRequest([method, path, request]: Arguments): HelixRequest {
  if (!METHODS.includes(method))
    throw refused('the method is unknown', 'write GET, POST, PUT, PATCH or DELETE')
  const [, below] = PATH.exec(path) ?? []
  // Not shown: what is put there by mistake may hold anything.
  if (below === undefined)
    throw refused(
      'its path is not one of Helix',
      "write one like 'clips' or 'channel_points/custom_rewards', and what follows ? as query",
    )
  const { query = {}, body } = request ?? {}
  if (body !== undefined && (method === 'GET' || method === 'DELETE'))
    throw refused(`${method} has no body`, 'pass the values as query')
  return { method, path: `/${below}`, search: searchOf(query), json: jsonOf(body) }
}

/** The signal among the last argument of `TwitchApi.request`. */
export function signalOf(options: Arguments[3]): AbortSignal | undefined {
  return options instanceof AbortSignal ? options : options?.signal
}

/** The same API with a limit on the calls that run or wait at the same time. */
export function bounded(most: number, api: Provided<typeof TwitchApi>): Provided<typeof TwitchApi> {
  let count = 0
  return {
    async request(...given) {
      if (count >= most) throw busy(most)
      count += 1
      try {
        return await api.request(...given)
      } finally {
        count -= 1
      }
    },
  }
}

function busy(most: number): PrometheanError {
  return new PrometheanError('runtime', {
    what: "cannot call Twitch's API",
    why: `${most} calls are already waiting for answers`,
    advice: 'call less often, or await the answers',
  })
}

function searchOf(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, given] of Object.entries(query)) {
    const values: readonly unknown[] = Array.isArray(given) ? given : [given]
    for (const value of values) {
      if (value === undefined) continue
      if (!isPlain(value))
        throw refused(
          `query.${name} is not a string, number or boolean, or a list of those`,
          'write one',
        )
      search.append(name, String(value))
    }
  }
  // Some servers read a plus as a plus.
  const text = search.toString().replaceAll('+', '%20')
  return text && `?${text}`
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

function jsonOf(body: unknown): unknown {
  if (body === undefined) return undefined
  try {
    if (JSON.stringify(body) !== undefined) return body
  } catch {
    // A circle or a BigInt: refused below like a function.
  }
  throw refused('JSON cannot represent its body', 'use strings, numbers, lists and plain objects')
}

function refused(why: string, advice: string): PrometheanError {
  return new PrometheanError('refused', { what: "cannot call Twitch's API", why, advice })
}
