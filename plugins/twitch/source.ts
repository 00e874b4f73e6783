import { setTimeout as pause } from 'node:timers/promises'
import { event, type Link, type Log, type NewEvent, parseDuration } from 'promethean'
import { isModerator, liveStream } from './api/channel.ts'
import type { Helix } from './api/helix.ts'
import { type SignedInAccount, SignedOut } from './auth/account.ts'
import { keepValid, untilNext } from './auth/keep-valid.ts'
import type { StoredToken } from './auth/token-file.ts'
import { EventSession } from './eventsub/session.ts'
import { subscribeAll } from './eventsub/subscribe.ts'
import { toEvents } from './map/events.ts'
import type { TwitchOptions } from './options.ts'
import type { Speaker } from './sender.ts'
import { endingOf, troubleOf } from './trouble.ts'

interface Settings {
  readonly options: TwitchOptions
  readonly streamer: SignedInAccount
  readonly bot: SignedInAccount | undefined
  /** As the streamer. */
  readonly helix: Helix
  readonly link: Link
  readonly log: Log
  emit(told: NewEvent): void
}

/** One connection to EventSub: signed in, welcome, subscribed. Its end is told to the link once; it never connects again. */
export class Source {
  readonly #settings: Settings
  readonly #over = new AbortController()
  readonly #complained = new Set<string>()
  #session: EventSession | undefined
  #token: StoredToken | undefined
  #speaker: Speaker | undefined
  #active = new Set<string>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  get speaker(): Speaker | undefined {
    return this.#speaker
  }

  /** Reads until `close()`. Never rejects. */
  async read(): Promise<void> {
    const { streamer, bot, link } = this.#settings
    const { signal } = this.#over
    try {
      const token = await streamer.validated(signal)
      this.#token = token
      link.heard()
      if (bot === undefined) this.#speakAs(token, ['broadcaster'])
      else void this.#keepBot(bot)
      void this.#keepStreamer(token)
      this.#open()
    } catch (failure) {
      this.#fail(failure)
    }
  }

  async close(): Promise<void> {
    this.#over.abort()
    this.#speaker = undefined
    await this.#session?.close()
  }

  #open(): void {
    const { options, link, log } = this.#settings
    this.#session = new EventSession(socketUrl(options), {
      heard: () => link.heard(),
      welcome: (session, keepaliveS) => {
        const budget = keepaliveS * KEEPALIVES
        if (budget * 1_000 > parseDuration(options.quiet)) log.warn(tooQuiet(options, budget))
        void this.#subscribe(session)
      },
      notification: told => this.#tell(toEvents(told, this.#about)),
      revoked: (type, status) => this.#complain(type, revoked(type, status)),
      malformed: problem => this.#complain('malformed', malformed(problem)),
      ended: ending => this.#lose(endingOf(ending)),
    })
  }

  get #about() {
    return { channel: this.#settings.options.channel, active: this.#active }
  }

  async #subscribe(session: string): Promise<void> {
    const { helix, link, options } = this.#settings
    const { signal } = this.#over
    const { userId: channelId = '', scopes = [] } = this.#token ?? {}
    try {
      await subscribeAll({
        helix,
        session,
        channelId,
        scopes,
        signal,
        active: this.#active,
        leftOut: sentence => this.#complain(sentence, sentence),
      })
      if (this.#active.size === 0) return this.#lose(nothing())
      link.connected([{ platform: 'twitch', channel: options.channel }])
      await this.#tellLive(channelId)
    } catch (failure) {
      this.#fail(failure)
    }
  }

  // Who started while live must know it; EventSub tells changes only.
  async #tellLive(channelId: string): Promise<void> {
    const { helix, log, options } = this.#settings
    try {
      const live = await liveStream(helix, channelId, this.#over.signal)
      if (live === undefined) return
      const { id, title, game_name: category, started_at } = live
      const startedAt = new Date(started_at)
      const data = {
        streamId: id,
        ...(title && { title }),
        ...(category && { category }),
        ...(!Number.isNaN(startedAt.getTime()) && { startedAt }),
      }
      const { channel } = options
      const told = { key: id, time: startedAt, platform: 'twitch', channel, recovered: true }
      this.#tell([event('stream.online', data, told)])
    } catch (failure) {
      if (this.#over.signal.aborted) return
      log.warn(`cannot see whether the stream is on: ${troubleOf(failure)}`)
    }
  }

  async #keepStreamer(token: StoredToken): Promise<void> {
    const { streamer } = this.#settings
    const { signal } = this.#over
    await pause(untilNext(token), undefined, { signal }).catch(() => undefined)
    await keepValid(streamer, signal, {
      valid: valid => {
        this.#token = valid
      },
      failed: failure => {
        // Twitch away for a moment is nothing: the hour is its wish, the events come all the same.
        if (failure instanceof SignedOut) this.#fail(failure)
        else this.#settings.log.debug(troubleOf(failure))
      },
    })
  }

  /** The bot by itself: without it there are events all the same. */
  async #keepBot(bot: SignedInAccount): Promise<void> {
    await keepValid(bot, this.#over.signal, {
      valid: token => {
        this.#complained.delete('bot')
        this.#speakAs(token, this.#speaker?.roles)
        void this.#learnRoles(token)
      },
      failed: failure => {
        if (!(failure instanceof SignedOut)) return this.#settings.log.debug(troubleOf(failure))
        this.#speaker = undefined
        this.#tellSignedOut(bot, failure)
        this.#complain('bot', failure.message)
      },
    })
  }

  async #learnRoles(bot: StoredToken): Promise<void> {
    const { helix, log } = this.#settings
    const { userId = '' } = this.#token ?? {}
    try {
      const moderates = await isModerator(helix, userId, bot.userId, this.#over.signal)
      if (this.#speaker !== undefined) this.#speakAs(bot, moderates ? ['moderator'] : [])
    } catch (failure) {
      if (!this.#over.signal.aborted)
        log.debug(`cannot see whether ${bot.login} is a moderator: ${troubleOf(failure)}`)
    }
  }

  #speakAs({ userId: id, login: name }: StoredToken, roles: Speaker['roles']): void {
    if (!this.#over.signal.aborted) this.#speaker = { id, name, ...(roles && { roles }) }
  }

  #tell(events: readonly NewEvent[]): void {
    if (this.#over.signal.aborted) return
    for (const made of events) {
      if (made.type === 'platform.event' && made.data.problem !== undefined)
        this.#complain(made.data.name, unread(made.data.name, String(made.data.problem)))
      this.#settings.emit(made)
    }
  }

  #fail(failure: unknown): void {
    if (this.#over.signal.aborted) return
    if (failure instanceof SignedOut) this.#tellSignedOut(this.#settings.streamer, failure)
    this.#lose(troubleOf(failure))
  }

  // Its key says which sign-in: tried again and again, it is told once.
  #tellSignedOut({ login }: SignedInAccount, { key, message }: SignedOut): void {
    const data = { name: 'twitch:signed_out', login, reason: message }
    const { channel } = this.#settings.options
    const told = { platform: 'twitch', channel, key: `twitch:signed_out:${key}` }
    this.#tell([event('platform.event', data, told)])
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

const MAX_COMPLAINTS = 200

// A little more than Twitch promises: it is late under load, and connecting anew would lose events.
const KEEPALIVES = 1.2
const [LEAST_S, MOST_S] = [10, 600]

function socketUrl({ urls, quiet }: TwitchOptions): string {
  const wanted = Math.floor(parseDuration(quiet) / 1_000 / KEEPALIVES)
  const url = new URL(urls.eventsub)
  url.searchParams.set(
    'keepalive_timeout_seconds',
    String(Math.min(Math.max(wanted, LEAST_S), MOST_S)),
  )
  return url.href
}

function tooQuiet({ quiet }: TwitchOptions, budgetS: number): string {
  return `a quiet connection will look dead: Twitch may be silent for ${budgetS} s, quiet is ${quiet}; set quiet to '${Math.ceil(budgetS)}s'`
}

function revoked(type: string, status: string): string {
  const why = /^\w{1,40}$/.test(status) ? status : 'without a reason'
  return `Twitch tells ${type.slice(0, 80)} no more (${why}); run promethean auth twitch, the rest goes on`
}

function malformed(problem: string): string {
  return `cannot read a message of Twitch: ${problem}; it is left out, the rest goes on`
}

function unread(name: string, problem: string): string {
  return `cannot read an event of Twitch, ${name}: ${problem}; it is kept as platform.event`
}

function nothing(): string {
  return 'cannot tell events of Twitch: it refuses every subscription, see the lines before; it is tried again'
}
