import type { LanguageModel, ModelMessage, ProviderMetadata, ToolSet } from 'ai'
import { fields, isFields } from '../../formats/json.ts'
import type { ModelConnection } from '../options.ts'
import { statusOf } from './failure.ts'
import { chatBaseOf, factsOf } from './providers.ts'

/** Something a model may call. */
export interface OfferedTool {
  readonly name: string
  readonly description: string
  /** The JSON Schema of its arguments. */
  readonly shape: Readonly<Record<string, unknown>>
}

/** A call as the model made it. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  /** Whatever it wrote, which need not be an object. */
  readonly input: unknown
  /** What the provider wants back with it, as it gave it, e.g. Gemini's signature of what the model thought. */
  readonly metadata?: ProviderMetadata
}

/** The calls of one answer, and what the model was told. */
export interface ToolTurn {
  /** What it thought before: some providers want it back with the calls. */
  readonly thought: string
  readonly answered: readonly { readonly call: ToolCall; readonly result: string }[]
}

/** What goes to a model. */
export interface ModelRequest {
  readonly system: string | undefined
  readonly prompt: string
  readonly temperature: number | undefined
  /** The JSON Schema of the answer, for providers that can be held to one. */
  readonly shape: Readonly<Record<string, unknown>> | undefined
  readonly tools: readonly OfferedTool[]
  /** What it called before, oldest first. */
  readonly turns: readonly ToolTurn[]
}

/** A piece of an answer under way. */
export type AnswerChunk =
  | { readonly kind: 'text'; readonly text: string }
  /** It thinks, or says it is still there. */
  | { readonly kind: 'alive'; readonly thought: string }
  | { readonly kind: 'call'; readonly call: ToolCall }
  | { readonly kind: 'error'; readonly error: unknown }
  /** It says it is done, which a stream that was cut never does. */
  | { readonly kind: 'done'; readonly tokens: number | undefined }

/** Asks one model over the network. */
export interface Client {
  ask(question: ModelRequest, signal: AbortSignal): AsyncIterable<AnswerChunk>
}

// Anthropic requires a limit; titles, answers and summaries stay far below it.
const MOST_TOKENS = 4_096

