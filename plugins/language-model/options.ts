import { duration, isServerAddress } from 'promethean'
import { z } from 'zod'
import { factsOf, PROVIDERS } from './provider/providers.ts'

/** The options of `languageModel`. */
export const languageModelOptions = z
  .strictObject({
    provider: z.enum(PROVIDERS).describe('Who runs the model'),
    model: z.string().trim().min(1, 'expected the name of a model').describe("The model's name"),
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
            'is more than scheme, host, port and path; remove the rest, a key is the option apiKey',
          ),
      )
      .optional()
      .describe('As the provider documents it: with /v1, but bare for ollama'),
    apiKey: z
      .string()
      .regex(/^\S*$/, 'expected a key without spaces')
      .optional()
      .describe('The key of a paid service; keep it in .env'),
    temperature: z.number().min(0).max(2).optional().describe('Where a question names none'),
    budget: z
      .strictObject({ tokens: z.int().min(1).describe('Prompts and answers together') })
      .optional()
      .describe('At most so much per stream; per day while none is on'),
    deadline: duration().default('30s').describe('Where a question names none; retries included'),
    quiet: duration().default('10s').describe('Silence within an answer longer than this ends it'),
  })
  .superRefine(({ provider, baseURL, apiKey }, problems) => {
    const { name, needsKey, keyVariable } = factsOf(provider)
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
