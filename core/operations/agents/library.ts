import { PrometheanError } from '../../errors.ts'

const NAME = '@modelcontextprotocol/server'

type Server = typeof import('@modelcontextprotocol/server')
type Stdio = typeof import('@modelcontextprotocol/server/stdio')

/** The parts of it that are used. */
type McpParts = Pick<
  Server,
  | 'Server'
  | 'ProtocolError'
  | 'ResourceNotFoundError'
  | 'createMcpHandler'
  | 'createRequestStateCodec'
  | 'inputRequired'
> &
  Pick<Stdio, 'serveStdio' | 'StdioServerTransport'>

/**
 * The library that speaks MCP, an optional peer.
 * @throws PrometheanError if it is not installed
 */
export async function mcpLibrary(load = loadLibrary): Promise<McpParts> {
  try {
    return await load()
  } catch (failure) {
    const isMissing = Object(failure).code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing) throw failure
    throw new PrometheanError(
      'runtime',
      {
        what: 'cannot serve agents',
        why: `${NAME} is not installed`,
        advice: `run npm install ${NAME}`,
      },
      { cause: failure },
    )
  }
}

async function loadLibrary(): Promise<McpParts> {
  const [server, { serveStdio, StdioServerTransport }] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('@modelcontextprotocol/server/stdio'),
  ])
  const { Server, ProtocolError, ResourceNotFoundError, createMcpHandler } = server
  const { createRequestStateCodec, inputRequired } = server
  return {
    ...{ Server, ProtocolError, ResourceNotFoundError, createMcpHandler },
    ...{ createRequestStateCodec, inputRequired },
    ...{ serveStdio, StdioServerTransport },
  }
}
