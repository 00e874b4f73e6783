import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { type House, Peer, type Script, type SeenRequest } from './peer.ts'
import { answerOf, infoOf, makeWorld, type World } from './world.ts'

/** An event frame as a client gets it; `data` may be missing. */
export interface EventFrame {
  readonly timeStamp?: string
  readonly event: { readonly source: string; readonly type: string }
  readonly data?: unknown
}

/** An event that was sent: when, which, and whether any client had subscribed to it. */
export interface ToldEvent {
  readonly at: number
  readonly frame: EventFrame
  readonly listened: boolean
}

export interface FakeSettings {
  /** 0: a free one. */
  readonly port?: number
  readonly auth?: 'off' | 'on' | 'enforced'
  readonly password?: string
  /** What a wrong password gets: an error reply, or the socket closed with 4009. */
  readonly wrongPassword?: 'error' | 'close'
  readonly firstRequestMs?: number
  /** `no-upgrade`: takes the TCP connection and never answers; `no-hello`: opens and is silent for ever. */
  readonly greets?: 'hello' | 'no-hello' | 'no-upgrade'
  /** Texts sent before the greeting. */
  readonly preamble?: readonly string[]
  /** So many connections are dropped before the greeting. */
  readonly drops?: number
  readonly world?: Partial<World>
}

/** A Streamer.bot WebSocket server on loopback, with all its modes and faults; it records what happened. */
export class FakeStreamerbot {
  readonly world: World
  /** Every connection that was upgraded, in order. */
  readonly peers: Peer[] = []
  readonly requests: SeenRequest[] = []
  readonly told: ToldEvent[] = []
  /** TCP connections taken, upgraded or not. */
  tcpConnections = 0
  readonly #settings: Required<Omit<FakeSettings, 'world'>>
  readonly #scripts = new Map<string, { script: Script; left: number }>()
  readonly #upgrades = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024 })
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0
  #drops: number
  #isDeaf = false

  static async start(settings: FakeSettings = {}): Promise<FakeStreamerbot> {
    const fake = new FakeStreamerbot(settings)
    await fake.listen()
    return fake
  }

  constructor({ world = {}, ...settings }: FakeSettings) {
    this.#settings = {
      port: 0,
      auth: 'off',
      password: 'open sesame',
      wrongPassword: 'error',
      firstRequestMs: 30_000,
      greets: 'hello',
      preamble: [],
      drops: 0,
      ...settings,
    }
    this.#port = this.#settings.port
    this.#drops = this.#settings.drops
    this.world = makeWorld(world)
  }

  get port(): number {
    return this.#port
  }

  /** TCP connections that are open now. */
  get openSockets(): number {
    return this.#sockets.size
  }

  /** Connections that are open now. */
  get open(): readonly Peer[] {
    return this.peers.filter(peer => peer.isOpen)
  }

  /** Listens again, on the same port as before. */
  async listen(): Promise<void> {
    this.#isDeaf = false
    const server = createServer()
    this.#server = server
    server.on('connection', socket => this.#took(socket))
    server.on('upgrade', (request, socket, head) => {
      // Read on, to notice when the client goes.
      if (this.#settings.greets === 'no-upgrade') {
        socket.on('end', () => socket.destroy()).resume()
        return
      }
      this.#upgrades.handleUpgrade(request, socket, head, web =>
        this.#greet(new Peer(this.peers.length, web, this.#house())),
      )
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    // A listening TCP server has an address with a port.
    this.#port = (server.address() as AddressInfo).port
  }

  /** Tells an event to who has subscribed to it. Gives whether somebody had. */
  emit(frame: EventFrame): boolean {
    const { source, type } = frame.event
    const listeners = this.#isDeaf ? [] : this.peers.filter(peer => peer.listensTo(source, type))
    const text = JSON.stringify({ timeStamp: new Date().toISOString(), ...frame })
    for (const peer of listeners) peer.sendText(text)
    this.told.push({ at: Date.now(), frame, listened: listeners.length > 0 })
    return listeners.length > 0
  }

  /** Sends a text as it is to everybody: malformed JSON, `null`, numbers. */
  sendText(text: string): void {
    for (const peer of this.open) peer.sendText(text)
  }

  /** Sends a binary frame to everybody. */
  sendBinary(bytes: Uint8Array): void {
    for (const peer of this.open) peer.socket.send(bytes)
  }

  /** Answers a request otherwise from now on. */
  script(request: string, script: Script): void {
    this.#scripts.set(request, { script, left: script.times ?? Number.POSITIVE_INFINITY })
  }

  /** Half-open: takes everything and says nothing more, however open the sockets look. */
  deafen(): void {
    this.#isDeaf = true
    for (const socket of this.#sockets) socket.pause()
  }

  /** Closes every connection in order. */
  closeAll(code = 1000): void {
    for (const peer of this.open) peer.socket.close(code)
  }

  /** Tears every connection. */
  terminateAll(): void {
    for (const peer of this.open) peer.socket.terminate()
  }

  /** Stops listening and tears every connection; `listen` opens again. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    for (const socket of this.#sockets) socket.destroy()
    if (server === undefined) return
    server.close()
    await once(server, 'close')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #took(socket: Socket): void {
    this.tcpConnections += 1
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
  }

  #greet(peer: Peer): void {
    this.peers.push(peer)
    if (this.#drops > 0) {
      this.#drops -= 1
      peer.socket.terminate()
      return
    }
    for (const text of this.#settings.preamble) peer.sendText(text)
    if (this.#settings.greets === 'no-hello') return
    const timestamp = new Date().toISOString()
    const session = 'A1B2C3D4E5F60718293A4B5C6D7E8F90'
    peer.send({ timestamp, session, request: 'Hello', info: infoOf(this.world), ...peer.greeting })
  }

  #house(): House {
    const fake = this
    const { auth, password, wrongPassword, firstRequestMs, greets } = this.#settings
    return {
      ...{ auth, password, wrongPassword, firstRequestMs },
      // Who does not greet does not answer either.
      get isDeaf() {
        return fake.#isDeaf || greets === 'no-hello'
      },
      seen: request => this.requests.push(request),
      script: name => this.#scriptFor(name),
      answer: (name, body) =>
        answerOf(this.world, { name, body }, (source, type, data) =>
          this.emit({ event: { source, type }, data }),
        ),
    }
  }

  #scriptFor(name: string): Script | undefined {
    const entry = this.#scripts.get(name)
    if (entry === undefined || entry.left <= 0) return undefined
    entry.left -= 1
    return entry.script
  }
}
