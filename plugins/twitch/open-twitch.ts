import type {
  Link,
  Log,
  NewEvent,
  Provided,
  Secrets,
  State,
  StreamState,
  TokenSource,
} from 'promethean'
import { Helix } from './api/helix.ts'
import { MissedStream } from './api/missed-stream.ts'
import { botOf, streamerOf } from './auth/accounts.ts'
import { moderation } from './moderation.ts'
import type { TwitchOptions } from './options.ts'
import { chatSender } from './sender.ts'
import { Source } from './source.ts'
import { titleTarget } from './title.ts'
import { twitchApi } from './twitch-api.ts'

interface TwitchSettings {
  readonly options: TwitchOptions
  readonly folder: string
  readonly link: Link
  readonly log: Log
  readonly signal: AbortSignal
  readonly secrets: Secrets
  readonly state: State
  readonly streams: StreamState
}

/** What one run of the plugin does, made ready; `read` begins it. */
export function openTwitch(settings: TwitchSettings) {
  const { options, folder, secrets, link, log, signal, state, streams } = settings
  const streamer = streamerOf(options, { folder, signal, secrets })
  const bot = botOf(options, { folder, signal, secrets })
  const helix = new Helix(options.urls.api, streamer)
  const speakingHelix = bot === undefined ? helix : new Helix(options.urls.api, bot)
  let source: Source | undefined
  const { channel } = options
  return {
    sender: chatSender({ helix: speakingHelix, streamer, channel, speaker: () => source?.speaker }),
    title: titleTarget(helix, streamer, signal),
    moderation: moderation(helix, streamer, signal),
    tokens: tokenSource(signal, streamer),
    api: twitchApi(helix, signal),
    read(emit: (told: NewEvent) => void): void {
      const missed = new MissedStream({ helix, channel, state, streams })
      source = new Source({ options, streamer, bot, helix, missed, link, log, emit })
      void source.read()
    },
    async close(): Promise<void> {
      await source?.close()
      await Promise.all([streamer.settled(), bot?.settled()])
    },
  }
}

function tokenSource(
  life: AbortSignal,
  streamer: ReturnType<typeof streamerOf>,
): Provided<typeof TokenSource> {
  return {
    platform: 'twitch',
    async token({ signal } = {}) {
      const kept = await streamer.token(signal ? AbortSignal.any([life, signal]) : life)
      const { accessToken, clientId, login, userId, scopes } = kept
      return { accessToken, clientId, login, userId, scopes }
    },
  }
}
