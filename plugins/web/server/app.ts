import type { IncomingMessage, RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { type AgentDoor, refusalOf, withoutUndefined } from 'promethean'
import { agentRoute } from './agent-route.ts'
import { api } from './api.ts'
import type { Callers } from './callers.ts'
import { refusedSender, SOCKET_PATH, wantsWebSocket } from './guard.ts'
import { HEADERS } from './headers.ts'
import type { PageFiles } from './page-files.ts'
import { NO_WEBSOCKET, NOTHING_THERE, refusalBody, TOO_MANY_PAGES } from './refusals.ts'
import { refuse } from './refuse.ts'
import { INSTANCE_HEADER } from './run.ts'

export interface AppParts {
  readonly callers: Callers
  readonly agents: AgentDoor | undefined
  readonly version: string
  readonly hosts: ReadonlySet<string>
  /** As `instanceOf` names it. */
  readonly instance: string
  readonly sockets: { readonly isFull: boolean }
  /** Called at the first request for it. */
  page(): Promise<PageFiles>
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

/** Answers everything that does not become a WebSocket. */
export function webApp(parts: AppParts): RequestListener {
  const answer = getRequestListener(routes(parts).fetch, {
    // Its own Request and Response: those of the process are everybody's.
    overrideGlobalObjects: false,
    // The address of the request is none.
    errorHandler: () =>
      new Response(JSON.stringify(refusalBody(NOTHING_THERE)), { status: 404, headers: JSON_TYPE }),
  })
  return (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    response.setHeader(INSTANCE_HEADER, parts.instance)
    // Who wanted a WebSocket has nothing else to ask for.
    if (wantsWebSocket(request)) response.shouldKeepAlive = false
    const refused = refusedAtOnce(request, parts.hosts)
    if (refused === undefined) void answer(request, response)
    else response.writeHead(refused.status, JSON_TYPE).end(JSON.stringify(refused.body))
  }
}

function refusedAtOnce(request: IncomingMessage, hosts: ReadonlySet<string>) {
  const refusal = refusedSender(hosts, request)
  if (refusal !== undefined) return { status: 403, body: refusalBody(refusal) }
  // With its token in the address it is none.
  const isElsewhere = wantsWebSocket(request) && request.url !== SOCKET_PATH
  return isElsewhere ? { status: 404, body: refusalBody(NOTHING_THERE) } : undefined
}

function routes({ callers, agents, version, sockets, page }: AppParts): Hono {
  const app = new Hono()
  app.get('/', async c => c.html((await page()).html))
  app.get('/page.js', async c => {
    return c.body((await page()).js, 200, { 'Content-Type': 'text/javascript; charset=utf-8' })
  })
  app.get('/page.css', async c => {
    return c.body((await page()).css, 200, { 'Content-Type': 'text/css; charset=utf-8' })
  })
  app.get('/favicon.ico', c => c.body(null, 204))
  app.all(SOCKET_PATH, c => {
    if (sockets.isFull) return refuse(c, 503, TOO_MANY_PAGES)
    c.header('Upgrade', 'websocket')
    c.header('Sec-WebSocket-Version', '13')
    return refuse(c, 426, NO_WEBSOCKET)
  })
  if (agents !== undefined) app.route('/mcp', agentRoute(agents, callers))
  app.route('/api', api(callers, version))
  app.notFound(c => refuse(c, 404, NOTHING_THERE))
  app.onError((failure, c) => refuse(c, 500, withoutUndefined(refusalOf(failure))))
  return app
}
