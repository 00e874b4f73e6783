import { duration, titleLimit } from 'promethean'
import { z } from 'zod'
import type { TemplateValues } from './model/template.ts'
import type { FallbackContext, PromptContext } from './prompt-context.ts'

/** Makes the prompt, if a template is not enough. */
type PromptFunction = (context: PromptContext) => string | Promise<string>

const LONGEST = titleLimit([]).codePoints

/** The options of `titleGenerator`. */
export const titleOptions = z
  .strictObject({
    on: z
      .array(z.string().min(1))
      .default(['obs.stream.started'])
      .describe(
        'Event types that start a stream: each session gets one title, at the first of them',
      ),
    prompt: z
      .union([
        z.string().min(1),
        z.custom<PromptFunction>(
          value => typeof value === 'function',
          'expected a string or a function',
        ),
      ])
      .default('Make the title friendly and short.')
      .describe('Instructions for the title: a template or a function'),
    variables: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .describe('Your own facts, for the model and the templates'),
    maxLength: z
      .int()
      .min(10)
      .max(LONGEST, 'every platform rejects longer ones')
      .optional()
      .describe('Maximum characters of a title; by default the limit of its platforms'),
    deadline: duration({ like: '10s' })
      .default('10s')
      .describe('Time limit for writing; after that, the fallback is used'),
    fallback: z
      .string()
      .min(1)
      .default("<%= it.category ?? 'Live' %> on a <%= it.weekday %> <%= it.partOfDay %>")
      .describe('Template of the title to use if the model has no good one'),
    banned: z
      .array(z.string().trim().min(2))
      .default([])
      .describe('Words no title may contain, besides swear words'),
    target: z
      .string()
      .min(1)
      .optional()
      .describe('Plugin id of the title setter; by default the first'),
    model: z
      .string()
      .min(1)
      .optional()
      .describe('Plugin id of the language model; by default the first'),
    approve: z
      .union([z.boolean(), z.strictObject({ within: duration({ like: '10s' }) })])
      .default(false)
      .describe('Wait for your approval before setting a title'),
  })
  .superRefine(async ({ prompt, fallback, variables, maxLength = LONGEST }, ctx) => {
    const { templateProblem } = await import('./model/template.ts')
    const full = sample({ variables, maxLength })
    const bare = {
      ...full,
      mood: undefined,
      lastChat: undefined,
      category: undefined,
      title: undefined,
    }
    const complain = (path: string, samples: readonly TemplateValues[], template: string) => {
      const message = templateProblem(template, samples)
      if (message !== undefined)
        ctx.addIssue({
          code: 'custom',
          path: [path],
          message: `is not a valid eta template: ${message}`,
        })
    }
    if (typeof prompt === 'string') complain('prompt', [full, bare].map(forPrompt), prompt)
    complain('fallback', [full, bare], fallback)
  })

export type TitleOptions = z.output<typeof titleOptions>

const WITHIN = '2m'

/** How long a title waits for approval; undefined if it does not. */
export function approvalTime({ approve }: TitleOptions): string | undefined {
  if (typeof approve === 'object') return approve.within
  return approve ? WITHIN : undefined
}

function sample(own: Pick<FallbackContext, 'variables' | 'maxLength'>): FallbackContext {
  const lastChat = { rate: 10, sentiment: 0.2 }
  const time = { weekday: 'Monday', hour: 20, partOfDay: 'evening' as const }
  return { ...own, ...time, mood: 'calm', lastChat, category: 'Chess', title: 'A title' }
}

function forPrompt({ category: _, title: __, ...rest }: FallbackContext): PromptContext {
  return rest
}
