import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Answers, type Script, type SeenRequest } from './answers.ts'
import type { Json } from './envelope.ts'
import { makeWorld, type WorldSettings } from './make-world.ts'
import { type House, Peer } from './peer.ts'
import { Sockets } from './sockets.ts'
import { uuid, type World } from './world.ts'

export interface FakeSettings extends WorldSettings {
  readonly password?: string
  readonly greets?: House['greets']
  readonly notReady?: number
  readonly order?: Answers['order']
}

/** An OBS with its WebSocket server, on loopback; it records what happened. */
export class FakeObs {
  readonly peers: Peer[] = []
  readonly answers: Answers
  /** What the real one may crash of. */
  readonly violations: string[] = []
  world: World
  /** Whether its streaming service takes a connection. */
  isIngestUp = true
  password: string | undefined
  /** How often a client has tried a password. */
  tried = 0
  readonly #settings: FakeSettings
  readonly #sockets: Sockets
  #salt = ''

  static async start(settings: FakeSettings = {}): Promise<FakeObs> {
    const fake = new FakeObs(settings)
    await fake.listen()
    return fake
  }

  constructor(settings: FakeSettings) {
    this.#settings = settings
    this.password = settings.password
    this.answers = new Answers(settings.order ?? 'event-first', settings.notReady ?? 0)
    this.#sockets = new Sockets({
      isUpgrading: settings.greets !== 'no-upgrade',
      opened: socket => this.peers.push(new Peer(socket, this.#house())),
    })
    this.world = this.#makeWorld(settings)
  }

  get port(): number {
    return this.#sockets.port
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  /** TCP connections that are open now. */
  get openSockets(): number {
    return this.#sockets.open
  }

  /** Connections that have identified and are open. */
  get identified(): readonly Peer[] {
    return this.peers.filter(peer => peer.isIdentified)
  }

  get requests(): readonly SeenRequest[] {
    return this.answers.seen
  }

  /** How often this was asked. */
  asked(requestType: string): number {
    return this.requests.filter(request => request.requestType === requestType).length
  }

  /** Answers a request otherwise from now on. */
  script(requestType: string, script: Script): void {
    this.answers.script(requestType, script)
  }

  /** Listens, on the same port as before; each time with another salt. */
  listen(): Promise<void> {
    this.#salt = randomBytes(32).toString('base64')
    return this.#sockets.listen()
  }

  /** Sends an event to clients subscribed to this intent. */
  tell(intent: number, eventType: string, eventData?: Json): void {
    this.answers.inOrder(() => {
      if (this.#sockets.isFrozen) return
      for (const peer of this.peers) peer.event(intent, eventType, eventData)
    })
  }

  /** Studio Mode is left: the preview's scene is named, then the one on air, then that it was left, all at once. */
  leaveStudioMode(preview: string): void {
    const { program } = this.world
    for (const sceneName of [preview, program])
      this.tell(4, 'CurrentProgramSceneChanged', { ...uuid(this.world, sceneName), sceneName })
    this.tell(1024, 'StudioModeStateChanged', { studioModeEnabled: false })
  }

  /** Sends a text as it is to everybody. */
  sendText(text: string): void {
    for (const peer of this.peers) if (peer.isOpen) peer.socket.send(text)
  }

  /** It takes everything and says nothing more, however open the sockets look. */
  freeze(): void {
    this.#sockets.freeze()
  }

  thaw(): void {
    this.#sockets.thaw()
  }

  /** Ends the connections in order: 4011 where the streamer does it in OBS's list. */
  closeAll(code: number, reason = ''): void {
    for (const peer of this.peers) peer.socket.close(code, reason)
  }

  /** Killed: no close frame, nothing is left of its stream. */
  async crash(): Promise<void> {
    await this.stop()
    this.world = this.#makeWorld({ ...this.#settings, isLive: false })
  }

  /** A clean exit: its scenes go first, even before it says so; a stream that runs ends without a word. */
  async exit(): Promise<void> {
    for (const sceneName of [...this.world.scenes.keys()].reverse()) {
      this.tell(4, 'SceneRemoved', { isGroup: false, sceneName })
    }
    await pause(5)
    this.tell(1, 'ExitStarted')
    await pause(5)
    const open = this.peers.filter(peer => peer.isOpen)
    const closed = Promise.all(open.map(peer => once(peer.socket, 'close')))
    this.closeAll(1001, 'Server stopping.')
    // The real one waits 5 s for a client that does not answer the close frame.
    await Promise.race([closed, pause(500, undefined, { ref: false })])
    await this.crash()
  }

  /** Stops listening and tears every connection; `listen` opens again. */
  async stop(): Promise<void> {
    this.world.stream.end()
    clearTimeout(this.world.transition)
    this.answers.stop()
    await this.#sockets.stop()
  }

  #house(): House {
    return {
      password: this.password,
      salt: this.#salt,
      version: this.world.version,
      greets: this.#settings.greets ?? 'hello',
      answer: (request, send) => this.answers.give(this.world, request, send),
      tried: () => {
        this.tried += 1
      },
      dies: what => this.#dies(what),
    }
  }

  #dies(what: string): void {
    this.violations.push(what)
    void this.crash()
  }

  #makeWorld(settings: WorldSettings): World {
    return makeWorld(settings, {
      isIngestUp: () => this.isIngestUp,
      tell: (...event) => this.tell(...event),
      dies: what => this.#dies(what),
    })
  }
}
