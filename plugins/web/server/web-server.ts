import type { IncomingMessage } from 'node:http'
import {
  type AccessTokens,
  type AgentDoor,
  type InstanceOperations,
  type Log,
  within,
} from 'promethean'
import { exposureOf } from '../errors.ts'
import { addressOf, hostsOf, type WebOptions } from '../options.ts'
import { webApp } from './app.ts'
import { Callers } from './callers.ts'
import { listening } from './listening.ts'
import { pageFiles } from './page-files.ts'
import { instanceOf, RUN, version } from './run.ts'
import { GOODBYE_MS } from './socket/connection.ts'
import { SharedStreams } from './socket/shared-streams.ts'
import { Sockets } from './socket/sockets.ts'

export interface WebServerParts {
  readonly options: WebOptions
  readonly operations: InstanceOperations
  readonly access: AccessTokens
  readonly agents: AgentDoor | undefined
  readonly log: Log
  /** For the runtime's files. */
  readonly folder: string
}

export interface WebServer {
  /** @param next the options it is served with from now on, if it is */
  close(next?: WebOptions): Promise<void>
}

/**
 * Serves the page and the API until it is closed.
 * @throws NotReady if the port is taken
 */
export async function openWebServer({
  options,
  operations,
  access,
  agents,
  log,
  folder,
}: WebServerParts): Promise<WebServer> {
  await access.ensure()
  const hosts = hostsOf(options)
  const known = version()
  const callers = new Callers({ operations, access, log })
  let files: ReturnType<typeof pageFiles> | undefined
  const page = () => {
    // Of a checkout whose page is just being edited, the next request tries again.
    files ??= pageFiles().catch(failure => {
      files = undefined
      throw failure
    })
    return files
  }
  const shared = new SharedStreams()
  const sockets = new Sockets(hosts, { callers, shared, version: known, run: RUN })
  const answer = webApp({
    callers,
    agents,
    version: known,
    hosts,
    instance: instanceOf(folder),
    sockets,
    page,
  })
  const upgrades = (request: IncomingMessage) => sockets.accepts(request)
  const server = await listening({ answer, upgrades }, options).catch(async failure => {
    await sockets.close()
    throw failure
  })
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))
  const exposure = exposureOf(options)
  if (exposure !== undefined) log.warn(exposure)
  log.info(
    `the dock is at ${addressOf(options)}; promethean dock prints its address with the token`,
  )
  return {
    close: async next => {
      // What is being answered is answered to its end, if that takes no longer than a moment.
      const closed = new Promise(resolve => server.close(resolve))
      await Promise.all([sockets.close(next), within(GOODBYE_MS, closed)])
      server.closeAllConnections()
      await closed
    },
  }
}
