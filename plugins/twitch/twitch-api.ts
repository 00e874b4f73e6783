import type { Provided, TwitchApi } from 'promethean'
import { bounded, helixRequest, signalOf } from '../formats/helix-request.ts'
import type { Helix } from './api/helix.ts'
import { effectError } from './errors.ts'

// Twitch allows about 800 per minute; a plugin with more in progress is probably looping.
const MOST = 200

/** Helix as the streamer's account, for plugins. */
export function twitchApi(helix: Helix, life: AbortSignal): Provided<typeof TwitchApi> {
  return bounded(MOST, {
    async request(...given) {
      const wanted = helixRequest(given)
      const signal = signalOf(given[3])
      try {
        const ending = signal === undefined ? life : AbortSignal.any([life, signal])
        const { status, body } = await helix.ask({ ...wanted, signal: ending })
        return { status, body }
      } catch (failure) {
        throw effectError(`call ${wanted.method} ${wanted.path} of Twitch`, failure)
      }
    },
  })
}
