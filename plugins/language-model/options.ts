import { duration, isServerAddress } from 'promethean'
import { z } from 'zod'
import { factsOf, PROVIDERS } from './provider/providers.ts'

/** The options of `languageModel`. */
export const languageModelOptions = z
  .strictObject({
    provider: z.enum(PROVIDERS).describe('The provider that runs the model'),
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
    budget: z
      .strictObject({ tokens: z.int().min(1).describe('Tokens of prompts and answers together') })
      .optional()
      .describe('Limit per stream, or per day while none is live'),
    deadline: duration()
      .default('30s')
      .describe('Default for questions that set none; includes retries'),
    quiet: duration().default('10s').describe('An answer is stopped after this much silence'),
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
