import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { listenError } from '../errors.ts'
import type { WebOptions } from '../options.ts'

// A page that is open asks little by HTTP; what needs longer is no request.
const SETTINGS = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_000 }
const MAX_CONNECTIONS = 256

/**
 * An HTTP server that listens where the options say.
 * @throws NotReady if the port is taken, PrometheanError if it cannot listen there
 */
export async function listening(answer: RequestListener, options: WebOptions): Promise<Server> {
  const { host, port } = options
  const server = createServer(SETTINGS, answer)
  server.maxConnections = MAX_CONNECTIONS
  try {
    server.listen({ port, host: host.replace(/^\[|\]$/g, '') })
    await once(server, 'listening')
    return server
  } catch (failure) {
    throw listenError(failure, options)
  }
}
