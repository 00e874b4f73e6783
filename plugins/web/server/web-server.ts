import { getRequestListener } from '@hono/node-server'
import type { AccessTokens, InstanceOperations, Log } from 'promethean'
import { exposureOf } from '../errors.ts'
import { addressOf, hostsOf, type WebOptions } from '../options.ts'
import { webApp } from './app.ts'
import { Callers } from './callers.ts'
import { listening } from './listening.ts'
import { pageFiles } from './page-files.ts'
import { instanceOf, RUN, version } from './run.ts'
import { SharedStreams } from './shared-streams.ts'
import { Sockets } from './sockets.ts'

export interface WebServerParts {
  readonly options: WebOptions
  readonly operations: InstanceOperations
  readonly access: AccessTokens
  readonly log: Log
  /** For the runtime's files. */
  readonly folder: string
}

/**
 * Serves the page and the API until it is closed.
 * @throws NotReady if the port is taken
 */
export async function openWebServer({
  options,
  operations,
  access,
  log,
  folder,
}: WebServerParts): Promise<{ close(): Promise<void> }> {
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
  // Its own Request and Response: those of the process are everybody's.
  const app = webApp({ callers, version: known, hosts, instance: instanceOf(folder), page })
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const server = await listening(answer, options)
  const sockets = new Sockets(hosts, {
    callers,
    shared: new SharedStreams(),
    version: known,
    run: RUN,
  })
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))
  const exposure = exposureOf(options)
  if (exposure !== undefined) log.warn(exposure)
  log.info(
    `the dock is at ${addressOf(options)}; promethean dock prints its address with the token`,
  )
  return {
    close: async () => {
      const closed = new Promise(resolve => server.close(resolve))
      await sockets.close()
      server.closeAllConnections()
      await closed
    },
  }
}
