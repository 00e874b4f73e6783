import { WebSocket } from 'ws'
import { type Frame, parseFrame } from './frame.ts'

/** How a socket ended: the close code, 1006 without a goodbye; the HTTP status where it was refused. */
export interface Ending {
  readonly code: number
  readonly status?: number
}

interface Listeners {
  frame(frame: Frame): void
  /** Anything came: a message, a ping. */
  heard(): void
  /** Once, and not after `close()`. */
  ended(ending: Ending): void
}

const HANDSHAKE_TIMEOUT_MS = 10_000
const GOODBYE_MS = 500
const MAX_FRAME_BYTES = 1_000_000

/** One event socket. Ends once; never connects again. It sends nothing: Twitch cuts whoever does (4001). */
export class EventSocket {
  readonly #socket: WebSocket
  #listeners: Listeners | undefined
  #status: number | undefined

  constructor(url: string, listeners: Listeners) {
    this.#listeners = listeners
    this.#socket = new WebSocket(url, {
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_FRAME_BYTES,
    })
    this.#socket.on('ping', () => this.#listeners?.heard())
    this.#socket.on('message', data => {
      this.#listeners?.heard()
      this.#listeners?.frame(parseFrame(String(data)))
    })
    this.#socket.on('unexpected-response', (request, response) => {
      this.#status = response.statusCode
      request.destroy()
      this.#end(1006)
    })
    // What it was, the close event that follows says as well as anybody can.
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', code => this.#end(code))
  }

  /** Closes and resolves when it is closed, within half a second. */
  close(): Promise<void> {
    this.#listeners = undefined
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#socket.terminate(), GOODBYE_MS)
      this.#socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      this.#socket.close(1000)
    })
  }

  #end(code: number): void {
    const listeners = this.#listeners
    this.#listeners = undefined
    listeners?.ended({ code, ...(this.#status !== undefined && { status: this.#status }) })
  }
}
