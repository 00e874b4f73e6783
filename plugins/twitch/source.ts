import { type Link, type Log, type NewEvent, parseDuration, pause } from 'promethean'
import type { Helix } from './api/helix.ts'
import type { MissedStream } from './api/missed-stream.ts'
import { type SignedInAccount, SignedOut } from './auth/account.ts'
import { keepValid, untilNext } from './auth/keep-valid.ts'
import type { StoredToken } from './auth/token-file.ts'
import { CurrentSpeaker } from './current-speaker.ts'
import {
  endingOf,
  malformed,
  nothingSubscribed,
  revoked,
  tooQuiet,
  troubleOf,
  unread,
} from './errors.ts'
import { EventSession } from './eventsub/session.ts'
import { KEEPALIVES, sessionUrl } from './eventsub/session-url.ts'
import { type SubscribeSettings, subscribeAll, subscribeLater } from './eventsub/subscribe.ts'
import { isToldBetter } from './eventsub/subscriptions.ts'
import { signedOutEvent, toEvents } from './map/events.ts'
import type { TwitchOptions } from './options.ts'
import type { Speaker } from './sender.ts'

interface SourceSettings {
  readonly options: TwitchOptions
  readonly streamer: SignedInAccount
  readonly bot: SignedInAccount | undefined
  /** As the streamer. */
  readonly helix: Helix
  readonly missed: MissedStream
  readonly link: Link
  readonly log: Log
  emit(told: NewEvent): void
}

const MAX_COMPLAINTS = 200

/** One connection to EventSub: signed in, welcomed, subscribed. Its end is reported to the link once; it never reconnects. */
export class Source {
  readonly #settings: SourceSettings
  readonly #over = new AbortController()
  readonly #complained = new Set<string>()
  readonly #active = new Set<string>()
  readonly #currentSpeaker: CurrentSpeaker
  #session: EventSession | undefined

  constructor(settings: SourceSettings) {
    const { bot, helix, log } = settings
    this.#settings = settings
    this.#currentSpeaker = new CurrentSpeaker({
      bot,
      helix,
      log,
      signal: this.#over.signal,
      signedOut: (account, failure) => {
        this.#tellSignedOut(account, failure)
        this.#complain(failure.key, failure.message)
      },
    })
  }

  get speaker(): Speaker | undefined {
    return this.#currentSpeaker.speaker
  }

  /** Reads until `close()`. Never rejects. */
  async read(): Promise<void> {
    const { streamer, link } = this.#settings
    try {
      const token = await streamer.validated(this.#over.signal)
      link.heard()
      this.#currentSpeaker.begin(token)
      this.#open(token)
      await this.#keepValid(token)
    } catch (failure) {
      this.#fail(failure)
    }
  }

  async close(): Promise<void> {
    this.#over.abort()
    await this.#session?.close()
  }

  #open(token: StoredToken): void {
    const { options, link, log } = this.#settings
    const about = { channel: options.channel, active: this.#active }
    if (this.#over.signal.aborted) return
    this.#session = new EventSession(sessionUrl(options), {
      heard: () => link.heard(),
      welcome: (session, keepaliveS) => {
        const budgetS = keepaliveS * KEEPALIVES
        if (budgetS * 1_000 > parseDuration(options.quiet))
          log.warn(tooQuiet(options.quiet, budgetS))
        void this.#subscribe(session, token)
      },
      notification: told => {
        if (!isToldBetter(told.type, this.#active)) this.#tell(toEvents(told, about))
      },
      revoked: (type, status) => {
        this.#active.delete(type)
        this.#complain(`${type} revoked`, revoked(type, status))
      },
      malformed: problem => this.#complain('malformed', malformed(problem)),
      ended: ending => this.#lose(endingOf(ending)),
    })
  }

  async #subscribe(session: string, token: StoredToken): Promise<void> {
    const { link, options } = this.#settings
    try {
      const wishes = this.#wishes(session, token)
      const isLimited = await subscribeAll(wishes)
      if (this.#active.size === 0) return this.#lose(nothingSubscribed())
      link.connected([{ platform: 'twitch', channel: options.channel }])
      void this.#tellLive(token.userId)
      if (isLimited) await subscribeLater(wishes)
    } catch (failure) {
      this.#fail(failure)
    }
  }

  #wishes(session: string, { userId: channelId, scopes }: StoredToken): SubscribeSettings {
    return {
      helix: this.#settings.helix,
      session,
      channelId,
      scopes,
      signal: this.#over.signal,
      active: this.#active,
      heard: () => this.#settings.link.heard(),
      leftOut: sentence => this.#complain(sentence, sentence),
    }
  }

  // Never rejects.
  async #tellLive(channelId: string): Promise<void> {
    const { missed, log } = this.#settings
    try {
      const found = await missed.found(channelId, this.#over.signal)
      if (found !== undefined) this.#tell([found])
    } catch (failure) {
      if (this.#over.signal.aborted) return
      log.warn(`cannot check whether the stream is live: ${troubleOf(failure)}`)
    }
  }

  async #keepValid(token: StoredToken): Promise<void> {
    const { streamer, log } = this.#settings
    const { signal } = this.#over
    await pause(untilNext(token), signal)
    await keepValid(streamer, signal, {
      valid: () => log.debug(`Twitch accepts the sign-in of ${streamer.login}`),
      failed: failure => {
        // A short outage does not matter: Twitch asks for an hourly check, but events arrive without it.
        if (failure instanceof SignedOut) this.#fail(failure)
        else log.debug(troubleOf(failure))
      },
    })
  }

  #tell(events: readonly NewEvent[]): void {
    if (this.#over.signal.aborted) return
    for (const made of events) {
      if (made.type === 'platform.event' && made.data.problem !== undefined)
        this.#complain(made.data.name, unread(made.data.name, String(made.data.problem)))
      this.#settings.missed.hear(made)
      this.#settings.emit(made)
    }
  }

  #fail(failure: unknown): void {
    if (this.#over.signal.aborted) return
    if (failure instanceof SignedOut) this.#tellSignedOut(this.#settings.streamer, failure)
    this.#lose(troubleOf(failure))
  }

  #tellSignedOut({ login }: SignedInAccount, { key, message }: SignedOut): void {
    const { channel } = this.#settings.options
    this.#tell([signedOutEvent({ login, channel, key, reason: message })])
  }

  #complain(about: string, sentence: string): void {
    if (this.#over.signal.aborted || this.#complained.has(about)) return
    if (this.#complained.size < MAX_COMPLAINTS) this.#complained.add(about)
    this.#settings.log.warn(sentence)
  }

  #lose(reason: string): void {
    if (this.#over.signal.aborted) return
    void this.close()
    this.#settings.link.lost(reason)
  }
}
