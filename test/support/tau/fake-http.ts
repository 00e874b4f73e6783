import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { FakeSockets } from './fake-sockets.ts'
import { answer, type FakeAnswer, type FakeRequest, type FakeWorld } from './routes.ts'
import type { Thread } from './thread.ts'

/** The one listener of TAU: pages go through the thread, upgrades to the sockets. */
export class FakeHttp {
  readonly requests: { readonly method: string; readonly path: string; readonly at: number }[] = []
  mostAtOnce = 0
  readonly #world: FakeWorld & { readonly thread: Thread }
  readonly #sockets: FakeSockets
  #port: number
  #server: Server | undefined
  #inHand = 0

  constructor(world: FakeWorld & { readonly thread: Thread }, sockets: FakeSockets, port: number) {
    this.#world = world
    this.#sockets = sockets
    this.#port = port
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response))
    server.on('upgrade', (request, stream, head) => this.#sockets.upgrade(request, stream, head))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, '127.0.0.1', resolve)
    })
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#server = server
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await requestOf(request, this.url)
    this.requests.push({ method: read.method, path: read.path, at: Date.now() })
    this.#inHand += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#inHand)
    const { status, body } = await this.#world.thread.run(() => this.#answerOf(read))
    this.#inHand -= 1
    if (this.#sockets.isDeaf) return
    const isJson = typeof body === 'object'
    response.writeHead(status, {
      'content-type': isJson ? 'application/json' : 'text/html',
      // Twitch's own 401, passed through, has no such header.
      ...(status === 401 && isDetail(body) && { 'www-authenticate': 'Token' }),
    })
    response.end(isJson ? JSON.stringify(body) : body)
  }

  #answerOf(request: FakeRequest): FakeAnswer {
    if (request.body !== BROKEN_JSON) return answer(this.#world, request)
    return { status: 400, body: { detail: 'JSON parse error - Expecting value: line 1 column 1' } }
  }
}

const BROKEN_JSON = Symbol('broken JSON')

async function requestOf(request: IncomingMessage, origin: string): Promise<FakeRequest> {
  const { pathname, searchParams } = new URL(request.url ?? '/', origin)
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    origin,
    authorization: request.headers.authorization,
    headers: request.headers,
    body: parse(text),
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return BROKEN_JSON
  }
}

function isDetail(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'detail' in body
}
