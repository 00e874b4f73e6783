import { type Fields, fields, isFields } from '../formats/json.ts'
import { type Address, Client } from './client.ts'
import type { Disconnection } from './errors.ts'
import { PendingRequests } from './requests/pending-requests.ts'

/** From the start until signed in. Below the library's own 10 s. */
const CONNECT_MS = 8_000
/** From the open socket until the greeting. Below the library's 5 s, after which it prints to stdout. */
const GREETING_MS = 4_500
/** The code one public mock closes with after a wrong password. */
const AUTHENTICATION_FAILED = 4009

/** Callbacks of a connection. `lost` is called once and is the last; nothing is called after `close()`. */
interface Listener {
  heard(): void
  /** Something that is no frame came; it is skipped. */
  unreadable(): void
  connected(): void
  frame(payload: Fields): void
  lost(trouble: Disconnection): void
}

/** One connection to Streamer.bot: from connecting to its end, never again. */
export class Connection {
  readonly #client: Client
  readonly #listener: Listener
  readonly #hasPassword: boolean
  readonly #requests = new PendingRequests(request => this.#send(request))
  #stage: 'connecting' | 'opened' | 'connected' | 'over' = 'connecting'
  #watchdog: NodeJS.Timeout
  #greeting: NodeJS.Timeout | undefined
  #signIn: unknown
  #demandsPassword = false
  #isAuthenticated = false

  constructor(address: Address, listener: Listener) {
    this.#listener = listener
    this.#hasPassword = address.password !== undefined
    this.#client = new Client(address, {
      opened: () => this.#opened(),
      heard: () => listener.heard(),
      unreadable: () => listener.unreadable(),
      frame: payload => this.#frame(payload),
      sending: request => this.#sending(fields(request)),
      connected: () => this.#connected(),
      failed: () => this.#failed(),
      closed: (code, error) => this.#lost(this.#causeOf(code, error)),
    })
    this.#watchdog = setTimeout(() => this.#lost({ kind: 'no_answer' }), CONNECT_MS)
    this.#client.begin()
  }

  /** Whether Streamer.bot has taken the password; without one it takes no messages for chat. */
  get isAuthenticated(): boolean {
    return this.#isAuthenticated
  }

  /** Asks. Rejects with RequestFailure: refused, without an answer after 5 s, or when the connection or the signal ends. */
  ask(request: string, params: Fields = {}, signal?: AbortSignal): Promise<Fields> {
    return this.#requests.ask(request, params, signal)
  }

  /** Probes the connection; any answer counts as data. */
  probe(): void {
    this.#send({ request: 'GetInfo', id: 'promethean:probe' })
  }

  /** Ends it as lost, for a reason that is known outside. */
  giveUp(trouble: Disconnection): void {
    this.#lost(trouble)
  }

  /** Ends it at once. */
  close(): void {
    this.#stage = 'over'
    clearTimeout(this.#watchdog)
    clearTimeout(this.#greeting)
    this.#requests.end()
    this.#client.end()
  }

  #send(request: Fields): void {
    if (this.#stage === 'connected') this.#client.send(request)
  }

  #opened(): void {
    this.#stage = 'opened'
    this.#greeting = setTimeout(() => this.#lost({ kind: 'no_greeting' }), GREETING_MS)
  }

  #connected(): void {
    this.#stage = 'connected'
    clearTimeout(this.#watchdog)
    this.#listener.connected()
  }

  // Answers also arrive here before the sign-in, which shows that a password was rejected.
  #frame(payload: unknown): void {
    if (!isFields(payload)) this.#listener.unreadable()
    else if (isFields(payload.event)) this.#listener.frame(payload)
    else this.#told(payload)
  }

  #told(payload: Fields): void {
    if ('info' in payload) clearTimeout(this.#greeting)
    if (isFields(payload.authentication)) this.#demandsPassword = true
    const { id } = payload
    if (typeof id !== 'string') return
    if (id !== this.#signIn) this.#requests.answer(id, payload)
    else if (payload.status === 'error') this.#lost({ kind: 'wrong_password' })
    else this.#isAuthenticated = true
  }

  #sending(request: Fields): void {
    if (request.request === 'Authenticate') this.#signIn = request.id
  }

  // The library also reports this for a socket error, but the close event that follows says more.
  #failed(): void {
    if (this.#stage === 'opened') this.#lost({ kind: 'bad_greeting' })
  }

  #causeOf(code: number, detail: string | undefined): Disconnection {
    if (code === AUTHENTICATION_FAILED) {
      return { kind: this.#hasPassword ? 'wrong_password' : 'password_missing' }
    }
    if (this.#stage === 'connecting') return { kind: 'unreachable', detail }
    const isSigningIn = this.#stage === 'opened' && this.#demandsPassword
    if (isSigningIn && !this.#hasPassword) return { kind: 'password_missing' }
    if (isSigningIn && this.#signIn !== undefined) return { kind: 'wrong_password' }
    return { kind: 'closed', code }
  }

  #lost(trouble: Disconnection): void {
    if (this.#stage === 'over') return
    this.close()
    this.#listener.lost(trouble)
  }
}
