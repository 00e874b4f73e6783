import { StreamerbotClient } from '@streamerbot/client'

/** The address of a Streamer.bot, and its password if it has one. */
export interface Address {
  readonly host: string
  readonly port: number
  readonly endpoint: string
  readonly password?: string | undefined
}

/** Callbacks of the socket; none is called after `end()`. */
interface ClientListener {
  /** The socket is open, but Streamer.bot has not sent its greeting yet. */
  opened(): void
  /** Any message came, readable or not. */
  heard(): void
  /** A message that is no JSON text; it is skipped. */
  unreadable(): void
  /** A frame of JSON. Answers to the library's own requests come twice. */
  frame(payload: unknown): void
  /** The library sends this request. */
  sending(request: unknown): void
  /** Signed in; the list of events is known. */
  connected(): void
  /** The handshake failed. */
  failed(error: Error): void
  /** The socket is closed; `error` is the system's message, if any. */
  closed(code: number, error: string | undefined): void
}

/** The few fields of a WebSocket's events that are read here. */
interface SocketEvent {
  readonly code?: number
  readonly error?: unknown
}

/**
 * One connection by the library, used once: `immediate` and `autoReconnect` are off, since both lead to
 * second sockets and to timers that end healthy connections.
 */
export class Client extends StreamerbotClient {
  readonly #told: ClientListener
  #ended = false
  #isRead = false
  #error: string | undefined
  #loaded: Promise<void> | undefined

  constructor({ host, port, endpoint, password }: Address, told: ClientListener) {
    const off = { immediate: false, autoReconnect: false, logger: null, logLevel: 'none' } as const
    const auth = password === undefined ? {} : { password }
    super({
      ...{ host, port, endpoint, ...off, ...auth },
      onConnect: () => this.#tell(() => this.#takeOver()),
      onError: error => this.#tell(() => told.failed(error)),
      onData: payload => {
        this.#isRead = true
        this.#tell(() => told.frame(payload))
      },
    })
    this.#told = told
  }

  /** Connects; the result is reported to the callbacks. */
  begin(): void {
    this.connect().catch(() => {
      // Reported by `closed`, which knows more than "WebSocket closed".
    })
    // The library loads ws before it makes its socket. One turn after the same import there is a socket to close.
    this.#loaded = import('ws').then(() => new Promise(resolve => setImmediate(resolve)))
  }

  /** Closes at once, whatever state the socket is in: also one that hangs while connecting. */
  end(): void {
    this.#ended = true
    if (this.socket === undefined) void this.#loaded?.then(() => this.#drop())
    else this.#drop()
  }

  override send(request: object): void {
    this.#tell(() => this.#told.sending(request))
    super.send(request)
  }

  protected override async onOpen(): Promise<void> {
    if (this.#ended) return this.#drop()
    this.#told.opened()
    await super.onOpen()
  }

  protected override async onMessage(event: MessageEvent): Promise<void> {
    this.#tell(() => this.#told.heard())
    this.#isRead = false
    const done = super.onMessage(event)
    if (!this.#isRead) this.#tell(() => this.#told.unreadable())
    await done
  }

  protected override onError(event: SocketEvent & Event): void {
    this.#error = event.error instanceof Error ? event.error.message : undefined
    super.onError(event)
  }

  protected override onClose(event: SocketEvent): void {
    this.#settle()
    super.onClose(event)
    this.#tell(() => this.#told.closed(event.code ?? 1006, this.#error))
  }

  #tell(say: () => void): void {
    if (!this.#ended) say()
  }

  #drop(): void {
    this.#settle()
    if (this.socket !== undefined && 'terminate' in this.socket) this.socket.terminate()
  }

  // Each of the library's requests leaves a listener that parses every later frame again: one is enough.
  #takeOver(): void {
    const { socket } = this
    if (socket === undefined) return
    this.#settle()
    socket.onmessage = (event: MessageEvent) => void this.onMessage(event)
    this.#told.connected()
  }

  // The library's pending requests end only by a message or by its own timer, which prints to stdout and may affect a later
  // connection. A message that is not JSON ends all of them at once and has no other effect.
  #settle(): void {
    const { socket } = this
    if (socket === undefined || !('terminate' in socket)) return
    socket.onmessage = null
    socket.emit('message', Buffer.from('!'), false)
    socket.removeAllListeners('message')
  }
}