/** Loads the libraries and makes a client of them. @throws whatever loading throws */
export async function openClient(connection: ModelConnection): Promise<Client> {
  const [ai, model] = await Promise.all([import('ai'), modelOf(connection)])
  // Keeps the library's warnings off the console, where they would appear among our lines.
  globalThis.AI_SDK_LOG_WARNINGS = false
  const { provider } = connection
  const offered = (tools: readonly OfferedTool[]): ToolSet =>
    Object.fromEntries(
      tools.map(({ name, description, shape }) => [
        name,
        { description, inputSchema: ai.jsonSchema<never>(shape) },
      ]),
    )
  async function* piecesOf(
    question: ModelRequest,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerChunk> {
    const { system, temperature, shape, tools } = question
    const answer = ai.streamText({
      model,
      messages: messagesOf(question),
      maxRetries: 0,
      abortSignal: signal,
      // Errors arrive in the stream; without this, they are also printed.
      onError: () => undefined,
      ...(system !== undefined && { system }),
      ...(temperature !== undefined && { temperature: allowed(provider, temperature) }),
      ...(provider === 'anthropic' && { maxOutputTokens: MOST_TOKENS }),
      // None can run by itself: what is called is looked up here, and no more often than allowed. They stay once no
      // look-up is left: Anthropic wants those of earlier calls described, and some servers ignore a choice of none.
      ...(tools.length > 0 && { tools: offered(tools) }),
      ...(shape !== undefined && {
        output: ai.Output.object({ schema: ai.jsonSchema(shape) }),
        // Strict asks more of a schema than a plain one has: every field required, nothing optional.
        providerOptions: { [provider]: { strictJsonSchema: false } },
      }),
    })
    for await (const part of answer.stream) {
      const piece = pieceOf(part)
      if (piece !== undefined) yield piece
    }
  }
  // DeepSeek refuses calls without what the model thought before them, Groq those with it.
  let takesThoughts = true
  return {
    async *ask(question, signal) {
      const isThought = takesThoughts && question.turns.some(({ thought }) => thought !== '')
      for await (const piece of piecesOf(isThought ? question : thoughtless(question), signal)) {
        if (isThought && piece.kind === 'error' && refusesThoughts(piece.error)) {
          takesThoughts = false
          return yield* piecesOf(thoughtless(question), signal)
        }
        yield piece
      }
    },
  }
}

function thoughtless(question: ModelRequest): ModelRequest {
  return { ...question, turns: question.turns.map(turn => ({ ...turn, thought: '' })) }
}

// "'messages.2' : ... property 'reasoning_content' is unsupported", says Groq.
function refusesThoughts(failure: unknown): boolean {
  const { message, responseBody } = fields(failure)
  return (
    statusOf(failure) !== undefined && `${message} ${responseBody}`.includes('reasoning_content')
  )
}

function messagesOf({ prompt, turns }: ModelRequest): ModelMessage[] {
  const said = turns.flatMap(({ thought, answered }, at): ModelMessage[] => {
    // Each has one of its own; what was written out has none.
    const parts = answered.map(({ call, result }, nth) => {
      const { input, name: toolName, metadata } = call
      const which = { toolCallId: `${call.id}-${at}-${nth}`, toolName }
      const made = { type: 'tool-call' as const, ...which, input: isFields(input) ? input : {} }
      return {
        made: { ...made, ...(metadata !== undefined && { providerOptions: metadata }) },
        told: {
          ...{ type: 'tool-result' as const, ...which },
          output: { type: 'text' as const, value: result },
        },
      }
    })
    const thoughts = thought === '' ? [] : [{ type: 'reasoning' as const, text: thought }]
    return [
      { role: 'assistant', content: [...thoughts, ...parts.map(({ made }) => made)] },
      { role: 'tool', content: parts.map(({ told }) => told) },
    ]
  })
  return [{ role: 'user', content: prompt }, ...said]
}

async function modelOf(connection: ModelConnection): Promise<LanguageModel> {
  const { provider, model, baseURL, apiKey } = connection
  if (factsOf(provider).library === '@ai-sdk/anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    const settings = { baseURL: chatBaseOf(provider, baseURL), fetch: straight }
    // Left out, it would look for a key in the environment by itself.
    return createAnthropic({ ...settings, apiKey: apiKey || 'none' })(model)
  }
  return (await compatibleServer(connection))(model)
}

/** Any server that speaks as OpenAI does. @param ask how it is asked over the network */
export async function compatibleServer(
  { provider, baseURL, apiKey }: ModelConnection,
  ask: typeof fetch = straight,
) {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  return createOpenAICompatible({
    baseURL: chatBaseOf(provider, baseURL),
    fetch: ask,
    name: provider,
    includeUsage: true,
    supportsStructuredOutputs: true,
    ...(apiKey && { apiKey }),
  })
}

/** A key and the chat go to the address in the config and to no other. */
export const straight: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' })

// Anthropic's scale ends at 1.
function allowed(provider: ModelConnection['provider'], temperature: number): number {
  return provider === 'anthropic' ? Math.min(temperature, 1) : temperature
}

interface StreamPart {
  readonly type: string
  readonly text?: unknown
  readonly error?: unknown
  readonly toolCallId?: unknown
  readonly toolName?: unknown
  readonly input?: unknown
  readonly providerMetadata?: ProviderMetadata | undefined
  readonly rawFinishReason?: unknown
  readonly totalUsage?: { readonly totalTokens?: number | undefined }
}

function pieceOf(part: StreamPart): AnswerChunk | undefined {
  const text = typeof part.text === 'string' ? part.text : ''
  switch (part.type) {
    case 'text-delta':
      return { kind: 'text', text }
    case 'reasoning-delta':
      return { kind: 'alive', thought: text }
    case 'tool-input-delta':
    case 'ping':
      return { kind: 'alive', thought: '' }
    case 'tool-call': {
      const [id = '', name = ''] = [part.toolCallId, part.toolName].map(String)
      const metadata = part.providerMetadata && { metadata: part.providerMetadata }
      return { kind: 'call', call: { id, name, input: part.input, ...metadata } }
    }
    case 'error':
      return { kind: 'error', error: part.error }
    case 'finish':
      // A reason of the library's own is no word of the provider's.
      return part.rawFinishReason === undefined
        ? undefined
        : { kind: 'done', tokens: part.totalUsage?.totalTokens || undefined }
    default:
      return undefined
  }
}
