import type { LanguageModel } from 'ai'
import type { ModelConnection } from '../options.ts'
import { chatBaseOf, factsOf } from './providers.ts'

/** What goes to a model. */
export interface ModelRequest {
  readonly system: string | undefined
  readonly prompt: string
  readonly temperature: number | undefined
  /** The JSON Schema of the answer, for providers that can be held to one. */
  readonly shape: Readonly<Record<string, unknown>> | undefined
}

/** A piece of an answer under way. */
export type AnswerChunk =
  | { readonly kind: 'text'; readonly text: string }
  /** It thinks, or says it is still there; `size` in characters. */
  | { readonly kind: 'alive'; readonly size: number }
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
  return {
    async *ask({ system, prompt, temperature, shape }, signal) {
      const answer = ai.streamText({
        model,
        prompt,
        maxRetries: 0,
        abortSignal: signal,
        // Errors arrive in the stream; without this, they are also printed.
        onError: () => undefined,
        ...(system !== undefined && { system }),
        ...(temperature !== undefined && { temperature: allowed(provider, temperature) }),
        ...(provider === 'anthropic' && { maxOutputTokens: MOST_TOKENS }),
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
    },
  }
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
  readonly rawFinishReason?: unknown
  readonly totalUsage?: { readonly totalTokens?: number | undefined }
}

function pieceOf(part: StreamPart): AnswerChunk | undefined {
  const text = typeof part.text === 'string' ? part.text : ''
  switch (part.type) {
    case 'text-delta':
      return { kind: 'text', text }
    case 'reasoning-delta':
      return { kind: 'alive', size: text.length }
    case 'ping':
      return { kind: 'alive', size: 0 }
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
