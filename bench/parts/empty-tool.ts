import { Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'

// One tool that does nothing, served over stdin and stdout: what the library costs by itself.
serveStdio(() => {
  const server = new Server({ name: 'empty', version: '1.0' }, { capabilities: { tools: {} } })
  const inputSchema = { type: 'object' } as const
  server.setRequestHandler('tools/list', () => ({ tools: [{ name: 'nothing', inputSchema }] }))
  server.setRequestHandler('tools/call', () => ({ content: [] }))
  return server
})
