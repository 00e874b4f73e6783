import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { answerTo, type Challenge, makeChallenge } from './authentication.ts'

type Json = Readonly<Record<string, unknown>>

/** A request as it came: when, from which connection, and what. */
export interface SeenRequest {
  readonly at: number
  readonly connection: number
  readonly name: string
  readonly body: Json
}

/** How a scripted request is answered instead. */
export interface Script {
  readonly delayMs?: number
  readonly silent?: boolean
  readonly error?: string
  /** Frames behind the answer, in one packet with it. */
  readonly followedBy?: readonly unknown[]
  /** Fields over the usual answer's. */
  readonly answer?: Json
  /** How often; default always. */
  readonly times?: number
}

/** What a peer needs to know of its server. */
export interface House {
  readonly auth: 'off' | 'on' | 'enforced'
  readonly password: string
  readonly wrongPassword: 'error' | 'close'
  readonly firstRequestMs: number
  readonly isDeaf: boolean
  seen(request: SeenRequest): void
  script(name: string): Script | undefined
  answer(name: string, body: Json): Json
}

/** One client of the fake server. */
export class Peer {
  readonly openedAt = Date.now()
  readonly #subscribed = new Map<string, Set<string>>()
  readonly #challenge: Challenge = makeChallenge()
  readonly #firstRequest: NodeJS.Timeout | undefined
  isAuthenticated = false
  /** When it went, and with which code. */
  closed: { readonly at: number; readonly code: number } | undefined

  readonly number: number
  readonly socket: WebSocket
  readonly #house: House

  constructor(number: number, socket: WebSocket, house: House) {
    this.number = number
    this.socket = socket
    this.#house = house
    // Enforced: closed when no request comes within 30 s.
    if (house.auth === 'enforced') {
      this.#firstRequest = setTimeout(() => socket.close(1008), house.firstRequestMs)
    }
    socket.on('message', (bytes, isBinary) => {
      if (!house.isDeaf && !isBinary) this.#request(String(bytes))
    })
    socket.on('close', code => {
      clearTimeout(this.#firstRequest)
      this.closed = { at: Date.now(), code }
    })
    // A connection that is torn down on purpose is no news.
    socket.on('error', () => {})
  }

  /** What a greeting carries where authentication is on. */
  get greeting(): { readonly authentication?: Challenge } {
    return this.#house.auth === 'off' ? {} : { authentication: this.#challenge }
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN
  }

  /** Everything it has subscribed to, as `Source.Type`. */
  get subscriptions(): readonly string[] {
    return [...this.#subscribed].flatMap(([source, types]) =>
      [...types].map(type => `${source}.${type}`),
    )
  }

  listensTo(source: string, type: string): boolean {
    return this.isOpen && this.#subscribed.get(source)?.has(type) === true
  }

  send(frame: unknown): void {
    this.sendText(JSON.stringify(frame))
  }

  sendText(text: string): void {
    if (this.isOpen && !this.#house.isDeaf) this.socket.send(text)
  }

  #request(text: string): void {
    const body = parse(text)
    if (body === undefined || typeof body.request !== 'string') return
    clearTimeout(this.#firstRequest)
    const name = body.request
    this.#house.seen({ at: Date.now(), connection: this.number, name, body })
    if (this.#house.auth === 'enforced' && !this.isAuthenticated && name !== 'Authenticate') {
      this.socket.close(1008)
      return
    }
    this.#answer(name, body, this.#house.script(name))
  }

  #answer(name: string, body: Json, script: Script | undefined): void {
    if (script?.silent) return
    const told =
      script?.error === undefined
        ? { ...this.#reply(name, body), ...script?.answer }
        : { status: 'error', error: script.error }
    const frames = [{ ...told, id: body.id }, ...(script?.followedBy ?? [])]
    const send = () =>
      this.#inOnePacket(() => {
        for (const frame of frames) this.send(frame)
      })
    if (script?.delayMs === undefined) send()
    else setTimeout(send, script.delayMs).unref()
  }

  #inOnePacket(write: () => void): void {
    // The library's own socket, which it does not show.
    const socket = Reflect.get(this.socket, '_socket') as Socket
    socket.cork()
    write()
    socket.uncork()
  }

  #reply(name: string, body: Json): Json {
    if (name === 'Authenticate') return this.#authenticate(body.authentication)
    if (name === 'Subscribe') return this.#subscribe(body.events, (set, type) => set.add(type))
    if (name === 'UnSubscribe') return this.#subscribe(body.events, (set, type) => set.delete(type))
    if (name === 'SendMessage' && !this.isAuthenticated) {
      return { status: 'error', error: 'Authentication required' }
    }
    return this.#house.answer(name, body)
  }

  #authenticate(answer: unknown): Json {
    const { password, wrongPassword } = this.#house
    this.isAuthenticated = answer === answerTo(this.#challenge, password)
    if (this.isAuthenticated) return { status: 'ok' }
    if (wrongPassword === 'close') this.socket.close(4009, 'Authentication failed')
    return { status: 'error', error: 'Authentication failed' }
  }

  // Unknown sources and types are taken like any other.
  #subscribe(events: unknown, change: (set: Set<string>, type: string) => unknown): Json {
    if (typeof events !== 'object' || events === null)
      return { status: 'error', error: 'No events' }
    for (const [source, types] of Object.entries(events)) {
      const set = this.#subscribed.get(source) ?? new Set<string>()
      this.#subscribed.set(source, set)
      for (const type of Array.isArray(types) ? types : []) change(set, String(type))
    }
    const now = [...this.#subscribed].map(([source, types]) => [source, [...types]])
    return { status: 'ok', events: Object.fromEntries(now) }
  }
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    // An object of JSON has texts as keys.
    return isObject ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
