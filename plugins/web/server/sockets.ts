import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { within } from 'promethean'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Refusal } from '../wire.ts'
import { Connection, type ConnectionParts } from './connection.ts'
import { foreign } from './guard.ts'
import { NOTHING_THERE, TOO_MANY_PAGES } from './refusals.ts'

const BEAT_MS = 1_000
// A streamer has a dozen; the rest would be a fault.
const MAX_PAGES = 50
const MAX_MESSAGE_BYTES = 256_000
// A page that is there says goodbye within this time.
const GOODBYE_MS = 300

/** The pages that are connected. */
export class Sockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  readonly #open = new Set<Connection>()
  readonly #beat: NodeJS.Timeout
  readonly #hosts: ReadonlySet<string>
  readonly #parts: ConnectionParts

  constructor(hosts: ReadonlySet<string>, parts: ConnectionParts) {
    this.#hosts = hosts
    this.#parts = parts
    this.#beat = setInterval(() => {
      for (const connection of this.#open) connection.beat()
    }, BEAT_MS)
  }

  /** A request for a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refused = this.#refused(request)
    if (refused === undefined)
      this.#server.handleUpgrade(request, socket, head, opened => this.#opened(opened))
    else refuse(socket, ...refused)
  }

  async close(): Promise<void> {
    clearInterval(this.#beat)
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    for (const connection of this.#open) connection.close('goingAway')
    await within(GOODBYE_MS, closed)
    for (const connection of this.#open) connection.terminate()
    await closed
  }

  #opened(socket: WebSocket): void {
    const connection = new Connection(socket, this.#parts)
    this.#open.add(connection)
    socket.on('close', () => this.#open.delete(connection))
  }

  #refused({ url, headers }: IncomingMessage): Refused | undefined {
    const refusal = foreign(this.#hosts, headers)
    if (refusal !== undefined) return [403, refusal]
    if (url !== '/socket') return [404, NOTHING_THERE]
    return this.#open.size < MAX_PAGES ? undefined : [503, TOO_MANY_PAGES]
  }
}

type Refused = readonly [status: number, refusal: Refusal]

function refuse(socket: Duplex, ...[status, refusal]: Refused): void {
  socket.on('error', () => socket.destroy())
  const body = JSON.stringify(refusal)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
