import type { Log } from 'promethean'
import { isModerator } from './api/channel.ts'
import type { Helix } from './api/helix.ts'
import { type SignedInAccount, SignedOut } from './auth/account.ts'
import { keepValid } from './auth/keep-valid.ts'
import type { StoredToken } from './auth/token-file.ts'
import { troubleOf } from './errors.ts'
import type { Speaker } from './sender.ts'

interface CurrentSpeakerSettings {
  readonly bot: SignedInAccount | undefined
  /** As the streamer, who may list the moderators. */
  readonly helix: Helix
  readonly log: Log
  readonly signal: AbortSignal
  /** The bot must sign in; reported each time it is tried. */
  signedOut(bot: SignedInAccount, failure: SignedOut): void
}

/** Tracks the sending account. A bot is checked separately, so that events work even without it. */
export class CurrentSpeaker {
  readonly #settings: CurrentSpeakerSettings
  #speaker: Speaker | undefined

  constructor(settings: CurrentSpeakerSettings) {
    this.#settings = settings
  }

  get speaker(): Speaker | undefined {
    return this.#settings.signal.aborted ? undefined : this.#speaker
  }

  /** From now on, for the streamer's channel. */
  begin(streamer: StoredToken): void {
    const { bot } = this.#settings
    if (bot === undefined) this.#speaker = speakerOf(streamer, ['broadcaster'])
    else void this.#keep(bot, streamer.userId)
  }

  async #keep(bot: SignedInAccount, channelId: string): Promise<void> {
    const { signal, log, signedOut } = this.#settings
    await keepValid(bot, signal, {
      valid: token => {
        this.#speaker = speakerOf(token, this.#speaker?.roles)
        void this.#learnRoles(token, channelId)
      },
      failed: failure => {
        if (!(failure instanceof SignedOut)) return log.debug(troubleOf(failure))
        this.#speaker = undefined
        signedOut(bot, failure)
      },
    })
  }

  // The bot's rate limit depends on it.
  async #learnRoles(bot: StoredToken, channelId: string): Promise<void> {
    const { helix, log, signal } = this.#settings
    try {
      const moderates = await isModerator(helix, channelId, bot.userId, signal)
      if (this.#speaker !== undefined)
        this.#speaker = speakerOf(bot, moderates ? ['moderator'] : [])
    } catch (failure) {
      if (signal.aborted) return
      log.debug(`cannot check whether ${bot.login} is a moderator: ${troubleOf(failure)}`)
    }
  }
}

function speakerOf({ userId: id, login: name }: StoredToken, roles: Speaker['roles']): Speaker {
  return { id, name, ...(roles && { roles }) }
}
