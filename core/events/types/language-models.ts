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
    /** What the model looked up before it answered, in order. */
    readonly lookUps?: readonly {
      readonly tool: string
      /** What it was asked with: the model's own words, as JSON if they were. */
      readonly input: string
      readonly lines: readonly string[]
      /** The ids of the events it is from. */
      readonly events: readonly string[]
      /** Why nothing was looked up, if nothing was. */
      readonly refused?: string
    }[]
    /** The id of the plugin that asked. */
    readonly plugin?: string
  }
}

const lookUp = z.strictObject({
  tool: text,
  input: text,
  lines: z.array(text).readonly(),
  events: z.array(text).readonly(),
  refused: maybeText,
})

export const languageModelEvents = {
  'llm.answered': {
    schema: z.strictObject({
      system: maybeText,
      prompt: text,
      answer: text,
      model: text,
      tokens: maybeWhole,
      latencyMs: z.number().nonnegative(),
      lookUps: z.array(lookUp).readonly().exactOptional(),
      plugin: maybeText,
    }),
    example: { prompt: 'Say hello', answer: 'Hello', model: 'llama3.2', latencyMs: 900 },
    line: ({ model, answer }) => `${model} answered: ${answer}`,
  },
} satisfies Declarations<LanguageModelEvents>
