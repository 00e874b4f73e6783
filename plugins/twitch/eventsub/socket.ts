import { WebSocket } from 'ws'
import { closeSocket, type Ending, onEnding } from '../../formats/websocket.ts'
import { type Frame, parseFrame } from './frame.ts'

interface Listeners {
  frame(frame: Frame): void
  /** Anything came: a message, a ping. */
  heard(): void
  /** Once, and not after `close()`. */
  ended(ending: Ending): void
}

const HANDSHAKE_TIMEOUT_MS = 10_000
const MAX_FRAME_BYTES = 1_000_000

/** One event socket. Ends once; never reconnects. It sends nothing, because Twitch disconnects clients that do (4001). */
export class EventSocket {
  readonly #socket: WebSocket
  #listeners: Listeners | undefined

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
    onEnding(this.#socket, ending => this.#end(ending))
  }

  /** Closes and resolves when it is closed, within half a second. */
  close(): Promise<void> {
    this.#listeners = undefined
    return closeSocket(this.#socket)
  }

  #end(ending: Ending): void {
    const listeners = this.#listeners
    this.#listeners = undefined
    listeners?.ended(ending)
  }
}
