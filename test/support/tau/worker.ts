/** What the worker does to the rest of TAU. */
interface Settings {
  readonly streamer: string
  readonly keepAliveMs: number
  readonly ircDelayMs: number
  usesIrc(): boolean
  /** One round of keep-alives to every socket. */
  beat(): void
}

/**
 * TAU's worker, a process beside the server: it holds the IRC connections and learns of clients over its own link.
 * It counts each bot's clients and learns of one only when its socket sends the token; it never asks which are connected.
 */
export class Worker {
  /** Its command loop has ended: sends and comings vanish, the keep-alives and all inbound go on. */
  isDeaf = false
  readonly #settings: Settings
  /** Clients by bot; below 0 where some left that came before this worker did. */
  readonly #clients = new Map<string, number>()
  /** When each bot's IRC connection is up, ms since the epoch. */
  readonly #upAt = new Map<string, number>()
  /** Bots it has connected at least once. */
  readonly #wasUp = new Set<string>()
  #beats: NodeJS.Timeout | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  get isUp(): boolean {
    return this.#beats !== undefined
  }

  /** A new process: it knows of no client, and its first keep-alive comes a whole period later. */
  start(): void {
    this.stop()
    this.isDeaf = false
    this.#beats = setInterval(() => this.#settings.beat(), this.#settings.keepAliveMs)
  }

  /** Killed: nothing is sent or received, and nothing is notified. */
  stop(): void {
    clearInterval(this.#beats)
    this.#beats = undefined
    for (const memory of [this.#clients, this.#upAt, this.#wasUp]) memory.clear()
  }

  /** How many clients it believes a bot to have. */
  clientsOf(bot: string): number {
    return this.#clients.get(bot) ?? 0
  }

  /** A socket of this account has sent its token. */
  came(account: string): void {
    if (!this.#hears) return
    // It looks accounts up by the literal text of the path, without a guard.
    if (account !== account.toLowerCase()) {
      this.isDeaf = true
      return
    }
    const clients = this.clientsOf(account) + 1
    this.#clients.set(account, clients)
    // It looks every 2.5 s whether a bot has clients, and connects it then: above 0, not at it.
    if (clients > 0 && !this.#upAt.has(account))
      this.#upAt.set(account, Date.now() + this.#settings.ircDelayMs)
  }

  /** A bot's socket that had sent its token has closed; it does not learn of the streamer's. */
  left(bot: string): void {
    if (!this.#hears) return
    const wasUp = this.#wasUp.has(bot) || this.isInChat(bot)
    const clients = this.clientsOf(bot) - 1
    this.#clients.set(bot, clients)
    if (clients !== 0) return
    this.#upAt.delete(bot)
    // The last one left: it closes the bot's IRC connection, and where there never was one this error ends its loop.
    if (wasUp) this.#wasUp.add(bot)
    else this.isDeaf = true
  }

  /** Whether this account reads chat: the streamer's by the setting, a bot's while it has clients. */
  isInChat(account: string): boolean {
    if (!this.isUp) return false
    if (account === this.#settings.streamer) return this.#settings.usesIrc()
    return Date.now() >= (this.#upAt.get(account) ?? Number.POSITIVE_INFINITY)
  }

  /** Whether what a client sends as this account reaches chat. */
  canSay(account: string): boolean {
    return this.#hears && this.isInChat(account)
  }

  get #hears(): boolean {
    return this.isUp && !this.isDeaf
  }
}
