import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { isJson, type Json, type Request } from './envelope.ts'
import { type House, Peer } from './peer.ts'
import { StreamOutput } from './stream-output.ts'
import { type Answer, type Input, REQUESTS, type Scene, uuid, type World } from './world.ts'

export interface FakeSettings {
  readonly password?: string
  /** Of obs-websocket: what scenes and Hello carry hangs on it. */
  readonly version?: string
  readonly greets?: House['greets']
  /** The stream runs already. */
  readonly isLive?: boolean
  /** So many requests are answered 207, as while OBS loads. */
  readonly notReady?: number
  /** The real one takes 120 to 220 ms to start and 500 ms to stop. */
  readonly startMs?: number
  readonly stopMs?: number
  /** A cut is 90 ms in the real one. */
  readonly transitionMs?: number
  /** Whether the answer to a request comes before the events it causes; both happen. */
  readonly order?: 'answer-first' | 'event-first'
  readonly scenes?: Readonly<Record<string, readonly string[]>>
  readonly inputs?: Readonly<Record<string, { readonly kind: string; readonly settings?: Json }>>
}

/** Answers a request otherwise: later, with another status, or never. */
export interface Script {
  readonly answer?: Answer
  readonly delayMs?: number
  readonly isLost?: boolean
  readonly times?: number
}

/** A request that was received. */
export interface SeenRequest {
  readonly requestType: string
  readonly requestData: unknown
}

