import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { closeSocket, type Ending, onEnding } from '../../formats/websocket.ts'

interface Listeners {
  /** The token is sent; TAU never acknowledges it. */
  opened(): void
  /** Anything came: a ping, a frame. */
  heard(): void
  frame(text: string): void
  /** Called once, and not after `close()`. With 1011 if TAU rejects the token or has lost Redis. */
  ended(ending: Ending): void
}

interface SocketSettings {
  readonly url: string
  readonly token: string
  /** A socket that has authenticated is not closed before this age. */
  readonly minLifeMs?: number
  /** Between the opening and the token. */
  readonly patienceMs?: number
}

const HANDSHAKE_TIMEOUT_MS = 30_000
const MAX_FRAME_BYTES = 4_000_000

/** One websocket to TAU that has sent its token. Ends once; never connects again. */
export class TauSocket {
  readonly #socket: WebSocket
  readonly #minLifeMs: number
  #listeners: Listeners | undefined
  #stream: Socket | undefined
  #authenticatedAt: number | undefined

  constructor({ url, token, minLifeMs = 0, patienceMs = 0 }: SocketSettings, listeners: Listeners) {
    this.#listeners = listeners
    this.#minLifeMs = minLifeMs
    this.#socket = new WebSocket(url, {
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_FRAME_BYTES,
    })
    this.#socket.on('upgrade', response => {
      this.#stream = response.socket
    })
    this.#socket.on('open', () => {
      if (patienceMs === 0) this.#authenticate(token)
      else setTimeout(() => this.#authenticate(token), patienceMs).unref()
    })
    this.#socket.on('ping', () => this.#listeners?.heard())
    this.#socket.on('message', data => this.#take(String(data)))
    onEnding(this.#socket, ending => this.#end(ending))
  }

  /** It is open, and not to be closed yet. */
  get isYoung(): boolean {
    return this.#socket.readyState === WebSocket.OPEN && this.#leastEnd() > performance.now()
  }

  /**
   * Closes it; resolves when it is closed, within half a second. A young socket is released instead: nothing it receives is
   * passed on, it does not keep the process alive, and it closes when it is old enough.
   */
  close(): Promise<void> {
    this.#listeners = undefined
    if (!this.isYoung) return closeSocket(this.#socket)
    this.#stream?.unref()
    return new Promise(resolve => {
      const left = this.#leastEnd() - performance.now()
      setTimeout(() => void closeSocket(this.#socket).then(resolve), left).unref()
    })
  }

  /** False if it is not open: nothing was sent. TAU never says what became of a frame. */
  send(frame: object): boolean {
    const isOpen = this.#socket.readyState === WebSocket.OPEN && this.#listeners !== undefined
    if (isOpen) this.#socket.send(JSON.stringify(frame))
    return isOpen
  }

  #authenticate(token: string): void {
    if (this.#listeners === undefined) return
    this.#socket.send(JSON.stringify({ token }))
    this.#authenticatedAt = performance.now()
    this.#listeners?.heard()
    this.#listeners?.opened()
  }

  #take(text: string): void {
    this.#listeners?.heard()
    this.#listeners?.frame(text)
  }

  #end(ending: Ending): void {
    const listeners = this.#listeners
    this.#listeners = undefined
    listeners?.ended(ending)
  }

  #leastEnd(): number {
    return this.#authenticatedAt === undefined ? 0 : this.#authenticatedAt + this.#minLifeMs
  }
}
