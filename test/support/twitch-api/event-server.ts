import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type FakeAnswer, fieldsOf, textOf } from './request.ts'
import { subscriptionTypes } from './subscription-types.ts'
import { type FakeToken, freshId } from './world.ts'

export interface FakeSubscription {
  readonly id: string
  readonly type: string
  readonly version: string
  readonly condition: Readonly<Record<string, unknown>>
  readonly userId: string
  readonly cost: number
  session: FakeSession
}

/** One connection's life on Twitch's side; it moves from socket to socket. */
export class FakeSession {
  readonly id = freshId()
  socket: WebSocket | undefined
  keepalive: NodeJS.Timeout | undefined
  unused: NodeJS.Timeout | undefined
  /** Of the address it is asked to move to. */
  reconnectToken: string | undefined
}

// Per user and client: https://dev.twitch.tv/docs/eventsub/handling-websocket-events/#subscription-limits
const MAX_TRANSPORTS = 3
const MAX_COST = 10
const MAX_ALIKE = 3

/** EventSub over real websockets. */
export class FakeEventServer {
  readonly #server = new WebSocketServer({ noServer: true })
  readonly sessions = new Set<FakeSession>()
  readonly subscriptions: FakeSubscription[] = []
  /** Refused, whatever is asked: by type. */
  readonly refused = new Map<string, { readonly status: number; readonly message: string }>()
  /** In milliseconds; sent in seconds, as Twitch does. */
  keepaliveMs = 10_000
  keepaliveS = 10
  unusedMs = 10_000
  keepalives = 0
  welcomes = true
  /** Connections are refused with this HTTP status. */
  refusal: number | undefined
  /** Nothing is sent any more, whatever happens. */
  isDeaf = false
  url = ''
  /** Queries of all connections so far. */
  readonly connections: URLSearchParams[] = []

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (this.refusal !== undefined) {
      stream.end(`HTTP/1.1 ${this.refusal} Refused\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    this.#server.handleUpgrade(request, stream, head, socket => {
      const { searchParams } = new URL(request.url ?? '/', 'http://fake')
      this.connections.push(searchParams)
      this.#connected(socket, searchParams.get('reconnect'))
    })
  }

  /** `POST /eventsub/subscriptions` */
  subscribe(json: Readonly<Record<string, unknown>>, token: FakeToken): FakeAnswer {
    const type = textOf(json.type)
    const refused = this.refused.get(type)
    if (refused !== undefined) return refusal(refused.status, refused.message)
    const wanted = subscriptionTypes[type]
    const transport = fieldsOf(json.transport)
    const condition = fieldsOf(json.condition)
    const session = [...this.sessions].find(({ id }) => id === transport.session_id)
    if (wanted === undefined || wanted.version !== json.version)
      return refusal(400, 'invalid subscription type and version')
    if (wanted.condition.some(key => textOf(condition[key]) === ''))
      return refusal(400, 'invalid condition')
    if (transport.method !== 'websocket' || session?.socket === undefined)
      return refusal(400, 'websocket transport session does not exist or has already disconnected')
    if (wanted.scopes.some(any => !any.some(scope => token.scopes.includes(scope))))
      return refusal(403, 'subscription missing proper authorization')
    return this.#add({ type, version: wanted.version, condition, session, userId: token.userId })
  }

  unsubscribe(id: string): FakeAnswer {
    const at = this.subscriptions.findIndex(one => one.id === id)
    if (at < 0) return refusal(404, 'The subscription was not found.')
    this.subscriptions.splice(at, 1)
    return { status: 204 }
  }

  /** Tells an event to everybody who subscribed to its type; gives the ids of the messages. */
  notify(type: string, event: unknown, more: { messageId?: string; time?: Date } = {}): string[] {
    return this.subscriptions
      .filter(one => one.type === type)
      .map(one => {
        const messageId = more.messageId ?? freshId()
        const metadata = {
          ...metadataOf('notification', messageId, more.time),
          subscription_type: type,
          subscription_version: one.version,
        }
        this.send(one.session, { metadata, payload: { subscription: shown(one), event } })
        return messageId
      })
  }

  /** Twitch ends a subscription by itself. */
  revoke(type: string, status: string): void {
    for (const one of this.subscriptions.filter(found => found.type === type)) {
      this.subscriptions.splice(this.subscriptions.indexOf(one), 1)
      const metadata = { ...metadataOf('revocation'), subscription_type: type }
      const subscription = { ...shown(one), status }
      this.send(one.session, { metadata, payload: { subscription } })
    }
  }

  /** Twitch wants every session to move to another of its servers. */
  reconnect(): void {
    for (const session of this.sessions) {
      session.reconnectToken = freshId()
      const url = `${this.url}?reconnect=${session.reconnectToken}`
      this.send(session, {
        metadata: metadataOf('session_reconnect'),
        payload: {
          session: { ...sessionOf(session, this.keepaliveS, 'reconnecting'), reconnect_url: url },
        },
      })
    }
  }

  /** Every connection ends with this code. */
  hangUp(code: number): void {
    for (const { socket } of this.sessions) socket?.close(code)
  }

  send(session: FakeSession, message: unknown): void {
    if (this.isDeaf) return
    session.socket?.send(typeof message === 'string' ? message : JSON.stringify(message))
    this.#keepAlive(session)
  }

  async close(): Promise<void> {
    for (const session of this.sessions) this.#end(session)
    for (const socket of this.#server.clients) socket.terminate()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #connected(socket: WebSocket, reconnect: string | null): void {
    const moved = [...this.sessions].find(({ reconnectToken }) => reconnectToken === reconnect)
    if (reconnect !== null && moved === undefined) {
      socket.close(4007)
      return
    }
    const session = (reconnect !== null && moved) || new FakeSession()
    this.sessions.add(session)
    session.socket = socket
    session.reconnectToken = undefined
    socket.on('message', () => socket.close(4001))
    socket.on('close', () => {
      if (session.socket === socket) this.#end(session)
    })
    if (!this.welcomes) return
    const payload = { session: sessionOf(session, this.keepaliveS, 'connected') }
    this.send(session, { metadata: metadataOf('session_welcome'), payload })
    session.unused ??= setTimeout(() => {
      if (!this.subscriptions.some(one => one.session === session)) socket.close(4003)
    }, this.unusedMs)
  }

  #keepAlive(session: FakeSession): void {
    clearTimeout(session.keepalive)
    session.keepalive = setTimeout(() => {
      this.keepalives += 1
      this.send(session, { metadata: metadataOf('session_keepalive'), payload: {} })
    }, this.keepaliveMs)
  }

  #add(asked: Omit<FakeSubscription, 'id' | 'cost'>): FakeAnswer {
    const mine = this.subscriptions.filter(({ userId }) => userId === asked.userId)
    const alike = mine.filter(({ type }) => type === asked.type)
    const sessions = new Set([...mine.map(one => one.session), asked.session])
    // What concerns the account that asks costs nothing.
    const cost = Object.values(asked.condition).includes(asked.userId) ? 0 : 1
    if (alike.some(one => one.session === asked.session))
      return refusal(409, 'subscription already exists')
    if (sessions.size > MAX_TRANSPORTS)
      return refusal(429, 'number of websocket transports limit exceeded')
    if (alike.length >= MAX_ALIKE)
      return refusal(429, 'maximum subscriptions with type and condition exceeded')
    if (mine.reduce((sum, one) => sum + one.cost, cost) > MAX_COST)
      return refusal(429, 'subscription max cost exceeded')
    const made = { ...asked, id: freshId(), cost }
    this.subscriptions.push(made)
    const totals = { total: mine.length + 1, total_cost: cost, max_total_cost: MAX_COST }
    return { status: 202, body: { data: [shown(made)], ...totals } }
  }

  #end(session: FakeSession): void {
    clearTimeout(session.keepalive)
    clearTimeout(session.unused)
    this.sessions.delete(session)
    const left = this.subscriptions.filter(one => one.session !== session)
    this.subscriptions.splice(0, this.subscriptions.length, ...left)
  }
}

function metadataOf(type: string, messageId: string = freshId(), time = new Date()) {
  return { message_id: messageId, message_type: type, message_timestamp: time.toISOString() }
}

function sessionOf({ id }: FakeSession, keepaliveS: number, status: string) {
  return {
    id,
    status,
    connected_at: new Date().toISOString(),
    keepalive_timeout_seconds: keepaliveS,
    reconnect_url: null,
  }
}

function shown({ id, type, version, condition, cost, session }: FakeSubscription) {
  return {
    id,
    status: 'enabled',
    type,
    version,
    condition,
    created_at: new Date().toISOString(),
    transport: { method: 'websocket', session_id: session.id },
    cost,
  }
}

function refusal(status: number, message: string): FakeAnswer {
  const error = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 409: 'Conflict' }[status]
  return { status, body: { error: error ?? 'Too Many Requests', status, message } }
}
