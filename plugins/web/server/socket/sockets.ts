import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { within } from 'promethean'
import { type WebSocket, WebSocketServer } from 'ws'
import type { WebOptions } from '../../options.ts'
import { isHandshake, refusedSender, SOCKET_PATH, wantsWebSocket } from '../guard.ts'
import { Connection, type ConnectionParts, GOODBYE_MS } from './connection.ts'

const BEAT_MS = 1_000
// A streamer has a dozen; the rest would be a fault.
const MAX_PAGES = 50
// Everybody may connect, and a page shows its token within milliseconds.
const MAX_UNWELCOMED = 100
const MAX_MESSAGE_BYTES = 256_000

/** The pages that are connected. */
export class Sockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  readonly #open = new Set<Connection>()
  // The HTTP server no longer knows them.
  readonly #upgraded = new Set<Duplex>()
  readonly #beat: NodeJS.Timeout
  readonly #hosts: ReadonlySet<string>
  readonly #parts: Omit<ConnectionParts, 'host'>

  constructor(hosts: ReadonlySet<string>, parts: Omit<ConnectionParts, 'host'>) {
    this.#hosts = hosts
    this.#parts = parts
    this.#beat = setInterval(() => {
      for (const connection of this.#open) connection.beat()
    }, BEAT_MS)
  }

  /** Whether another page would be too many. */
  get isFull(): boolean {
    return [...this.#open].filter(one => one.isWelcomed).length >= MAX_PAGES
  }

  /** Whether a request becomes a WebSocket. */
  accepts(request: IncomingMessage): boolean {
    const { url } = request
    const isMeant = wantsWebSocket(request) && url === SOCKET_PATH && isHandshake(request)
    return isMeant && refusedSender(this.#hosts, request) === undefined && !this.isFull
  }

  /** Makes a request that was accepted one. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#upgraded.add(socket)
    socket.once('close', () => this.#upgraded.delete(socket))
    this.#server.handleUpgrade(request, socket, head, opened =>
      this.#opened(opened, request.headers.host ?? ''),
    )
  }

  /**
   * Ends them, and what they asked for last is answered before, if that takes no longer than a moment.
   * @param next the options the page is served with from now on, if it is
   */
  async close(next?: WebOptions): Promise<void> {
    clearInterval(this.#beat)
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    const answered = Promise.all([...this.#open].map(connection => connection.answered()))
    await within(GOODBYE_MS, answered)
    for (const connection of this.#open) connection.leave(next)
    await within(GOODBYE_MS, closed)
    for (const socket of this.#upgraded) socket.destroy()
    await closed
  }

  #opened(socket: WebSocket, host: string): void {
    const connection = new Connection(socket, { ...this.#parts, host })
    this.#open.add(connection)
    socket.on('close', () => this.#open.delete(connection))
    const unwelcomed = [...this.#open].filter(one => !one.isWelcomed)
    // The oldest go: a page has shown its token long before so many others came.
    const many = Math.max(unwelcomed.length - MAX_UNWELCOMED, 0)
    for (const one of unwelcomed.slice(0, many)) one.terminate()
  }
}
