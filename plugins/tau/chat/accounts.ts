import type { Log } from 'promethean'
import type { Ending } from '../../formats/websocket.ts'
import type { Connection } from '../client/connection.ts'
import type { SpeakingAccounts } from './speaking-accounts.ts'

// TAU's worker learns of a new bot a second after TAU itself, and stops sending for good if it gets one it does not know.
const NEW_BOT_MS = 5_000

interface AccountsSettings {
  readonly chat: readonly string[]
  readonly speakers: SpeakingAccounts
  readonly log: Log
  /** The streamer's own login, once known. */
  streamer(): string | undefined
  /** How many sockets each bot needs. */
  clients(): number
}

/** The accounts of `chat`: which are in chat, which cannot be, and changes of that. */
export class Accounts {
  readonly #settings: AccountsSettings
  readonly #unknown = new Set<string>()
  #usesIrc = true

  constructor(settings: AccountsSettings) {
    this.#settings = settings
  }

  /** One of them cannot receive or send with TAU's current settings. */
  get isIncomplete(): boolean {
    return this.#unknown.size > 0 || this.#silenced !== undefined
  }

  /** The streamer, if it is one of them and TAU has it in its own chat. */
  get resident(): string | undefined {
    return this.#usesIrc ? this.#settings.chat.find(login => this.#isStreamer(login)) : undefined
  }

  /** Whether a setting of TAU decides over one of them. */
  get hasStreamer(): boolean {
    return this.#settings.chat.some(login => this.#isStreamer(login))
  }

  /** Those that TAU's worker counts clients of. */
  get bots(): readonly string[] {
    return this.#settings.chat.filter(
      login => !this.#isStreamer(login) && !this.#unknown.has(login),
    )
  }

  /** Opens all chat sockets. @returns the ending if one was lost; an account unknown to TAU does not count */
  async join(connection: Connection): Promise<Ending | undefined> {
    const joined = this.#settings.chat.map(login => this.#join(connection, login))
    return (await Promise.all(joined)).find(ending => ending !== undefined)
  }

  /** Retries the accounts that TAU did not know. */
  async joinLate(connection: Connection): Promise<void> {
    const late = [...this.#unknown].map(login => this.#join(connection, login, NEW_BOT_MS))
    await Promise.all(late)
  }

  /** Opens this many more sockets per bot, and waits until it is in chat. */
  async hold(connection: Connection, clients: number): Promise<void> {
    await Promise.all(
      this.bots.map(async login => {
        const ending = await connection.hold(login, { clients, isStreamer: false })
        if (ending === undefined) this.#settings.speakers.opened(login)
      }),
    )
  }

  /** TAU's current setting: while it is off, TAU neither receives nor sends as the streamer, without an error. */
  useIrc(usesIrc: boolean): void {
    this.#usesIrc = usesIrc
    this.tell()
  }

  /** Logs what changed for the streamer's own chat. */
  tell(): void {
    const { chat, speakers, log } = this.#settings
    for (const login of chat) {
      const isSilent = login === this.#silenced
      if (isSilent === speakers.isSilent(login)) continue
      speakers.silence(login, isSilent)
      if (isSilent) log.warn(offFor(login))
      else log.info(`chat of ${login} works now, in both directions: use_irc is on`)
    }
  }

  get #silenced(): string | undefined {
    return this.#usesIrc ? undefined : this.#settings.chat.find(login => this.#isStreamer(login))
  }

  async #join(connection: Connection, login: string, patienceMs = 0): Promise<Ending | undefined> {
    const { speakers, log } = this.#settings
    const joining = { clients: this.#settings.clients(), isStreamer: this.#isStreamer(login) }
    const ending = await connection.join(login, { ...joining, patienceMs })
    const wasKnown = !this.#unknown.has(login)
    if (ending === undefined) {
      if (!wasKnown) log.info(`chat is read as ${login} now`)
      // One that was there all the time is in chat already.
      if (this.#unknown.delete(login) || !speakers.isOpen(login)) speakers.opened(login)
      return undefined
    }
    if (ending.status !== 403) return ending
    // The events are worth more than a chat that is not there.
    this.#unknown.add(login)
    if (wasKnown) log.error(unknown(login))
    return undefined
  }

  #isStreamer(login: string): boolean {
    return login === this.#settings.streamer()
  }
}

function offFor(login: string): string {
  return `chat of ${login} is neither received nor sent: use_irc is off in TAU's settings; turn it on there, Promethean notices within a minute`
}

function unknown(login: string): string {
  return `cannot read chat as ${login}: TAU has no such account; add it there as a chat bot, Promethean notices within a minute, or remove it from the option chat`
}
