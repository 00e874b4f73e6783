import { type Link, type LinkAccount, type Log, messageOf, type NewEvent } from 'promethean'
import { Observable, type Subscriber } from 'rxjs'
import { accountsIn } from './accounts.ts'
import { Connection } from './connection.ts'
import { toEvents } from './map.ts'
import type { Options } from './options.ts'
import { type Fields, fields } from './read.ts'
import { sentenceOf } from './trouble.ts'
import { chooseEvents } from './wanted.ts'

/** How often Streamer.bot is asked for a sign of life. */
const PROBE_MS = 15_000

/** Said when an account signs in after us: the channels are asked for again. */
const SIGNED_IN = /\.Broadcaster(Authenticated|ChatConnected)$/

interface Surroundings {
  readonly options: Options
  readonly link: Link
  readonly log: Log
}

/** What Streamer.bot tells, over one connection of its own; trouble goes to the link. */
export function events(around: Surroundings): Observable<NewEvent> {
  return new Observable(subscriber => {
    const session = new Session(around, subscriber)
    return () => session.close()
  })
}

class Session {
  readonly #around: Surroundings
  readonly #subscriber: Subscriber<NewEvent>
  readonly #connection: Connection
  #probes: NodeJS.Timeout | undefined
  #isClosed = false
  #skipped = 0
  #channels: ReadonlyMap<string, string> = new Map()

  constructor(around: Surroundings, subscriber: Subscriber<NewEvent>) {
    const { options, link, log } = around
    this.#around = around
    this.#subscriber = subscriber
    this.#connection = new Connection(options, {
      heard: () => link.heard(),
      connected: () => this.#begin().catch((failure: unknown) => this.#giveUp(failure)),
      frame: payload => this.#frame(payload),
      unreadable: () => this.#skip(),
      lost: trouble => {
        this.close()
        link.lost(sentenceOf(trouble, `${options.host}:${options.port}`))
      },
    })
    log.debug(`connecting to Streamer.bot at ${options.host}:${options.port}`)
  }

  close(): void {
    this.#isClosed = true
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
    await this.#subscribe(known.events)
    if (!this.#isClosed) this.#around.link.connected(accounts)
  }

  async #subscribe(supported: unknown): Promise<void> {
    const { wanted, unknown } = chooseEvents(supported, this.#around.options.events)
    if (unknown.length > 0) {
      const names = unknown.join(', ')
      this.#around.log.warn(
        `cannot listen to ${names}: this Streamer.bot has no such events; correct events, or update Streamer.bot`,
      )
    }
    if (Object.keys(wanted).length > 0) await this.#connection.ask('Subscribe', { events: wanted })
  }

  async #askAccounts(): Promise<readonly LinkAccount[]> {
    try {
      const accounts = accountsIn(await this.#connection.ask('GetBroadcaster'))
      this.#channels = new Map(accounts.map(({ platform, channel }) => [platform, channel]))
      return accounts
    } catch (failure) {
      this.#around.log.debug(`Streamer.bot did not tell its accounts: ${messageOf(failure)}`)
      return []
    }
  }

  #frame(payload: Fields): void {
    try {
      for (const told of toEvents(payload, this.#channels)) this.#subscriber.next(told)
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
    if (!this.#isClosed && accounts.length > 0) this.#around.link.connected(accounts)
  }

  #skip(): void {
    this.#skipped += 1
    if (this.#skipped > 1) return
    this.#around.log.warn('Streamer.bot sent something that is no frame; such messages are skipped')
  }

  #giveUp(failure: unknown): void {
    this.#connection.giveUp({ kind: 'not_subscribed', detail: messageOf(failure) })
  }
}
