import { duration, isServerAddress, MOST_TEXTS } from 'promethean'
import { z } from 'zod'
import { factsOf, PROVIDERS } from './provider/providers.ts'

function modelName() {
  return z.string().trim().min(1, 'expected the name of a model')
}

function budget() {
  return z.strictObject({ tokens: z.int().min(1).describe('Tokens that may be used') }).optional()
}

const embeddingOptions = z.strictObject({
  model: modelName().describe("The embedding model's name"),
  prefixes: z
    .strictObject({
      query: z.string().max(1_000).default('').describe('Put before what is searched for'),
      passage: z.string().max(1_000).default('').describe('Put before what is found'),
    })
    .prefault({})
    .describe('What the model wants before a text, with the space after it'),
  dimensions: z
    .int()
    .min(1)
    .max(16_384)
    .optional()
    .describe('Numbers in a vector; other vectors are refused. Default: as many as the first has'),
  maxLength: z
    .int()
    .min(1)
    .max(100_000)
    .default(2_000)
    .describe('Code points of a text; a longer one is cut'),
  batch: z.int().min(1).max(MOST_TEXTS).default(32).describe('Texts in one request'),
  budget: budget().describe('Limit per stream, or per day while none is live'),
})

/** The options of `languageModel`. */
export const languageModelOptions = z
  .strictObject({
    provider: z.enum(PROVIDERS).describe('The provider that runs the model'),
    model: modelName().optional().describe('The model that answers; left out, it only embeds'),
    embeddings: embeddingOptions.optional().describe('The model that turns texts into vectors'),
    // Empty, as a variable may be that is set to nothing, counts as left out.
    baseURL: z
      .literal('')
      .or(
        z
          .url({
            protocol: /^https?$/,
            abort: true,
            error:
              "expected an address that begins with http:// or https://, like 'http://model.example:1234/v1'",
          })
          .refine(
            text => isServerAddress(text, 'http'),
            'has more than scheme, host, port and path; remove the rest, and use the option apiKey for a key',
          ),
      )
      .optional()
      .describe('The address as the provider documents it: with /v1, except for ollama'),
    apiKey: z
      .string()
      .regex(/^\S*$/, 'expected a key without spaces')
      .optional()
      .describe('The key of a paid service; keep it in .env'),
    temperature: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .describe('Default for questions that set none'),
    budget: budget().describe('Limit per stream, or per day while none is live'),
    deadline: duration()
      .default('30s')
      .describe('Default for questions that set none; includes retries'),
    quiet: duration().default('10s').describe('An answer is stopped after this much silence'),
  })
  .superRefine(({ provider, model, embeddings, baseURL, apiKey }, problems) => {
    const { name, needsKey, keyVariable } = factsOf(provider)
    if (model === undefined && embeddings === undefined)
      problems.addIssue({
        code: 'custom',
        path: ['model'],
        message: 'expected the name of a model; it may be left out beside embeddings only',
      })
    if (provider === 'anthropic' && embeddings !== undefined)
      problems.addIssue({
        code: 'custom',
        path: ['embeddings'],
        message: `${name} has no models for them; add a second languageModel with another provider, an id and embeddings`,
      })
    if (provider === 'compatible' && !baseURL)
      problems.addIssue({
        code: 'custom',
        path: ['baseURL'],
        message: "expected the server's address, such as http://127.0.0.1:8000/v1",
      })
    // A proxy of one's own may hold the key itself.
    if (needsKey && !apiKey && !baseURL)
      problems.addIssue({
        code: 'custom',
        path: ['apiKey'],
        message: `expected the key of ${name}; set ${keyVariable} in .env and write process.env.${keyVariable}`,
      })
  })

export type LanguageModelOptions = z.output<typeof languageModelOptions>

/** Of a use that answers questions. */
export type ChatOptions = LanguageModelOptions & { readonly model: string }

export type EmbeddingOptions = NonNullable<LanguageModelOptions['embeddings']>

/** How a model is reached. */
export type ModelConnection = Pick<LanguageModelOptions, 'provider' | 'baseURL' | 'apiKey'> & {
  readonly model: string
  readonly task?: 'chat' | 'embeddings'
}
