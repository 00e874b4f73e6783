import { createInterface } from 'node:readline'
import { bareEnvironment } from '../process/environment.ts'
import { inHost } from '../process/hosts.ts'
import type { Fed } from '../process/program.ts'
import { inOwn } from '../process/promethean.ts'

/** The answer to a request: MCP's `result` or `error`. */
export interface Reply {
  readonly id: number
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: number; readonly message: string }
}

interface Asked {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** What a tool answered. */
export interface ToolReply {
  readonly isError?: boolean
  readonly content: readonly { readonly type: string; readonly text: string }[]
  readonly structuredContent?: Readonly<Record<string, unknown>>
}

/** What else an agent's program can do. */
export interface Program {
  readonly capabilities?: object
  /** Answers what the server asks; without it, and where it throws, the program has no answer. */
  answer?(method: string, params: Readonly<Record<string, unknown>>): object | Promise<object>
}

/** An agent of the protocol's 2025 age that starts `promethean mcp` and speaks JSON-RPC by lines over its stdin and stdout. */
export class StdioAgent {
  readonly #server: Fed
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #count = 0
  /** Lines of stdout that are not JSON-RPC. */
  readonly stray: string[] = []
  readonly stderr: string[] = []
  /** What the server told unasked, by method. */
  readonly notices: string[] = []
  #program: Program = {}

  private constructor(server: Fed) {
    this.#server = server
    createInterface({ input: server.stdout }).on('line', line => this.#read(line))
    createInterface({ input: server.stderr }).on('line', line => this.stderr.push(line))
    // What is still asked of a server that ended gets no answer.
    void server.exited.then(() => {
      const error = { code: 0, message: `it ended: ${this.stderr.join('\n')}` }
      for (const [id, resolve] of this.#waiting) resolve({ id, error })
    })
  }

  /** Starts the server on a config, in a process that others ran in before, and introduces itself. */
  static start(config: string, name = 'test-agent', program: Program = {}): Promise<StdioAgent> {
    const args = ['mcp', '--config', config]
    const place = { env: bareEnvironment(), cwd: process.cwd(), takesInput: true }
    return StdioAgent.#introduced(inHost({ args, ...place }), name, program)
  }

  /** Starts any server as Node would with these arguments, in a process of its own, and introduces itself. */
  static of(
    [bin, ...args]: readonly string[],
    name: string,
    program: Program = {},
  ): Promise<StdioAgent> {
    const node = [process.execPath]
    const server = inOwn(args, { node, ...(bin !== undefined && { bin }), takesInput: true })
    return StdioAgent.#introduced(server, name, program)
  }

  /** Starts the server on a config, in a process of its own. */
  static startOwn(config: string, name: string): Promise<StdioAgent> {
    return StdioAgent.#introduced(
      inOwn(['mcp', '--config', config], { takesInput: true }),
      name,
      {},
    )
  }

  static async #introduced(server: Fed, name: string, program: Program): Promise<StdioAgent> {
    const agent = new StdioAgent(server)
    agent.#program = program
    await agent.introduce(name)
    return agent
  }

  /** From now on it has this name. */
  async introduce(name: string): Promise<void> {
    const clientInfo = { name, version: '1.2' }
    const { capabilities = {} } = this.#program
    await this.ask('initialize', { protocolVersion: '2025-06-18', capabilities, clientInfo })
    this.#send({ method: 'notifications/initialized' })
  }

  ask(method: string, params: object = {}): Promise<Reply> {
    const id = ++this.#count
    const reply = new Promise<Reply>(resolve => this.#waiting.set(id, resolve))
    this.#send({ id, method, params })
    return reply
  }

  /** Uses a tool. @throws Error if the server refused the request itself */
  async use(name: string, input: object = {}): Promise<ToolReply> {
    const { result, error } = await this.ask('tools/call', { name, arguments: input })
    if (error !== undefined) throw new Error(error.message)
    // Whatever the server sent: the tests look at it.
    return result as unknown as ToolReply
  }

  /** Leaves as clients do: it closes the server's stdin. @returns the exit code */
  leave(): Promise<number | undefined> {
    this.#server.input()
    return this.#server.exited
  }

  #send(message: object): void {
    this.#server.input(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  // From the server: a request has an id, a notice has none.
  #hear({ id, method = '', params = {} }: Asked): void {
    if (id === undefined) return void this.notices.push(method)
    this.#answered(method, params).then(
      result => this.#send({ id, result }),
      failure => this.#send({ id, error: { code: -32_603, message: String(failure) } }),
    )
  }

  async #answered(method: string, params: Readonly<Record<string, unknown>>): Promise<object> {
    const result = await this.#program.answer?.(method, params)
    if (result === undefined) throw new Error('it cannot answer')
    return result
  }

  #read(line: string): void {
    try {
      const reply: Reply & Asked & { readonly jsonrpc?: string } = JSON.parse(line)
      if (reply.jsonrpc !== '2.0') throw new Error('no JSON-RPC')
      if (reply.method !== undefined) return void this.#hear(reply)
      this.#waiting.get(reply.id)?.(reply)
      this.#waiting.delete(reply.id)
    } catch {
      this.stray.push(line)
    }
  }
}
