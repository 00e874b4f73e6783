import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { listenError } from '../errors.ts'
import type { WebOptions } from '../options.ts'

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
  try {
    server.listen({ port, host: host.replace(/^\[|\]$/g, '') })
    await once(server, 'listening')
    return server
  } catch (failure) {
    throw listenError(failure, options)
  }
}