/** An OBS with its WebSocket server, on loopback; it records what happened. */
export class FakeObs {
  readonly peers: Peer[] = []
  readonly requests: SeenRequest[] = []
  /** What the real one may crash of. */
  readonly violations: string[] = []
  world: World
  /** Whether its streaming service takes a connection. */
  isIngestUp = true
  order: 'answer-first' | 'event-first'
  notReady: number
  password: string | undefined
  #salt = ''
  readonly #settings: FakeSettings
  readonly #scripts = new Map<string, { readonly script: Script; left: number }>()
  readonly #upgrades = new WebSocketServer({
    noServer: true,
    handleProtocols: wanted => (wanted.has('obswebsocket.json') ? 'obswebsocket.json' : false),
  })
  readonly #sockets = new Set<Socket>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #transition: NodeJS.Timeout | undefined
  #server: Server | undefined
  #port = 0
  #isFrozen = false
  /** Events that wait for the answer before them. */
  #held: (() => void)[] | undefined

  static async start(settings: FakeSettings = {}): Promise<FakeObs> {
    const fake = new FakeObs(settings)
    await fake.listen()
    return fake
  }

  constructor(settings: FakeSettings) {
    this.#settings = settings
    this.order = settings.order ?? 'event-first'
    this.notReady = settings.notReady ?? 0
    this.password = settings.password
    this.world = this.#makeWorld(settings.isLive ?? false)
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`
  }

  /** TCP connections that are open now. */
  get openSockets(): number {
    return this.#sockets.size
  }

  /** Connections that have identified and are open. */
  get identified(): readonly Peer[] {
    return this.peers.filter(peer => peer.isIdentified)
  }

  /** How often this was asked. */
  asked(requestType: string): number {
    return this.requests.filter(request => request.requestType === requestType).length
  }

  /** Listens, on the same port as before, with another salt. */
  async listen(): Promise<void> {
    this.#isFrozen = false
    this.#salt = randomBytes(32).toString('base64')
    const server = createServer()
    this.#server = server
    server.on('connection', socket => this.#took(socket))
    server.on('upgrade', (request, socket, head) => {
      if (this.#settings.greets === 'no-upgrade') {
        socket.on('end', () => socket.destroy()).resume()
        return
      }
      this.#upgrades.handleUpgrade(request, socket, head, web =>
        this.peers.push(new Peer(web, this.#house())),
      )
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    // A listening TCP server has an address with a port.
    this.#port = (server.address() as AddressInfo).port
  }

  /** Tells an event to whoever wants those of this intent. */
  tell(intent: number, eventType: string, eventData?: Json): void {
    const send = () => {
      if (this.#isFrozen) return
      for (const peer of this.peers) peer.event(intent, eventType, eventData)
    }
    if (this.#held === undefined) send()
    else this.#held.push(send)
  }

  /** Sends a text as it is to everybody. */
  sendText(text: string): void {
    for (const peer of this.peers) if (peer.isOpen) peer.socket.send(text)
  }

  /** Answers a request otherwise from now on. */
  script(requestType: string, script: Script): void {
    this.#scripts.set(requestType, { script, left: script.times ?? Number.POSITIVE_INFINITY })
  }

  /** It takes everything and says nothing more, however open the sockets look. */
  freeze(): void {
    this.#isFrozen = true
    for (const socket of this.#sockets) socket.pause()
  }

  thaw(): void {
    this.#isFrozen = false
    for (const socket of this.#sockets) socket.resume()
  }

  /** The streamer ends the connections in OBS's list. */
  kick(): void {
    for (const peer of this.peers) peer.socket.close(4011, 'Your session has been invalidated.')
  }

  /** Killed: no close frame, nothing is left of its stream. */
  async crash(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await this.stop()
    this.world = this.#makeWorld(false)
  }

  /** A clean exit: its scenes go first, even before it says so; a stream that runs ends without a word. */
  async exit(): Promise<void> {
    for (const sceneName of [...this.world.scenes.keys()].reverse()) {
      this.tell(4, 'SceneRemoved', { isGroup: false, sceneName })
    }
    await this.#pause(5)
    this.tell(1, 'ExitStarted')
    await this.#pause(5)
    const open = this.peers.filter(peer => peer.isOpen)
    const closed = open.map(peer => once(peer.socket, 'close'))
    for (const peer of open) peer.socket.close(1001, 'Server stopping.')
    await Promise.race([Promise.all(closed), this.#pause(500)])
    await this.crash()
  }

  /** Stops listening and tears every connection; `listen` opens again. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    this.world.stream.end()
    clearTimeout(this.#transition)
    for (const timer of this.#timers) clearTimeout(timer)
    for (const socket of this.#sockets) socket.destroy()
    if (server === undefined) return
    server.close()
    await once(server, 'close')
  }

  #took(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
    if (this.#isFrozen) socket.pause()
  }

  #house(): House {
    return {
      password: this.password,
      salt: this.#salt,
      version: this.#settings.version ?? '5.1.0',
      greets: this.#settings.greets ?? 'hello',
      answer: (request, send) => this.#answer(request, send),
      dies: what => this.#dies(what),
    }
  }

  #answer(request: Request, send: (answer: Answer) => void): void {
    const { requestType, requestData } = request
    this.requests.push({ requestType, requestData })
    if (this.#isFrozen) return
    const script = this.#scriptFor(requestType)
    this.#held = this.order === 'answer-first' ? [] : undefined
    const answer = script?.answer ?? this.#worldsAnswer(request)
    const held = this.#held ?? []
    this.#held = undefined
    const say = () => {
      if (!script?.isLost && !this.#isFrozen) send(answer)
    }
    if (script?.delayMs === undefined) say()
    else void this.#pause(script.delayMs).then(say)
    for (const event of held) event()
  }

  #worldsAnswer({ requestType, requestData }: Request): Answer {
    if (this.notReady > 0) {
      this.notReady -= 1
      return { code: 207, comment: 'OBS is not ready to perform the request.' }
    }
    if (requestType === '') {
      return { code: 203, comment: "Your request's `requestType` may not be empty." }
    }
    const answering = REQUESTS[requestType]
    if (answering === undefined) return { code: 204, comment: 'Your request type is not valid.' }
    if (requestType.startsWith('Set') && !isJson(requestData)) {
      return { code: 301, comment: 'Your request data is missing or invalid (non-object)' }
    }
    return answering(this.world, isJson(requestData) ? requestData : {})
  }

  #scriptFor(requestType: string): Script | undefined {
    const entry = this.#scripts.get(requestType)
    if (entry === undefined || entry.left <= 0) return undefined
    entry.left -= 1
    return entry.script
  }

  #dies(what: string): void {
    this.violations.push(what)
    void this.crash()
  }

  #makeWorld(isLive: boolean): World {
    const { scenes = { 'Scene A': [], 'Scene B': [] }, inputs = {} } = this.#settings
    const { startMs = 150, stopMs = 500, version = '5.1.0' } = this.#settings
    const world: World = {
      version,
      scenes: new Map(Object.entries(scenes).map(([name, sources]) => [name, sceneOf(sources)])),
      inputs: new Map(
        Object.entries(inputs).map(([name, { kind, settings = {} }]): [string, Input] => [
          name,
          { kind, settings },
        ]),
      ),
      stream: new StreamOutput(
        {
          times: { startMs, stopMs },
          isIngestUp: () => this.isIngestUp,
          changed: data => this.tell(64, 'StreamStateChanged', data),
          violated: what => this.#dies(what),
        },
        isLive,
      ),
      program: Object.keys(scenes)[0] ?? '',
      isRecording: false,
      tell: (...event) => this.tell(...event),
      switchTo: scene => this.#switch(world, scene),
    }
    return world
  }

  // The scene is named at once, the event comes at the end of the transition; none where it was on program already.
  #switch(world: World, scene: string): void {
    const { transitionMs = 90 } = this.#settings
    this.tell(16, 'SceneTransitionStarted', { transitionName: 'Cut' })
    const isSame = world.program === scene
    world.program = scene
    if (isSame) return
    clearTimeout(this.#transition)
    this.#transition = setTimeout(() => {
      this.tell(16, 'SceneTransitionVideoEnded', { transitionName: 'Cut' })
      this.tell(4, 'CurrentProgramSceneChanged', { sceneName: scene, ...uuid(world, scene) })
      this.tell(16, 'SceneTransitionEnded', { transitionName: 'Cut' })
    }, transitionMs)
  }

  #pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        resolve()
      }, ms)
      this.#timers.add(timer)
    })
  }
}

function sceneOf(sources: readonly string[]): Scene {
  return new Map(sources.map((name, place) => [name, { id: place + 1, isShown: true }]))
}
