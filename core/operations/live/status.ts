import { z } from 'zod'
import { count, decidedApproval, moment, names, pending, problem, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { statusOf } from './run-status.ts'

const plugin = z.object({
  id: text,
  state: z.enum(['connected', 'ready', 'stale', 'retrying', 'failed']),
  since: moment,
  retryAt: moment.exactOptional(),
  reason: text.exactOptional(),
  failures: z
    .object({ count, reason: text, at: moment })
    .describe('since it started')
    .exactOptional(),
  acts: z
    .literal(true)
    .describe('it may change something outside, which mute holds back')
    .exactOptional(),
})

const consumer = z.object({
  delivered: count,
  lag: z.int().describe('kept events it has not received yet; -1 if the journal cannot tell'),
  parked: count,
  expired: count.describe('deleted under maxSize before it received them'),
  paused: moment.describe('when it was paused').exactOptional(),
  reason: text.exactOptional(),
})

const journal = z.object({
  bytes: count.describe('size of its files'),
  maxBytes: count,
  oldest: moment.describe('when its oldest event was received').exactOptional(),
  behind: count.describe('events that are not stored yet'),
  reason: text.describe('why none can be stored at the moment').exactOptional(),
})

const counts = z.record(z.string(), count)

const output = z.object({
  plugins: z.array(plugin),
  seen: count,
  kept: count,
  repeats: count,
  dropped: counts,
  own: count,
  heldBack: counts,
  unjournaled: count,
  journal: journal.exactOptional(),
  consumers: z.record(z.string(), consumer),
  session: text.exactOptional(),
  liveSince: moment.exactOptional(),
  scene: text.describe('the scene on air, if a plugin has told one').exactOptional(),
  byMeaning: z.literal(true).describe('search can find by meaning').exactOptional(),
  muted: z.object({ all: z.boolean(), plugins: names }).exactOptional(),
  heldWhileMuted: z
    .array(z.object({ at: moment, plugin: text, what: text, text: text.exactOptional() }))
    .describe('what was held back since the last mute began, the last 50')
    .exactOptional(),
  waiting: z.array(pending),
  decided: z
    .array(decidedApproval)
    .describe('the latest approvals that are no longer pending, oldest first')
    .exactOptional(),
  refused: z
    .object({ file: text, at: moment, problems: z.array(problem) })
    .describe('the last edit, if it was refused')
    .exactOptional(),
})

/** What `promethean status` shows, as JSON. */
export type Status = z.output<typeof output>

export const status = operation({
  description: 'show every plugin and consumer of the running instance',
  input: z.strictObject({}),
  output,
  kind: 'read',
  needs: 'instance',
  run: (_, { instance: { runtime, edits } }) => statusOf(runtime, edits.refusal),
})
