import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeText, maybeWhole, text } from './fields.ts'

/** Requests to language models and their answers. */
export interface LanguageModelEvents {
  'llm.answered': {
    readonly system?: string
    readonly prompt: string
    readonly answer: string
    readonly model: string
    /** Tokens of prompt and answer together, if the provider reports them. */
    readonly tokens?: number
    readonly latencyMs: number
    /** The id of the plugin that asked. */
    readonly plugin?: string
  }
}

export const languageModelEvents = {
  'llm.answered': {
    schema: z.strictObject({
      system: maybeText,
      prompt: text,
      answer: text,
      model: text,
      tokens: maybeWhole,
      latencyMs: z.number().nonnegative(),
      plugin: maybeText,
    }),
    example: { prompt: 'Say hello', answer: 'Hello', model: 'llama3.2', latencyMs: 900 },
    line: ({ model, answer }) => `${model} answered: ${answer}`,
  },
} satisfies Declarations<LanguageModelEvents>
