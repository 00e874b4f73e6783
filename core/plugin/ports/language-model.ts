import type { Event } from '../../events/event.ts'
import { definePort } from '../port.ts'
import type { Schema } from '../schema.ts'

/** Words of others in a prompt: fenced there and labelled as untrusted. */
export interface UntrustedText {
  /** What they are, in the author's words: `the last lines of chat`. */
  readonly label: string
  readonly lines: readonly string[]
}

/** What a language model is asked. */
export interface GenerateRequest {
  readonly system?: string
  readonly prompt: string
  readonly untrusted?: readonly UntrustedText[]
  /** The answer is to be JSON of this shape; what fits is `value`. */
  readonly schema?: Schema
  /** Code points of the answer; a longer one is cut at a word. */
  readonly maxLength?: number
  /** 0 to 2; the provider's default where left out. */
  readonly temperature?: number
  /** A duration, retries included; default `'30s'`. */
  readonly deadline?: string
  readonly signal?: AbortSignal
  readonly cause?: Event
  /** Who asks, the use id: core fills it in, over whatever stands there. */
  readonly by?: string
}

/** What a language model answered. Untrusted like anything from outside. */
export interface Generated {
  readonly text: string
  /** Where a schema was given: what it made of the answer. */
  readonly value?: unknown
  readonly model: string
  /** Prompt and answer together, where told. */
  readonly tokens?: number
}

/** Asks a language model. Rejects with a sentence: away, too slow, over budget, an answer that does not fit. */
export interface LanguageModel {
  generate(request: GenerateRequest): Promise<Generated>
}
export const LanguageModel = definePort<LanguageModel>('LanguageModel', {
  outside: true,
  signed: ['generate'],
})
