import { duration } from 'promethean'
import { z } from 'zod'

/** The options of `recap`. */
export const recapOptions = z
  .strictObject({
    model: z
      .string()
      .min(1)
      .optional()
      .describe('Plugin id of the language model; by default the first'),
    language: z
      .string()
      .min(2)
      .max(40)
      .default('English')
      .describe('The language of the recap, in words'),
    calls: z.int().min(2).max(200).default(20).describe('Requests to the model per stream'),
    tokens: z
      .int()
      .min(5_000)
      .default(100_000)
      .describe('Tokens of prompts and answers per stream'),
    deadline: duration({ like: '2m', to: '10m' })
      .default('2m')
      .describe('How long a request may take'),
  })
  .prefault({})

export type RecapOptions = z.output<typeof recapOptions>
