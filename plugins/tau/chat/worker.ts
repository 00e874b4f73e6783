import type { State } from 'promethean'

// TAU's worker sleeps 120 s between two rounds, and its first one comes 120 s after its start.
const BEAT_MS = 120_000
// A round takes the time of some calls to TAU's one thread; a new worker needs longer than that to start.
const SLACK_MS = 1_000
const MISSING_MS = 300_000
const RECENT_MS = 2 * MISSING_MS

// One client that the new worker knows; one more in case a client of another program leaves.
const MORE_CLIENTS = 2
const MOST_CLIENTS = 15

/** What survives restarts. */
type WorkerState = {
  readonly url: string
  /** Sockets that each bot needs. */
  readonly clients: number
  /** When the worker last sent something, in ms since the epoch, if silence ended the connection. */
  readonly heardAt?: number
}

/**
 * What can be known of TAU's worker, which never answers: it sends a keep_alive to every socket each 120 s.
 *
 * It counts the clients of each bot, learns of one only when its socket sends the token, and has a bot in chat while
 * the count is above 0. A restarted worker knows none of the open sockets, and each of them
 * that closes later takes one from its count. So each bot then needs one socket more than there were, for as long as
 * that worker lives, over restarts of ours too; one too many does no harm.
 */
export class Worker {
  readonly #state: State
  readonly #url: string
  #heardAt = performance.now()
  #lineAt = Number.NEGATIVE_INFINITY
  #hasBeaten = false
  #areEnough = false

  constructor(state: State, url: string) {
    this.#state = state
    this.#url = url
  }

  /** How many sockets each bot needs. */
  get clients(): number {
    return this.#kept?.clients ?? 1
  }

  /** Nothing from it or from chat for so long that chat cannot work. */
  get isMissing(): boolean {
    return performance.now() - Math.max(this.#heardAt, this.#lineAt) >= MISSING_MS
  }

  /** It has sent something at least once: some versions of TAU's worker send no keep_alive. */
  get wasHeard(): boolean {
    return this.#hasBeaten
  }

  /**
   * New sockets are being opened. After a silence, its duration keeps counting, because a worker may have restarted
   * meanwhile.
   */
  connecting(): void {
    const { heardAt } = this.#kept ?? {}
    const silentMs = heardAt === undefined ? Number.POSITIVE_INFINITY : Date.now() - heardAt
    this.#hasBeaten = silentMs >= 0 && silentMs < RECENT_MS
    this.#heardAt = performance.now() - (this.#hasBeaten ? silentMs : 0)
    this.#areEnough = false
    if (heardAt !== undefined) this.#keep({ clients: this.clients })
  }

  /** The connection is given up because of silence. */
  givenUp(): void {
    const heardAt = Date.now() - (performance.now() - this.#heardAt)
    this.#keep({ clients: this.clients, heardAt })
  }

  /** A keep_alive came. @returns whether it may be of a worker that was started after the sockets were opened */
  beat(): boolean {
    const waitedMs = performance.now() - this.#heardAt
    const isNew = waitedMs > (this.#hasBeaten ? BEAT_MS + SLACK_MS : BEAT_MS - SLACK_MS)
    this.#heardAt = performance.now()
    this.#hasBeaten = true
    return isNew
  }

  /** A line of chat came, which only a worker that lives can have brought. */
  broughtLine(): void {
    this.#lineAt = performance.now()
  }

  /**
   * A new worker knows of no socket that is open.
   * @returns how many each bot needs more; 0 if they would become too many: no more are opened then, and the next
   * connection begins with one again
   */
  forgot(): number {
    const clients = this.clients + MORE_CLIENTS
    this.#areEnough ||= clients > MOST_CLIENTS
    this.#keep({ clients: this.#areEnough ? 1 : clients })
    return this.#areEnough ? 0 : MORE_CLIENTS
  }

  get #kept(): WorkerState | undefined {
    const kept = this.#state.get<WorkerState>('worker')
    return kept?.url === this.#url ? kept : undefined
  }

  #keep(kept: Omit<WorkerState, 'url'>): void {
    this.#state.set('worker', { url: this.#url, ...kept })
  }
}
