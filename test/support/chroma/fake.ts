import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { freePort } from '../process/child.ts'
import { FakeCollections, Fault } from './fake-collections.ts'
import type { TestChroma } from './server.ts'

/** What becomes of the next request of a kind, e.g. `upsert`: its connection is cut before or after it was carried out. */
export type Cut = 'before' | 'after'

/** A server that speaks Chroma's HTTP API, version 2, and does what a test wants. */
export interface FakeChroma extends TestChroma {
  readonly collections: FakeCollections
  /** The requests so far, as `POST upsert`. */
  readonly requests: readonly string[]
  /** Only requests with this token are answered. */
  token: string | undefined
  cut(kind: string, when: Cut): void
  /** Called before a request is carried out. */
  before:
    | ((kind: string, body: unknown, headers: IncomingHttpHeaders) => Promise<void> | void)
    | undefined
}

/** Starts a fake Chroma on a free loopback port. It keeps its data as long as it is not closed. */
export async function startFakeChroma(): Promise<FakeChroma> {
  const port = await freePort()
  const collections = new FakeCollections()
  const requests: string[] = []
  const cuts = new Map<string, Cut>()
  const sockets = new Set<Socket>()
  let thawed: Promise<void> | undefined
  let thaw: () => void = () => undefined

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    await thawed
    const { kind, work } = collections.asked(request.method ?? '', request.url ?? '', body)
    requests.push(`${request.method} ${kind}`)
    const given = request.headers['x-chroma-token']
    if (fake.token !== undefined && given !== fake.token) throw new Fault(401, 'who are you')
    await fake.before?.(kind, body, request.headers)
    const cut = cuts.get(kind)
    cuts.delete(kind)
    if (cut === 'before') return void request.socket.destroy()
    const value = work()
    if (cut === 'after') return void request.socket.destroy()
    send(response, 200, value)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((failure: unknown) => {
      const status = failure instanceof Fault ? failure.status : 500
      send(response, status, { error: 'Fault', message: String(failure) })
    })
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const start = async (): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const fake: FakeChroma = {
    ...{ url: `http://127.0.0.1:${port}`, collections, requests, token: undefined },
    ...{ before: undefined, start, stop, close: stop },
    cut: (kind, when) => void cuts.set(kind, when),
    freeze: () => {
      thawed = new Promise(resolve => {
        thaw = resolve
      })
    },
    thaw: () => {
      thawed = undefined
      thaw()
    },
  }
  await start()
  return fake
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const text = Buffer.concat(parts).toString()
  return text === '' ? undefined : JSON.parse(text)
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
