import type { Dependency } from '../versions.ts'
import type { Part, Variable } from './part.ts'
import { VARIABLES } from './variables.ts'

/** Who can run the model that writes titles. */
export interface Model extends Part {
  /** What to do before the first title. */
  readonly first: string
  /** The library that speaks to it, besides `ai`. */
  readonly library: Dependency
}

const COMPATIBLE = '@ai-sdk/openai-compatible'

/** The providers of `languageModel` that a project can begin with. */
export const MODELS = [
  model('ollama', {
    title: 'Ollama',
    hint: 'free, on this computer',
    model: 'llama3.2',
    first: 'ollama pull llama3.2',
    library: COMPATIBLE,
  }),
  model('lmstudio', {
    title: 'LM Studio',
    hint: 'free, on this computer',
    model: 'qwen3-8b',
    first: 'load qwen3-8b in LM Studio and start its server, under Developer',
    library: COMPATIBLE,
  }),
  model('openai', {
    title: 'OpenAI',
    hint: 'paid, needs a key',
    model: 'gpt-5-mini',
    first: 'put your key into .env',
    library: COMPATIBLE,
    key: VARIABLES.OPENAI_API_KEY,
  }),
  model('anthropic', {
    title: 'Anthropic',
    hint: 'paid, needs a key',
    model: 'claude-haiku-4-5',
    first: 'put your key into .env',
    library: '@ai-sdk/anthropic',
    key: VARIABLES.ANTHROPIC_API_KEY,
  }),
] as const

/** The name of a provider on the command line. */
export type ModelId = (typeof MODELS)[number]['provider']

/** The provider of this name. */
export function modelOf(id: ModelId): Model {
  const found = MODELS.find(({ provider }) => provider === id)
  if (found === undefined) throw new Error(`unreachable: no model ${id}`)
  return found
}

interface ModelFacts extends Pick<Model, 'title' | 'hint' | 'first' | 'library'> {
  readonly model: string
  readonly key?: Variable
}

function model<const Id extends string>(
  provider: Id,
  { model: name, key, ...facts }: ModelFacts,
): Model & { readonly provider: Id } {
  return {
    ...facts,
    provider,
    id: 'language-model',
    factory: 'languageModel',
    needs: key ? [key] : [],
    options: [
      `provider: '${provider}'`,
      `model: '${name}'`,
      ...(key ? [`apiKey: process.env.${key.name}`] : []),
    ],
  }
}
