import { questions } from '../../mcp/client-approval.ts'
import { mcpServer } from '../../mcp/server.ts'
import type { AgentDesk } from '../../operations/agents/desk.ts'
import { mcpLibrary } from '../../operations/agents/library.ts'
import type { AgentDoor } from '../../plugin/ports/agents.ts'

// As the API: plugins/web/server/json-body.ts.
const MAX_BYTES = 256_000
// Each holds a connection.
const MOST_LISTENERS = 16

interface DoorParts {
  readonly desk: AgentDesk
  /** Promethean's. */
  readonly version: string
  onTrouble(failure: Error): void
}

interface Door extends AgentDoor {
  /** Tells whoever listens that the tools changed, if they did. */
  lookForChanges(): void
  close(): Promise<void>
}

/** Serves agents over HTTP until it is closed. The library is loaded for the first of them. */
export function agentDoor(parts: DoorParts): Door {
  const names = () =>
    parts.desk
      .tools()
      .map(({ name }) => name)
      .join(' ')
  let known = ''
  let opened: ReturnType<typeof handlerOf> | undefined
  return {
    respond: async (request, holder) => {
      known ||= names()
      // Once it is installed, the next request finds it.
      opened ??= handlerOf(parts).catch(failure => {
        opened = undefined
        throw failure
      })
      const { fetch } = await opened
      // Its token is nobody's business behind the door.
      return fetch(request, { authInfo: { token: '', clientId: holder, scopes: [] } })
    },
    lookForChanges: () => {
      const isSame = known === names()
      known = names()
      if (!isSame) void opened?.then(({ notify }) => notify.toolsChanged()).catch(() => undefined)
    },
    close: async () => (await opened?.catch(() => undefined))?.close(),
  }
}

async function handlerOf({ desk, version, onTrouble }: DoorParts) {
  const library = await mcpLibrary()
  const { call, answer } = desk
  const asked = questions(library)
  const served = { version, tools: async () => desk.tools(), call, answer, questions: asked }
  return library.createMcpHandler(
    ({ authInfo, era }) => {
      const unnamed = authInfo?.clientId ?? 'unknown'
      // A request of the 2025 age is answered, and that is all.
      const connection = `token ${unnamed}`
      const tellsChanges = era === 'modern'
      return mcpServer(library, { ...served, unnamed, connection, era, tellsChanges })
    },
    { maxRequestBodySize: MAX_BYTES, maxSubscriptions: MOST_LISTENERS, onerror: onTrouble },
  )
}
