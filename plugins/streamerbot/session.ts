import {
  type Link,
  type Log,
  messageOf,
  type NewEvent,
  type Platform,
  sentenceOf,
} from 'promethean'
import { type Fields, fields } from '../formats/json.ts'
import { accountsIn, type SignedIn } from './accounts.ts'
import { Connection } from './connection.ts'
import { disconnectedSentence } from './errors.ts'
import { ASK_LIVE, liveStreams } from './map/broadcasts.ts'
import { toEvents } from './map/events.ts'
import type { StreamerbotOptions } from './options.ts'
import type { OwnActions } from './requests/own-actions.ts'
import { Scenes } from './scenes.ts'
import { chooseEvents } from './subscriptions.ts'

/** How often Streamer.bot is pinged. */
const PROBE_MS = 15_000

/** Sent when an account signs in later; the channels are then requested again. */
const SIGNED_IN = /\.Broadcaster(Authenticated|ChatConnected)$/

interface SessionSettings {
  readonly options: StreamerbotOptions
  readonly link: Link
  readonly log: Log
  readonly ownActions: OwnActions
  emit(event: NewEvent): void
}

/** One connection to Streamer.bot: emits its events and accepts requests. Problems are reported to the link. */
export class Session {
  readonly #around: SessionSettings
  readonly #connection: Connection
  readonly #scenes: Scenes
  #probes: NodeJS.Timeout | undefined
  #skipped = 0
  #isReady = false
  #accounts: readonly SignedIn[] = []
  #channels: ReadonlyMap<string, string> = new Map()
  readonly #ended = new AbortController()

  constructor(around: SessionSettings) {
    const { options, link, log } = around
    this.#around = around
    this.#scenes = new Scenes(told => around.emit(told))
    this.#connection = new Connection(options, {
      heard: () => link.heard(),
      connected: () => this.#begin().catch((failure: unknown) => this.#giveUp(failure)),
      frame: payload => this.#frame(payload),
      unreadable: () => this.#skip(),
      lost: trouble => {
        this.close()
        link.lost(sentenceOf(disconnectedSentence(trouble, `${options.host}:${options.port}`)))
      },
    })
    log.debug(`connecting to Streamer.bot at ${options.host}:${options.port}`)
  }

  /** What Streamer.bot is signed in with on this platform. */
  signedIn(platform: string): SignedIn | undefined {
    return this.#accounts.find(account => account.platform === platform)
  }

  /** The platforms Streamer.bot is signed in to. */
  get platforms(): readonly Platform[] {
    return this.#accounts.map(({ platform }) => platform)
  }

  /** Whether Streamer.bot has taken the password; without one it takes no messages for chat. */
  get isAuthenticated(): boolean {
    return this.#connection.isAuthenticated
  }

  /** Signed in, its accounts known, and not over. */
  get isReady(): boolean {
    return this.#isReady && !this.#ended.signal.aborted
  }

  /** Aborts when this connection is over. */
  get over(): AbortSignal {
    return this.#ended.signal
  }

  /** Rejects with RequestFailure: refused, without an answer after 5 s, or when the connection or the signal ends. */
  ask(request: string, params: Fields, signal?: AbortSignal): Promise<Fields> {
    return this.#connection.ask(request, params, signal)
  }

  close(): void {
    this.#ended.abort()
    this.#scenes.close()
    clearInterval(this.#probes)
    this.#connection.close()
  }

  // The channels are known before the first event, which may come before the answer to Subscribe.
  async #begin(): Promise<void> {
    this.#probes = setInterval(() => this.#connection.probe(), PROBE_MS)
    const [known, accounts] = await Promise.all([
      this.#connection.ask('GetEvents'),
      this.#askAccounts(),
    ])
    // Before the answer to Subscribe: a line may come with it, and is answered at once.
    this.#isReady = true
    await this.#subscribe(known.events)
    this.#tellConnected(accounts)
    await this.#findLive()
  }

  async #subscribe(supported: unknown): Promise<void> {
    const { wanted, unknown } = chooseEvents(supported, this.#around.options.events)
    if (unknown.length > 0) {
      const names = unknown.join(', ')
      this.#around.log.warn(
        `cannot listen to ${names}: this Streamer.bot has no such events; correct the option events, or update Streamer.bot`,
      )
    }
    if (Object.keys(wanted).length > 0) await this.#connection.ask('Subscribe', { events: wanted })
  }

  async #askAccounts(): Promise<readonly SignedIn[]> {
    try {
      const accounts = accountsIn(await this.#connection.ask('GetBroadcaster'))
      this.#accounts = accounts
      this.#channels = new Map(accounts.map(({ platform, channel }) => [platform, channel]))
      return accounts
    } catch (failure) {
      this.#around.log.debug(`Streamer.bot did not report its accounts: ${messageOf(failure)}`)
      return []
    }
  }

  #frame(payload: Fields): void {
    if (this.#around.ownActions.isEcho(payload)) {
      this.#around.log.debug('Streamer.bot reported an action that was started from here')
      return
    }
    try {
      for (const told of toEvents(payload, this.#channels)) this.#scenes.take(told)
    } catch (failure) {
      // Caught here, since the library swallows what its listeners throw.
      this.#around.log.error(
        `cannot read an event of Streamer.bot: ${messageOf(failure)}; report it`,
      )
    }
    const { source, type } = fields(payload.event)
    if (SIGNED_IN.test(`${source}.${type}`)) void this.#signedIn()
  }

  async #signedIn(): Promise<void> {
    const accounts = await this.#askAccounts()
    if (accounts.length > 0) this.#tellConnected(accounts)
    await this.#findLive()
  }

  // Checks whether a stream is already live; otherwise it would be unknown until the next start.
  async #findLive(): Promise<void> {
    const account = this.signedIn('youtube')
    if (account === undefined) return
    try {
      const answer = await this.#connection.ask(ASK_LIVE)
      if (!this.#ended.signal.aborted)
        for (const told of liveStreams(answer, account.channel)) this.#around.emit(told)
    } catch (failure) {
      this.#around.log.debug(
        `Streamer.bot did not report which streams are live: ${messageOf(failure)}`,
      )
    }
  }

  #tellConnected(accounts: readonly SignedIn[]): void {
    if (this.#ended.signal.aborted) return
    this.#around.link.connected(
      accounts.map(({ platform, channel, broadcaster: { name } }) => ({
        platform,
        channel,
        ...(name !== channel && { name }),
      })),
    )
  }

  #skip(): void {
    this.#skipped += 1
    if (this.#skipped > 1) return
    this.#around.log.warn('Streamer.bot sent an invalid frame; invalid frames are skipped')
  }

  #giveUp(failure: unknown): void {
    this.#connection.giveUp({ kind: 'not_subscribed', detail: messageOf(failure) })
  }
}
