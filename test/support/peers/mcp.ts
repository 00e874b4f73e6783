import { prepareTools } from '../mcp/tools.ts'
import type { Peer } from './suites.ts'

/** The clients of MCP that its authors made: of TypeScript and Python, the Inspector and the conformance suite. */
export const mcp: Peer = {
  name: 'the clients of MCP',
  suites: ['test/mcp'],
  prepare: prepareTools,
}
