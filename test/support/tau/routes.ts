import type { NewRow, TauEnvelope, TauStore } from './store.ts'

/** A request as the routes see it. */
export interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** The address the client used, for absolute links. */
  readonly origin: string
  readonly authorization: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

export interface FakeAnswer {
  readonly status: number
  /** An object is sent as JSON, a text as HTML. */
  readonly body?: unknown
}

/** What the routes do to the rest of TAU. */
export interface FakeWorld {
  readonly store: TauStore
  readonly token: string
  readonly settings: { use_irc: boolean }
  broadcast(envelope: TauEnvelope): void
  /** A row came by Twitch's callback. */
  stored(envelope: TauEnvelope): void
  test(type: string, body: unknown): TauEnvelope
  replay(id: string): TauEnvelope | undefined
  keepAlive(): void
  relay(account: string, data: unknown): void
  helix(method: string, path: string, body: unknown): FakeAnswer
  canBroadcast(): boolean
}

type Handler = (world: FakeWorld, request: FakeRequest, part: string) => FakeAnswer

const BROKEN: FakeAnswer = { status: 500, body: '<h1>Server Error (500)</h1>' }
const NOT_FOUND: FakeAnswer = { status: 404, body: '<h1>Not Found</h1>' }

/** TAU's REST side. */
export function answer(world: FakeWorld, request: FakeRequest): FakeAnswer {
  const found = ROUTES.find(
    ({ method, path }) => method.includes(request.method) && path.test(request.path),
  )
  const refusal = refusalOf(world, request, found?.isOpen ?? false)
  if (refusal !== undefined) return refusal
  if (found === undefined) return NOT_FOUND
  const [, part = ''] = found.path.exec(request.path) ?? []
  return found.handle(world, request, part)
}

// A wrong token is refused even if none is required.
function refusalOf({ token }: FakeWorld, { authorization }: FakeRequest, isOpen: boolean) {
  const [scheme, key] = authorization?.split(' ') ?? []
  if (scheme === 'Token') {
    return key === token ? undefined : { status: 401, body: { detail: 'Invalid token.' } }
  }
  const detail = 'Authentication credentials were not provided.'
  return isOpen ? undefined : { status: 401, body: { detail } }
}

interface Route {
  readonly method: string
  readonly path: RegExp
  readonly isOpen?: boolean
  readonly handle: Handler
}

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v1\/heartbeat\/?$/,
    isOpen: true,
    handle: () => ({ status: 200, body: { message: 'pong' } }),
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/tau-user-token\/$/,
    handle: ({ token }) => ({ status: 200, body: { token } }),
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/settings\/?$/,
    handle: ({ settings }) => ({ status: 200, body: settings }),
  },
  {
    method: 'GET PUT',
    path: /^\/api\/v1\/settings\/use_irc\/?$/,
    handle: ({ settings }, { method, body }) => {
      if (method === 'PUT') settings.use_irc = record(body).value === true
      return { status: 200, body: settings }
    },
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/twitch-events\/?$/,
    handle: ({ store }, { query, origin, path }) => ({
      status: 200,
      body: store.page(query, origin + path),
    }),
  },
  { method: 'POST', path: /^\/api\/v1\/twitch-events\/?$/, handle: create },
  {
    method: 'POST',
    path: /^\/api\/v1\/twitch-events\/keep-alive\/?$/,
    handle: world => {
      world.keepAlive()
      return { status: 200, body: { sent: true } }
    },
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/twitch-events\/([\w-]+)\/test\/?$/,
    isOpen: true,
    handle: (world, { body }, type) =>
      world.canBroadcast() ? { status: 200, body: world.test(type, body) } : BROKEN,
  },
  {
    method: 'POST',
    path: /^\/api\/v1\/twitch-events\/([\w-]+)\/webhook\/$/,
    isOpen: true,
    handle: webhook,
  },
  {
    // A GET replays, too.
    method: 'GET POST',
    path: /^\/api\/v1\/twitch-events\/([\w-]+)\/replay\/?$/,
    handle: (world, _, id) => {
      const replayed = world.canBroadcast() ? world.replay(id) : undefined
      return replayed === undefined ? BROKEN : { status: 200, body: replayed }
    },
  },
  { method: 'GET PUT PATCH DELETE', path: /^\/api\/v1\/twitch-events\/([\w-]+)\/?$/, handle: one },
  {
    method: 'POST',
    path: /^\/api\/v1\/irc$/,
    handle: (world, { body }) => {
      const { irc_username: account, data } = record(body)
      if (data === undefined) return BROKEN
      world.relay(String(account), data)
      return { status: 201, body: {} }
    },
  },
  {
    method: 'GET POST PUT PATCH DELETE',
    path: /^\/api\/twitch\/helix\/(.+)$/,
    handle: (world, { method, query, body }, path) => {
      const keepsBody = ['POST', 'PUT', 'PATCH'].includes(method)
      const search = query.size === 0 ? '' : `?${query}`
      return world.helix(method, path + search, keepsBody ? (body ?? {}) : undefined)
    },
  },
]

function create(world: FakeWorld, { body }: FakeRequest): FakeAnswer {
  const { event_type: type, event_source: source, event_data: data, event_id: id } = record(body)
  if (typeof type !== 'string')
    return { status: 400, body: { event_type: ['This field is required.'] } }
  if (!world.canBroadcast()) return BROKEN
  const row: NewRow = {
    event_type: type,
    event_data: data,
    event_source: String(source),
    event_id: typeof id === 'string' ? id : null,
  }
  const envelope = world.store.add(row)
  world.broadcast(envelope)
  return { status: 201, body: envelope }
}

function webhook(world: FakeWorld, { body, headers }: FakeRequest, type: string): FakeAnswer {
  const eventId = String(headers['twitch-eventsub-message-id'])
  if (world.store.knows(eventId)) return { status: 200, body: {} }
  const { event: data } = record(body)
  const envelope = world.store.add({ event_type: type, event_data: data, event_id: eventId })
  if (!world.canBroadcast()) return BROKEN
  world.stored(envelope)
  return { status: 200, body: {} }
}

function one(world: FakeWorld, { method, body }: FakeRequest, id: string): FakeAnswer {
  const found = world.store.find(id)
  if (found === undefined) return { status: 404, body: { detail: 'Not found.' } }
  if (method === 'GET') return { status: 200, body: found }
  if (method === 'DELETE') {
    world.store.remove(id)
    return { status: 204 }
  }
  const changed = world.store.change(id, record(body)) ?? found
  world.broadcast(changed)
  return { status: 200, body: changed }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
