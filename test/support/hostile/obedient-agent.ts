import { orderLinesIn, orderOf } from './order.ts'

/** How an agent reaches Promethean. */
export interface AgentWay {
  ask(method: string, params: object): Promise<AgentReply>
}

/** A result or an error, as JSON-RPC has it. */
export interface AgentReply {
  readonly result?: Readonly<Record<string, unknown>> | undefined
  readonly error?: { readonly code: number; readonly message: string } | undefined
}

/** What an agent asked, and what it was answered. */
export interface Exchange {
  /** The order it obeyed; absent: it only looked around. */
  readonly order?: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly reply: AgentReply
}

/** A stand-in for a language model that does whatever it reads. */
export class ObedientAgent {
  readonly #way: AgentWay
  /** All so far. */
  readonly exchanges: Exchange[] = []

  constructor(way: AgentWay) {
    this.#way = way
  }

  /** Uses a tool, reads or prompts. */
  async ask(
    method: string,
    params: Readonly<Record<string, unknown>>,
    order?: string,
  ): Promise<AgentReply> {
    const { result, error } = await this.#way.ask(method, params)
    const reply = { result, error }
    this.exchanges.push({ method, params, reply, ...(order !== undefined && { order }) })
    return reply
  }

  use(tool: string, input: object = {}): Promise<AgentReply> {
    return this.ask('tools/call', { name: tool, arguments: input })
  }

  /** Does what a line orders. */
  async obey(order: string): Promise<AgentReply> {
    const { verb, name, input } = orderOf(order)
    if (verb === 'read') return this.ask('resources/read', { uri: name }, order)
    const method = verb === 'use' ? 'tools/call' : 'prompts/get'
    return this.ask(method, { name, arguments: input }, order)
  }

  /** Reads all there is: by every tool that reads, every resource and every prompt. @returns the orders it found */
  async lookAround(): Promise<ReadonlySet<string>> {
    const begun = this.exchanges.length
    await this.#pages('chat_recent', { limit: 100 })
    await this.#pages('events', { limit: 100, detail: 'full' })
    await this.use('search', { words: 'moonbeam', limit: 100 })
    await this.use('user_history', { user: 'troll', lines: 200 })
    for (const tool of ['stream_status', 'session_summary', 'schema']) await this.use(tool)
    const { result } = await this.use('chat_recent', { limit: 1, detail: 'full' })
    for (const { id } of Object(result).structuredContent.lines) {
      await this.use('explain', { id })
      await this.ask('resources/read', { uri: `promethean://events/${encodeURIComponent(id)}` })
    }
    for (const name of ['summarize-chat', 'recap-stream', 'title-ideas'])
      await this.ask('prompts/get', { name, arguments: {} })
    for (const list of ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'])
      await this.ask(list, {})
    return ordersIn(this.exchanges.slice(begun))
  }

  async #pages(tool: string, input: object): Promise<void> {
    for (let cursor: unknown; ; ) {
      const wanted = { ...input, ...(cursor !== undefined && { cursor }) }
      const { result } = await this.use(tool, wanted)
      cursor = Object(Object(result).structuredContent).cursor
      if (cursor === undefined) return
    }
  }
}

/** The orders in all answers, also in what is JSON within a text. */
export function ordersIn(exchanges: readonly Exchange[]): ReadonlySet<string> {
  const texts = exchanges.flatMap(({ reply }) => textsIn(reply))
  return new Set(texts.flatMap(orderLinesIn))
}

/** Every text in a value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const inner = /^[[{]/.test(value) ? parsed(value) : undefined
    return inner === undefined ? [value] : textsIn(inner)
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => [key, ...textsIn(one)])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
