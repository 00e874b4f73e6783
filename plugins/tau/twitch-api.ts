import type { Provided, TwitchApi } from 'promethean'
import { bounded, type HelixRequest, helixRequest, signalOf } from '../formats/helix-request.ts'
import { callError } from './errors.ts'

interface TwitchApiSettings {
  readonly rest: {
    helix(
      request: HelixRequest,
      signal?: AbortSignal,
    ): Promise<{ readonly status: number; readonly body: unknown }>
  }
  readonly url: string
}

// Half an hour of answers that take their whole time, one after the other.
const MOST = 60

/** Helix through TAU's pass-through, as the streamer TAU is signed in as. */
export function twitchApi({ rest, url }: TwitchApiSettings): Provided<typeof TwitchApi> {
  return bounded(MOST, {
    async request(...given) {
      const wanted = helixRequest(given)
      try {
        return await rest.helix(wanted, signalOf(given[3]))
      } catch (failure) {
        throw callError(failure, { doing: `call ${wanted.method} ${wanted.path} of Twitch`, url })
      }
    },
  })
}
