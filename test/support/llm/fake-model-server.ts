import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  anthropicDialect,
  type Dialect,
  type FakeCall,
  openaiDialect,
  type Usage,
} from './dialects.ts'

/** What the server does with a question. */
export interface FakeReply {
  readonly text?: string
  /** Thought aloud before the text. */
  readonly thinking?: string
  /** What it calls of the tools it was offered, or of others. */
  readonly calls?: readonly FakeCall[]
  /** Null: it does not report them. */
  readonly usage?: Usage | null
  /** Of a question for vectors: the items of its list instead of those that belong there. */
  readonly items?: readonly unknown[]
  /** An error in the provider's shape, instead of an answer. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** What it answers instead, word for word. */
  readonly body?: string
  /**
   * `slow` never begins; `held` begins when released; `stall` falls silent half-way; `cut` breaks the connection
   * there; `short` ends there as if all were well; `error` sends an error in the stream there.
   */
  readonly fault?: 'slow' | 'held' | 'stall' | 'cut' | 'short' | 'error'
}

/** A question as it arrived. */
export interface FakeQuestion {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly system: string
  readonly prompt: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface FakeModelServer {
  /** Bare: `http://127.0.0.1:4711`. */
  readonly url: string
  readonly questions: readonly FakeQuestion[]
  /** What it does next; one each, then what `always` says. */
  next(...replies: readonly FakeReply[]): void
  always(reply: FakeReply | ((question: FakeQuestion) => FakeReply)): void
  /** Lets what is `held` go on. */
  release(): void
  /** Questions whose connection was closed before the answer was whole. */
  readonly calledOff: number
  /** Numbers in a vector. */
  dimensions: number
  /** The models it has. */
  models: readonly string[]
  /** Answers a request for the list of models with this status. */
  listStatus: number
  close(): Promise<void>
}

/** Ollama, LM Studio, OpenAI and Anthropic in one, on loopback. */
export async function startModelServer(): Promise<FakeModelServer> {
  const waiting: FakeReply[] = []
  const questions: FakeQuestion[] = []
  let release: () => void = () => undefined
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  let calledOff = 0
  let standing: (question: FakeQuestion) => FakeReply = () => ({ text: 'It works.' })
  const server = createServer((request, response) => {
    // None outlives its question: a kept one would be found dead by the next instead of refused.
    response.setHeader('connection', 'close')
    void answer(request, response).catch(() => response.destroy())
  })

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://fake')
    if (request.method === 'GET') return list(pathname, response)
    const question = await read(request, pathname)
    questions.push(question)
    response.on('close', () => {
      if (!response.writableFinished) calledOff += 1
    })
    const told = waiting.shift() ?? standing(question)
    if (told.fault === 'held') await released
    if (pathname.endsWith('/embeddings') && isAnswer(told)) {
      sendVectors(vectorsFor(question, told, fake.dimensions), told, response)
    } else await reply(told, question, response)
  }
  const list = (path: string, response: ServerResponse) => {
    const isOllama = path === '/api/tags'
    const isKnown = isOllama || path === '/v1/models'
    const status = isKnown ? fake.listStatus : 404
    const body = isOllama
      ? { models: fake.models.map(name => ({ name, model: name })) }
      : { object: 'list', data: fake.models.map(id => ({ id, object: 'model' })) }
    send(response, status, status === 200 ? body : { error: { message: 'no' } })
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const fake: FakeModelServer = {
    url: `http://127.0.0.1:${port}`,
    questions,
    release: () => release(),
    get calledOff() {
      return calledOff
    },
    dimensions: 4,
    models: ['llama3.2:latest', 'gpt-5', 'claude-sonnet-4-5'],
    listStatus: 200,
    next: (...replies) => void waiting.push(...replies),
    always: one => {
      standing = typeof one === 'function' ? one : () => one
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return fake
}

function isAnswer({ fault, status, body }: FakeReply): boolean {
  return fault !== 'slow' && status === undefined && body === undefined
}

// As https://platform.openai.com/docs/api-reference/embeddings/create answers, and Ollama at the same path.
function vectorsFor({ body }: FakeQuestion, { items, usage }: FakeReply, dimensions: number) {
  const input = Array.isArray(body.input) ? body.input : [body.input]
  const made = input.map((text, index) => ({
    ...{ object: 'embedding', index },
    embedding: vectorOf(String(text), dimensions),
  }))
  const tokens = { prompt_tokens: 3 * input.length, total_tokens: 3 * input.length }
  return {
    ...{ object: 'list', model: body.model, data: items ?? made },
    ...(usage !== null && { usage: tokens }),
  }
}

/** The vector of a text before it is normalized: its length, then ones. */
export function vectorOf(text: string, dimensions: number): readonly number[] {
  return [text.length, ...Array.from({ length: dimensions - 1 }, () => 1)]
}

function sendVectors(vectors: object, { fault }: FakeReply, response: ServerResponse) {
  const json = JSON.stringify(vectors)
  response.writeHead(200, { 'content-type': 'application/json' })
  if (fault === 'cut') response.write(json.slice(0, json.length / 2), () => response.destroy())
  else if (fault === 'short') response.end(json.slice(0, json.length / 2))
  else response.end(json)
}

async function reply(told: FakeReply, question: FakeQuestion, response: ServerResponse) {
  const { fault, status, body, headers = {} } = told
  if (fault === 'slow') return
  if (body !== undefined) {
    response.writeHead(status ?? 200, { 'content-type': 'text/html', ...headers }).end(body)
    return
  }
  if (status !== undefined) {
    const error = { type: 'error', message: `made to answer ${status}` }
    return send(response, status, { type: 'error', error }, headers)
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const dialect = dialectOf(question)
  const pieces = piecesOf(told, dialect)
  if (fault === undefined || fault === 'held') {
    const usage = told.usage === null ? undefined : (told.usage ?? USAGE)
    response.end([...pieces, ...dialect.closing(usage, told.calls ? 'call' : 'stop')].join(''))
    return
  }
  response.write(pieces.slice(0, -1).join(''))
  if (fault === 'short') response.end()
  if (fault === 'error')
    response.end(
      `data: ${JSON.stringify({ type: 'error', error: { message: 'overloaded', type: 'overloaded_error' } })}\n\n`,
    )
  if (fault === 'cut') response.write('data: {"half', () => response.destroy())
}

const USAGE: Usage = { input: 12, output: 5 }

function piecesOf(
  { text = '', thinking, calls = [] }: FakeReply,
  dialect: Dialect,
): readonly string[] {
  const words = text.length > 10_000 ? [text] : text.split(/(?<=\s)/)
  return [
    ...dialect.opening,
    ...(thinking === undefined ? [] : [dialect.thought(thinking)]),
    ...words.filter(word => word !== '').map(word => dialect.piece(word)),
    ...calls.map((call, at) => dialect.call(call, at)),
  ]
}

function dialectOf({ path, body }: FakeQuestion): Dialect {
  const model = String(body.model)
  return path.endsWith('/messages') ? anthropicDialect(model) : openaiDialect(model)
}

async function read(request: IncomingMessage, path: string): Promise<FakeQuestion> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = JSON.parse(Buffer.concat(chunks).toString())
  const said = (role: string) =>
    [
      ...(role === 'system' && body.system ? [{ role, content: body.system }] : []),
      ...(body.messages ?? []),
    ]
      .filter((message: { role: string }) => message.role === role)
      .map((message: { content: unknown }) => textOf(message.content))
      .join('\n')
  return { path, headers: request.headers, system: said('system'), prompt: said('user'), body }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map(part => String(part?.text ?? '')).join('') : ''
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
