import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { listenError } from '../errors.ts'
import type { WebOptions } from '../options.ts'
import type { Refusal } from '../wire.ts'
import { HEADERS } from './headers.ts'
import { NO_HTTP, refusalBody, TOO_LARGE, TOO_LONG_HEADERS, TOO_SLOW } from './refusals.ts'

// A page that is open asks little by HTTP; what needs longer is no request.
const SETTINGS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_000,
  // Who leaves it out is answered like who writes a strange one.
  requireHostHeader: false,
}
const MAX_CONNECTIONS = 256

export interface Listeners {
  /** Answers a request. */
  readonly answer: RequestListener
  /** Whether a request with `Upgrade` leaves HTTP; else it is answered like any other. */
  upgrades(request: IncomingMessage): boolean
}

// As Node has it: https://nodejs.org/api/http.html#event-clienterror
const UNREAD: Readonly<Record<string, readonly [status: string, refusal: Refusal]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', TOO_LONG_HEADERS],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', TOO_LARGE],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', TOO_SLOW],
}

// What cannot be read never becomes a request, and is answered in the same form all the same.
function refuseUnread(failure: NodeJS.ErrnoException, socket: Socket): void {
  // After something else, it could stand within an answer, or follow a goodbye.
  if (!socket.writable || socket.bytesWritten > 0) return void socket.destroy()
  const [status, refusal] = UNREAD[failure.code ?? ''] ?? ['400 Bad Request', NO_HTTP]
  const body = JSON.stringify(refusalBody(refusal))
  const headers = {
    ...HEADERS,
    ...{ Connection: 'close', 'Content-Type': 'application/json' },
    'Content-Length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const text = `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`
  socket.end(text, () => socket.destroy())
}

/**
 * An HTTP server that listens where the options say.
 * @throws NotReady if the port is taken, PrometheanError if it cannot listen there
 */
export async function listening(
  { answer, upgrades }: Listeners,
  options: WebOptions,
): Promise<Server> {
  const { host, port } = options
  const settings = { ...SETTINGS, shouldUpgradeCallback: upgrades }
  const server = createServer(settings, answer)
  server.maxConnections = MAX_CONNECTIONS
  // Each is the socket of an HTTP server.
  server.on('clientError', (failure, socket) => refuseUnread(failure, socket as Socket))
  try {
    server.listen({ port, host: host.replace(/^\[|\]$/g, '') })
    await once(server, 'listening')
    return server
  } catch (failure) {
    throw listenError(failure, options)
  }
}
