import type { Event } from '../../events/event.ts'
import { definePort } from '../port.ts'
import type { Schema } from '../schema.ts'

/** Text by others in a prompt; it is fenced and marked as untrusted. */
export interface UntrustedText {
  /** What the text is, such as `the last messages in chat`. */
  readonly label: string
  readonly lines: readonly string[]
}

/** Something a language model may look up before it answers. */
export interface ModelTool {
  /** A word of small letters, digits and `_`, such as `user_history`. */
  readonly name: string
  /** What it finds and when it helps, for the model. */
  readonly description: string
  /** What it is asked with: an object. `look` gets only what fits. */
  readonly input: Schema
  /** Looks it up. If it rejects, the model is told only that nothing could be looked up. */
  look(input: unknown, signal: AbortSignal): Promise<LookedUp>
}

/** What was looked up: text by others, which is fenced and marked as untrusted. */
export interface LookedUp extends UntrustedText {
  /** The ids of the events it is from. */
  readonly events?: readonly string[]
}

/** A look-up of a model, and what came of it. */
export interface LookUp {
  readonly tool: string
  /** What it was asked with: the model's own words, as JSON if they were. */
  readonly input: string
  readonly lines: readonly string[]
  /** The ids of the events it is from. */
  readonly events: readonly string[]
  /** Why nothing was looked up, if nothing was. */
  readonly refused?: string
}

/** A request to a language model. */
export interface GenerateRequest {
  readonly system?: string
  readonly prompt: string
  readonly untrusted?: readonly UntrustedText[]
  /** The answer must be JSON that fits this schema; the parsed value is `value`. */
  readonly schema?: Schema
  /** What the model may look up before it answers; the deadline includes it. */
  readonly tools?: readonly ModelTool[]
  /** How many look-ups it may make, those that fail included; default 3. A further one is refused. */
  readonly lookUps?: number
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
  /** What the model looked up, in order; absent if nothing. */
  readonly lookUps?: readonly LookUp[]
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
