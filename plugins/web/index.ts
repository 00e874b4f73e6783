import { AccessTokens, AgentDoor, definePlugin, InstanceOperations, optional } from 'promethean'
import { addressOf, options } from './options.ts'

/** Serves the dock and the dashboard, and everything one can ask of Promethean as an HTTP API. */
export const web = definePlugin({
  name: 'web',
  options,
  needs: { operations: InstanceOperations, access: AccessTokens, agents: optional(AgentDoor) },
  exclusive: true,
  address: addressOf,
  examine: async ({ options, folder, signal }) => {
    const { examine } = await import('./examine.ts')
    return examine({ options, folder, signal })
  },
  setup: async ({ options, ports, log, folder, defer }) => {
    const { openWebServer } = await import('./server/web-server.ts')
    const server = await openWebServer({ ...ports, options, log, folder })
    defer(({ next }) => server.close(next))
  },
})
