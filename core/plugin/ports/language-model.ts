import type { Event } from '../../events/event.ts'
import { definePort } from '../port.ts'
import type { Schema } from '../schema.ts'

/** Text by others in a prompt; it is fenced and marked as untrusted. */
export interface UntrustedText {
  /** What the text is, such as `the last messages in chat`. */
  readonly label: string
  readonly lines: readonly string[]
}

/** A request to a language model. */
export interface GenerateRequest {
  readonly system?: string
  readonly prompt: string
  readonly untrusted?: readonly UntrustedText[]
  /** The answer must be JSON that fits this schema; the parsed value is `value`. */
  readonly schema?: Schema
  /** Maximum code points of the answer; a longer one is cut between words. */
  readonly maxLength?: number
  /** 0 to 2; default: the provider's. */
  readonly temperature?: number
  /** A duration, including retries; default `'30s'`. */
  readonly deadline?: string
  readonly signal?: AbortSignal
  /** The event it answers. Default: the event that `on` or `inOrder` gave the caller. */
  readonly cause?: Event
  /** The id of the plugin that asks. Set by core; a value you set is overwritten. */
  readonly by?: string
}

/** A language model's answer. Untrusted, like everything from outside. */
export interface Generated {
  readonly text: string
  /** The parsed answer, if a schema was given. */
  readonly value?: unknown
  readonly model: string
  /** Tokens of prompt and answer together, if the provider reports them. */
  readonly tokens?: number
}

/**
 * Asks a language model. Rejects with an error message if the model is unavailable, too slow or over budget, or its answer
 * does not fit.
 */
export interface LanguageModel {
  generate(request: GenerateRequest): Promise<Generated>
}
export const LanguageModel = definePort<LanguageModel>('LanguageModel', {
  outside: true,
  signed: ['generate'],
})
