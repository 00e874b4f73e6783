import { z } from 'zod'
import { dropParked } from '../../cli/parked/parked.ts'
import { rewindPosition } from '../../cli/rewind/rewind.ts'
import type { CheckedConfig } from '../../config/check/check.ts'
import type { Plan } from '../../config/plan.ts'
import type { Problem } from '../../errors.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import type { Commands } from '../control/server.ts'
import type { Streams } from '../control/streams.ts'
import type { Refusal } from '../reloads.ts'
import { knownConsumer } from './consumers.ts'
import { firedEvent } from './fired-event.ts'
import { requireTypes } from './known-types.ts'
import type { Tails } from './tails.ts'

const rewindSchema = z.strictObject({
  consumer: z.string().min(1),
  /** ISO; absent: the beginning. */
  since: z.iso.datetime({ offset: true }).optional(),
  refilter: z.boolean().default(false),
})
const parkedSchema = z.strictObject({ consumer: z.string().min(1).optional() })
const concernedSchema = z.strictObject({ id: z.string().min(1) })
const approveSchema = z.strictObject({
  drop: z.boolean().default(false),
  /** From 1. */
  which: z.int().min(1).optional(),
})
const planSchema = z.strictObject({ file: z.string().min(1).optional() })
const muteSchema = z.strictObject({ plugin: z.string().optional() })
const tailSchema = z.strictObject({
  types: z.array(z.string()).default([]),
  all: z.boolean().default(false),
})

/** What a running instance says of edits. */
export interface Edits {
  readonly refusal: Refusal | undefined
  plan(file: string | undefined): Promise<Plan>
}

/** What an instance does that is still starting: the panic switch. */
export function startingCommands({ muting }: Runtime): Commands {
  return {
    mute: body => muting.mute(muteSchema.parse(body).plugin),
    unmute: body => muting.unmute(muteSchema.parse(body).plugin),
  }
}

/** What a running instance does for `status`, `plan`, `rewind`, `parked`, `approve`, `fire` and `explain`. */
export function runningCommands(runtime: Runtime, edits: Edits): Commands {
  const { journal } = runtime
  return {
    status: () => statusOf(runtime, edits),
    plan: async body => edits.plan(planSchema.parse(body).file),
    rewind: async body => {
      const { consumer, since, refilter } = rewindSchema.parse(body)
      const from = since === undefined ? undefined : new Date(since)
      const position = await rewindPosition(journal, consumer, from)
      await runtime.rewind(consumer, position, { refilter })
      return { position }
    },
    'parked/retry': async body => {
      const { consumer } = parkedSchema.parse(body)
      await knownConsumer(journal, consumer)
      const taken = await runtime.retryParked(consumer)
      return { taken, left: (await journal.parked(consumer)).length }
    },
    concerned: async body => {
      const found = await journal.find(concernedSchema.parse(body).id)
      return found === undefined ? null : runtime.concerned(deliveredEvent(found.row))
    },
    'parked/drop': async body => dropParked(journal, parkedSchema.parse(body).consumer),
    approve: async body => {
      const { drop, which } = approveSchema.parse(body)
      const decided = runtime.approvals.decide(drop ? 'dropped' : 'approved', which)
      return { decided, left: runtime.approvals.waiting }
    },
    ...startingCommands(runtime),
    fire: async body => {
      const { uses } = configOf(runtime)
      const { told, filled } = await firedEvent({ uses, platforms: runtime.platforms() }, body)
      const { id } = runtime.fire(told)
      return { id, filled }
    },
  }
}

/** What a running instance tells line by line, for `tail`. */
export function runningStreams(runtime: Runtime, tails: Tails): Streams {
  return {
    tail: (body, signal) => {
      const wish = tailSchema.parse(body)
      requireTypes(configOf(runtime), wish.types)
      return tails.listen(wish, signal)
    },
  }
}

/** Problems as they may be shown: what a setup threw may quote an option. */
export function shownProblems(
  { redactor }: Pick<Runtime, 'redactor'>,
  problems: readonly Problem[],
): readonly Problem[] {
  return problems.map(one => ({ ...one, message: redactor.text(one.message) }))
}

async function statusOf(runtime: Runtime, { refusal }: Edits): Promise<unknown> {
  const status = await runtime.status()
  if (refusal === undefined) return status
  const problems = shownProblems(runtime, refusal.problems)
  return { ...status, refused: { ...refusal, problems } }
}

function configOf({ config }: Runtime): CheckedConfig {
  if (config === undefined) throw new Error('unreachable: an instance without a config')
  return config
}
