import OBSWebSocket from 'obs-websocket-js/json'
import { type Fields, fields, isFields, parseJson } from '../formats/json.ts'

/** What a client reports; nothing after `end()`. */
interface ClientListener {
  /** A frame of any kind came. */
  heard(): void
  /** The salt of the password check, where there is one; called before the password is used. */
  greeted(salt: string | undefined): void
  event(event: Fields): void
  /** Something that is no frame came; it is skipped. */
  unreadable(): void
  /** The socket is closed; `error` is the system's message, if any. */
  closed(code: number, reason: string, error: string | undefined): void
}

/** The few fields of a WebSocket's events that are read here. */
interface SocketEvent {
  readonly code?: number
  readonly reason?: string
  readonly message?: string
}

// OBS answers a close frame at once, a frozen one never: the library would wait 30 s.
const CLOSE_MS = 250
const EVENT = 5

/** One connection by the library, used once: `connect()` twice on one object leaves a socket behind. */
export class Client extends OBSWebSocket {
  readonly #told: ClientListener
  #isOver = false
  #error: string | undefined

  constructor(told: ClientListener) {
    super()
    this.#told = told
  }

  /** Closes: cleanly if the service answers, at once if it does not or was never connected. */
  async end(): Promise<void> {
    this.#isOver = true
    const { socket } = this
    if (socket === undefined) return
    const closed = new Promise(resolve => socket.addEventListener('close', resolve))
    const timer = setTimeout(() => this.#drop(), CLOSE_MS)
    if (socket.readyState === socket.OPEN) socket.close()
    else this.#drop()
    await closed
    clearTimeout(timer)
  }

  protected override async onMessage(message: MessageEvent): Promise<void> {
    if (this.#isOver) return
    this.#told.heard()
    const frame = frameOf(message.data)
    if (frame === undefined) this.#told.unreadable()
    // Told from here, since the library drops the intent and swallows what its listeners throw.
    else if (frame.op === EVENT) this.#told.event(frame.d)
    else await super.onMessage(message)
  }

  protected override async identify(
    ...[hello, password, settings]: Parameters<OBSWebSocket['identify']>
  ): ReturnType<OBSWebSocket['identify']> {
    const { salt } = fields(hello.authentication)
    this.#told.greeted(typeof salt === 'string' ? salt : undefined)
    if (this.#isOver) throw new Error('given up')
    return super.identify(hello, password, settings)
  }

  protected override onError(event: SocketEvent): void {
    this.#error = event.message
    super.onError(event)
  }

  protected override onClose(event: SocketEvent): void {
    super.onClose(event)
    if (!this.#isOver) this.#told.closed(event.code ?? 1006, event.reason ?? '', this.#error)
  }

  #drop(): void {
    if (this.socket !== undefined && 'terminate' in this.socket) {
      // The sockets of Node's ws have it, those of a browser, which the types describe, do not.
      const socket = this.socket as WebSocket & { terminate(): void }
      socket.terminate()
    }
  }
}

function frameOf(data: unknown): { readonly op: unknown; readonly d: Fields } | undefined {
  const frame = parseJson(String(data))
  return isFields(frame) && isFields(frame.d) ? { op: frame.op, d: frame.d } : undefined
}
