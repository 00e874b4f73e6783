/** Who may run a model. */
export const PROVIDERS = ['ollama', 'lmstudio', 'openai', 'anthropic', 'compatible'] as const

export type Provider = (typeof PROVIDERS)[number]

/** What is known of a provider. */
interface ProviderFacts {
  /** As people call it. */
  readonly name: string
  readonly baseURL: string
  readonly needsKey: boolean
  readonly keyVariable: string
  /** Whether it can be held to a JSON Schema while it writes. */
  readonly takesSchema: boolean
  /** The package that speaks to it, beside `ai`. */
  readonly library: '@ai-sdk/openai-compatible' | '@ai-sdk/anthropic'
  /** What to do if the server does not answer. */
  readonly whenAway: string
  /** What helps where the model is not there. */
  readonly whenMissing: (model: string) => string
}

const COMPATIBLE = {
  needsKey: false,
  keyVariable: 'LLM_API_KEY',
  takesSchema: true,
  library: '@ai-sdk/openai-compatible',
} as const

const FACTS: Readonly<Record<Provider, ProviderFacts>> = {
  ollama: {
    ...COMPATIBLE,
    name: 'Ollama',
    baseURL: 'http://127.0.0.1:11434',
    whenAway: 'start Ollama',
    whenMissing: model => `run: ollama pull ${model}`,
  },
  lmstudio: {
    ...COMPATIBLE,
    name: 'LM Studio',
    baseURL: 'http://127.0.0.1:1234/v1',
    whenAway: 'start the server in LM Studio, under Developer',
    whenMissing: () => 'load it in LM Studio, or write the name it shows there',
  },
  openai: {
    ...COMPATIBLE,
    name: 'OpenAI',
    baseURL: 'https://api.openai.com/v1',
    needsKey: true,
    keyVariable: 'OPENAI_API_KEY',
    whenAway: 'check your connection',
    whenMissing: () => 'check the name, and whether your key may use it',
  },
  anthropic: {
    name: 'Anthropic',
    baseURL: 'https://api.anthropic.com/v1',
    needsKey: true,
    keyVariable: 'ANTHROPIC_API_KEY',
    takesSchema: false,
    library: '@ai-sdk/anthropic',
    whenAway: 'check your connection',
    whenMissing: () => 'check the name, and whether your key may use it',
  },
  compatible: {
    ...COMPATIBLE,
    name: 'the model server',
    baseURL: '',
    // Some refuse unknown fields, so the prompt describes the shape instead.
    takesSchema: false,
    whenAway: 'check that the server runs and that baseURL is its address',
    whenMissing: () => 'check the name, and whether baseURL ends as the server documents it',
  },
}

/** What is known of this provider. */
export function factsOf(provider: Provider): ProviderFacts {
  return FACTS[provider]
}

/** Where a provider is, without a slash at the end; Ollama's without the `/v1` some write. */
export function baseOf(provider: Provider, baseURL: string | undefined): string {
  const base = (baseURL || FACTS[provider].baseURL).replace(/\/+$/, '')
  return provider === 'ollama' ? base.replace(/\/v1$/, '') : base
}

/** Where its chat is asked. */
export function chatBaseOf(provider: Provider, baseURL: string | undefined): string {
  const base = baseOf(provider, baseURL)
  return provider === 'ollama' ? `${base}/v1` : base
}
