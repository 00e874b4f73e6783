import type { Ending } from '../../formats/websocket.ts'
import { isKeepAlive } from './keep-alive.ts'
import { TauSocket } from './socket.ts'

interface Listeners {
  /** Every socket has received something since the last check, so that one dead socket among live ones is noticed. */
  heard(): void
  /** TAU's worker has shown that it lives. */
  beat(): void
  /** A socket that was open ended. */
  ended(ending: Ending): void
}

interface SocketOptions {
  readonly path: string
  readonly minLifeMs?: number
  /** Between the opening and the token. */
  readonly patienceMs?: number
  /** Absent for a socket that is only kept open. */
  frame?(text: string): void
}

/** The websockets of one connection to TAU. */
export class Sockets {
  readonly #base: string
  readonly #token: string
  readonly #listeners: Listeners
  readonly #open = new Set<TauSocket>()
  readonly #unheard = new Set<TauSocket>()
  readonly #byPath = new Map<string, TauSocket>()
  /** When each was last sent a keep_alive; those that never were are not in it. */
  readonly #beats = new Map<TauSocket, number>()

  constructor(base: string, token: string, listeners: Listeners) {
    this.#base = base.replace(/^http/, 'ws')
    this.#token = token
    this.#listeners = listeners
  }

  /** Resolves when the token is sent: with undefined, or with the ending if that failed. */
  open({ path, minLifeMs = 0, patienceMs = 0, frame }: SocketOptions): Promise<Ending | undefined> {
    return new Promise(resolve => {
      let isOpen = false
      const settings = { url: this.#base + path, token: this.#token, minLifeMs, patienceMs }
      const socket = new TauSocket(settings, {
        frame: text => {
          if (isKeepAlive(text)) this.#beat(socket)
          else frame?.(text)
        },
        heard: () => this.#heard(socket),
        opened: () => {
          isOpen = true
          if (frame !== undefined) this.#byPath.set(path, socket)
          resolve(undefined)
        },
        ended: ending => {
          this.#open.delete(socket)
          if (this.#byPath.get(path) === socket) this.#byPath.delete(path)
          this.#unheard.delete(socket)
          this.#beats.delete(socket)
          if (isOpen) this.#listeners.ended(ending)
          else resolve(ending)
        },
      })
      this.#open.add(socket)
      this.#unheard.add(socket)
    })
  }

  /**
   * Whether one of them used to get keep_alives but has had none for this long: TAU has forgotten it, or its worker is dead.
   */
  isAnySilent(ms: number): boolean {
    const now = performance.now()
    return [...this.#beats.values()].some(at => now - at > ms)
  }

  /** Sends on the socket of this path; false if none is open. */
  send(path: string, frame: object): boolean {
    return this.#byPath.get(path)?.send(frame) ?? false
  }

  /**
   * Resolves within half a second.
   * @param linger gets the end of each socket that is too young to be closed
   */
  async close(linger: (closed: Promise<void>) => void): Promise<void> {
    const grown: Promise<void>[] = []
    for (const socket of this.#open) {
      const { isYoung } = socket
      const closed = socket.close()
      if (isYoung) linger(closed)
      else grown.push(closed)
    }
    await Promise.all(grown)
  }

  #beat(socket: TauSocket): void {
    this.#beats.set(socket, performance.now())
    this.#listeners.beat()
  }

  #heard(socket: TauSocket): void {
    this.#unheard.delete(socket)
    if (this.#unheard.size > 0) return
    for (const open of this.#open) this.#unheard.add(open)
    this.#listeners.heard()
  }
}
