import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { pythonJson } from './python-json.ts'
import type { Thread } from './thread.ts'

const STATUS_ROWS = [
  'WEBSOCKET',
  'CHANNEL_UPDATE',
  'CHANNEL_FOLLOW',
  'CHANNEL_CHEER',
  'CHANNEL_RAID',
]

/** A websocket client of the fake. */
export interface FakeClient {
  readonly path: string
  readonly openedAt: number
  authenticatedAt: number | undefined
  closedAt: number | undefined
  /** Close code as the server saw it. */
  code: number | undefined
}

interface Connection extends FakeClient {
  readonly socket: WebSocket
  /** When it came into its group, ms since the epoch. */
  joinedAt: number
}

// channels_redis silently drops a socket from its groups this long after it joined (`group_expiry`).
const GROUP_EXPIRY_MS = 86_400_000

interface Settings {
  readonly thread: Thread
  readonly pingMs: number
  /** Whether this is the TAU token. */
  accepts(token: unknown): boolean
  /** A login whose chat socket may be opened. */
  knowsAccount(login: string): boolean
  /** An authenticated client of a chat socket sent something. */
  said(account: string, frame: Readonly<Record<string, unknown>>): void
  authenticated(client: FakeClient): void
  left(client: FakeClient): void
}

/** TAU's websockets: accepts before it asks, acknowledges nothing, closes with 1011 what it cannot look up. */
export class FakeSockets {
  /** Everybody who ever connected, oldest first. */
  readonly clients: FakeClient[] = []
  /** No ping, no frame, no answer; connections stay and new ones are taken. */
  isDeaf = false
  /** Rounds of pings so far. */
  pings = 0
  /** Redis is available: without it no client can connect. */
  hasRedis = true
  readonly #settings: Settings
  readonly #server = new WebSocketServer({ noServer: true })
  readonly #open = new Set<Connection>()
  readonly #pings: NodeJS.Timeout

  constructor(settings: Settings) {
    this.#settings = settings
    this.#pings = setInterval(() => this.#ping(), settings.pingMs)
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const path = decodeURI(request.url ?? '')
    const refusal = this.#refusalOf(path)
    if (refusal !== undefined) {
      stream.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
      return
    }
    this.#server.handleUpgrade(request, stream, head, socket => this.#accept(path, socket))
  }

  /** A frame to everybody on a path, to the authenticated only where TAU says so. Gives whether one of those was there. */
  send(path: string, frame: unknown, to: 'all' | 'authenticated'): boolean {
    const text = pythonJson(frame)
    let isHeard = false
    for (const client of this.#open) {
      if (client.path !== path || this.isDeaf || isForgotten(client)) continue
      if (client.authenticatedAt !== undefined) isHeard = true
      else if (to === 'authenticated') continue
      client.socket.send(text)
    }
    return isHeard
  }

  keepAlive(): void {
    for (const path of new Set([...this.#open].map(client => client.path))) {
      this.send(path, { event: 'keep_alive' }, 'all')
    }
  }

  /** Every socket's time in its group is over. */
  forget(): void {
    for (const client of this.#open) client.joinedAt -= GROUP_EXPIRY_MS
  }

  /** Ends all sockets: 1006 is a server process that ends, 1011 a Redis that is lost. */
  drop(code: 1006 | 1011): void {
    for (const { socket } of this.#open) {
      if (code === 1006) socket.terminate()
      else socket.close(code)
    }
  }

  close(): void {
    clearInterval(this.#pings)
    this.drop(1006)
    this.#server.close()
  }

  #refusalOf(path: string): string | undefined {
    if (/^\/ws\/(twitch-events|tau-status|irc-messages|chat-bots\/status)\/$/.test(path)) return
    const [, account] = /^\/ws\/chat-bots\/([^/]+)\/$/.exec(path) ?? []
    if (account === undefined) return '500 Internal Server Error'
    return this.#settings.knowsAccount(account.toLowerCase()) ? undefined : '403 Forbidden'
  }

  #accept(path: string, socket: WebSocket): void {
    const client: Connection = {
      path,
      socket,
      openedAt: Date.now(),
      joinedAt: Date.now(),
      authenticatedAt: undefined,
      closedAt: undefined,
      code: undefined,
    }
    this.clients.push(client)
    this.#open.add(client)
    socket.on('error', () => undefined)
    socket.on('message', (data, isBinary) => this.#take(client, data, isBinary))
    socket.on('close', code => {
      Object.assign(client, { closedAt: Date.now(), code })
      this.#open.delete(client)
      this.#settings.left(client)
    })
  }

  #take(client: Connection, data: RawData, isBinary: boolean): void {
    if (this.isDeaf) return
    const frame = isBinary ? undefined : parse(String(data))
    if (client.authenticatedAt !== undefined) this.#takeLater(client, frame)
    // An unhandled error in TAU's consumer: it cannot look into a list, nor into bytes.
    else if (isBinary || Array.isArray(frame)) client.socket.close(1011)
    else if (typeof frame !== 'object' || frame === null) return
    else if ('token' in frame) void this.#authenticate(client, frame.token)
    else if (isChat(client))
      client.socket.send(pythonJson({ error: 'the provided token does not match any users.' }))
  }

  #takeLater(client: Connection, frame: unknown): void {
    if (client.path === '/ws/tau-status/') this.#snapshot(client)
    if (!isChat(client)) return
    if (typeof frame !== 'object' || frame === null) client.socket.close(1011)
    else this.#settings.said(accountOf(client), { ...frame })
  }

  async #authenticate(client: Connection, token: unknown): Promise<void> {
    const isGood = await this.#settings.thread.run(() => this.#settings.accepts(token))
    if (!isGood || !this.hasRedis) {
      client.socket.close(1011)
      return
    }
    client.authenticatedAt = Date.now()
    this.#settings.authenticated(client)
    if (client.path === '/ws/tau-status/') this.#snapshot(client)
  }

  #snapshot({ socket }: Connection): void {
    const rows = STATUS_ROWS.map(name => ({
      event_type: `STATUS_${name}`,
      old_value: null,
      new_value: 'INACTIVE',
    }))
    socket.send(pythonJson(rows))
  }

  #ping(): void {
    if (this.isDeaf) return
    this.pings += 1
    for (const { socket } of this.#open) socket.ping()
  }
}

/** The account of a chat socket, from the path. */
export function accountOf({ path }: FakeClient): string {
  return path.split('/')[3] ?? ''
}

export function isChat({ path }: FakeClient): boolean {
  return path.startsWith('/ws/chat-bots/') && path !== '/ws/chat-bots/status/'
}

function isForgotten({ joinedAt }: Connection): boolean {
  return Date.now() - joinedAt >= GROUP_EXPIRY_MS
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
