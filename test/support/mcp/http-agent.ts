import { command } from '../../flow/workshop.ts'
import type { TestProject } from '../process/promethean.ts'
import type { Reply, ToolReply } from './agent.ts'

const VERSION = '2026-07-28'
const META = 'io.modelcontextprotocol'

/** What of a request differs from one agent to another. */
export interface HttpAgentSettings {
  readonly port: number
  readonly token: string
  /** The protocol's age. */
  readonly age: '2025' | '2026'
  readonly name?: string
  readonly capabilities?: object
}

/** An agent over HTTP that speaks the bare protocol. */
export class HttpAgent {
  readonly #settings: HttpAgentSettings

  constructor(settings: HttpAgentSettings) {
    this.#settings = settings
  }

  async ask(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Reply> {
    const answer = await this.post(method, params)
    const body = await answer.text()
    const data = body.split('\n').findLast(line => line.startsWith('data: {'))
    return JSON.parse(data?.slice('data: '.length) ?? body)
  }

  post(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Response> {
    const { port, token, age, name = 'web-agent', capabilities = {} } = this.#settings
    const isNew = age === '2026'
    const _meta = {
      [`${META}/protocolVersion`]: VERSION,
      [`${META}/clientInfo`]: { name, version: '1.2' },
      [`${META}/clientCapabilities`]: capabilities,
    }
    return fetch(`http://127.0.0.1:${port}/mcp`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        'MCP-Protocol-Version': isNew ? VERSION : '2025-06-18',
        ...(isNew && { 'Mcp-Method': method }),
        ...(isNew && params.name !== undefined && { 'Mcp-Name': String(params.name) }),
      },
      body: JSON.stringify({
        ...{ jsonrpc: '2.0', id: 1, method },
        params: { ...params, ...(isNew && { _meta }) },
      }),
    })
  }

  /** Uses a tool. @param more what the protocol has beside the tool's input @throws Error if the server refused the request itself */
  async use(name: string, input: object = {}, more: object = {}): Promise<ToolReply> {
    const { result, error } = await this.ask('tools/call', { name, arguments: input, ...more })
    if (error !== undefined) throw new Error(error.message)
    // Whatever the server sent: the tests look at it.
    return result as unknown as ToolReply
  }
}

/** A new token of an agent. */
export async function agentToken(made: TestProject, name: string): Promise<string> {
  const { lines } = await command(made, 'dock', '--json', '--token', name, '--agent')
  return String(lines.find(({ code }) => code === 'dock')?.token)
}
