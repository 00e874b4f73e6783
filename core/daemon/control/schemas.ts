import { z } from 'zod'
import type { Problem } from '../../errors.ts'
import { envelopeSchema } from '../../events/envelope.ts'

/** HTTP's word for an instance that is still starting: service unavailable. */
export const STARTING = 503

const names = z.array(z.string())
const problemSchema = z
  .object({ plugin: z.string().optional(), path: z.string(), message: z.string() })
  .transform(
    ({ plugin, ...rest }): Problem => ({ ...(plugin !== undefined && { plugin }), ...rest }),
  )

/** What is said of what was not done: a sentence, and the problems of a config where it is one. */
export const refusalSchema = z.object({
  message: z.string(),
  problems: z.array(problemSchema).optional(),
})

/** What each request says. */
export const requests = {
  plan: z.strictObject({ file: z.string().min(1).optional() }),
  rewind: z.strictObject({
    consumer: z.string().min(1),
    /** ISO; absent: the beginning. */
    since: z.iso.datetime({ offset: true }).optional(),
    refilter: z.boolean().default(false),
  }),
  parked: z.strictObject({ consumer: z.string().min(1).optional() }),
  concerned: z.strictObject({ id: z.string().min(1) }),
  approve: z.strictObject({
    drop: z.boolean().default(false),
    /** From 1. */
    which: z.int().min(1).optional(),
  }),
  mute: z.strictObject({ plugin: z.string().optional() }),
  fire: z.strictObject({
    type: z.string(),
    data: z.unknown().optional(),
    platform: z.string().optional(),
    channel: z.string().optional(),
  }),
  tail: z.strictObject({ types: names.default([]), all: z.boolean().default(false) }),
}

const waitingSchema = z.object({ plugin: z.string(), what: z.string(), text: z.string() })

/** What is answered; `mute` and `rewind` say no more than that it was done. */
export const answers = {
  plan: z.object({
    kept: names,
    restarted: z.array(z.object({ id: z.string(), why: z.string() })),
    added: names,
    removed: names,
  }),
  retried: z.object({ taken: z.number(), left: z.number() }),
  dropped: z.object({ events: z.number() }),
  concerned: z.object({
    judges: names,
    hearers: names,
    rules: z.array(
      z.object({ plugin: z.string(), rule: z.string(), fits: z.boolean(), why: z.string() }),
    ),
    takers: z.array(
      z.object({ consumer: z.string(), types: names.optional(), tests: z.boolean() }),
    ),
  }),
  approve: z.object({ decided: waitingSchema, left: z.array(waitingSchema) }),
  /** Of a mute that a restart would forget. */
  unsaved: z.object({ saved: z.literal(false), reason: z.string() }),
  fired: z.object({ id: z.string(), filled: names }),
  /** A line of `tail`. */
  told: z.union([
    z.object({ code: z.literal('skipped'), events: z.number() }),
    envelopeSchema.extend({ verdict: z.looseObject({ reason: z.string().optional() }).optional() }),
  ]),
}

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
export type RefusedStatus = NonNullable<RunningStatus['refused']>
export type WaitingApproval = z.output<typeof waitingSchema>
