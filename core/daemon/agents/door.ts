import { mcpServer } from '../../mcp/server.ts'
import type { AgentDesk } from '../../operations/agents/desk.ts'
import type { AgentDoor } from '../../plugin/ports/agents.ts'
import { mcpLibrary } from './library.ts'

// As the API: plugins/web/server/json-body.ts.
const MAX_BYTES = 256_000
// Nothing is told unasked, so nobody needs to listen.
const MOST_LISTENERS = 16

interface DoorParts {
  readonly desk: AgentDesk
  /** Promethean's. */
  readonly version: string
  onTrouble(failure: Error): void
}

/** Serves agents over HTTP until it is closed. The library is loaded for the first of them. */
export function agentDoor(parts: DoorParts): AgentDoor & { close(): Promise<void> } {
  let opened: ReturnType<typeof handlerOf> | undefined
  return {
    respond: async (request, holder) => {
      // Once it is installed, the next request finds it.
      opened ??= handlerOf(parts).catch(failure => {
        opened = undefined
        throw failure
      })
      const { fetch } = await opened
      // Its token is nobody's business behind the door.
      return fetch(request, { authInfo: { token: '', clientId: holder, scopes: [] } })
    },
    close: async () => (await opened?.catch(() => undefined))?.close(),
  }
}

async function handlerOf({ desk, version, onTrouble }: DoorParts) {
  const library = await mcpLibrary()
  const served = { version, tools: async () => desk.tools(), call: desk.call }
  return library.createMcpHandler(
    ({ authInfo }) => mcpServer(library, { ...served, unnamed: authInfo?.clientId ?? 'unknown' }),
    { maxRequestBodySize: MAX_BYTES, maxSubscriptions: MOST_LISTENERS, onerror: onTrouble },
  )
}
