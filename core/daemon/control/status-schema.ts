import { z } from 'zod'
import type { Problem } from '../../errors.ts'

const problemSchema = z
  .object({ plugin: z.string().optional(), path: z.string(), message: z.string() })
  .transform(
    ({ plugin, ...rest }): Problem => ({ ...(plugin !== undefined && { plugin }), ...rest }),
  )

/** How a running instance says it does, as JSON. */
export const statusSchema = z.looseObject({
  plugins: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      since: z.string(),
      retryAt: z.string().optional(),
      reason: z.string().optional(),
      failures: z.object({ count: z.number(), reason: z.string(), at: z.string() }).optional(),
    }),
  ),
  seen: z.number(),
  kept: z.number(),
  repeats: z.number(),
  dropped: z.record(z.string(), z.number()),
  heldBack: z.record(z.string(), z.number()).default({}),
  unjournaled: z.number(),
  consumers: z.record(
    z.string(),
    z.object({
      delivered: z.number(),
      lag: z.number(),
      parked: z.number(),
      expired: z.number().default(0),
      reason: z.string().optional(),
    }),
  ),
  session: z.string().optional(),
  liveSince: z.string().optional(),
  /** The last edit, where it was refused. */
  refused: z
    .object({
      file: z.string(),
      at: z.string(),
      problems: z.array(problemSchema),
    })
    .optional(),
  muted: z.object({ all: z.boolean(), plugins: z.array(z.string()) }).optional(),
  waiting: z
    .array(z.object({ plugin: z.string(), what: z.string(), text: z.string(), until: z.string() }))
    .default([]),
})

export type RunningStatus = z.output<typeof statusSchema>
export type RunningUse = RunningStatus['plugins'][number]
export type Refused = NonNullable<RunningStatus['refused']>
