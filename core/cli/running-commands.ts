import { z } from 'zod'
import type { Plan } from '../config/plan.ts'
import type { Runtime } from '../supervisor/runtime.ts'
import type { Commands } from './control.ts'
import { dropParked } from './parked.ts'
import { rewindPosition } from './rewind.ts'

const rewindSchema = z.strictObject({
  consumer: z.string().min(1),
  /** ISO; absent: the beginning. */
  since: z.iso.datetime({ offset: true }).optional(),
  refilter: z.boolean().default(false),
})
const parkedSchema = z.strictObject({ consumer: z.string().min(1).optional() })
const planSchema = z.strictObject({ file: z.string().min(1).optional() })

/** What a running instance does for `status`, `plan`, `rewind` and `parked`. */
export function runningCommands(
  runtime: Runtime,
  plan: (file: string | undefined) => Promise<Plan>,
): Commands {
  const { journal } = runtime
  return {
    status: () => runtime.status(),
    plan: async body => plan(planSchema.parse(body).file),
    rewind: async body => {
      const { consumer, since, refilter } = rewindSchema.parse(body)
      const from = since === undefined ? undefined : new Date(since)
      const position = await rewindPosition(journal, consumer, from)
      await runtime.rewind(consumer, position, { refilter })
      return { position }
    },
    'parked/retry': async body => {
      const { consumer } = parkedSchema.parse(body)
      const taken = await runtime.retryParked(consumer)
      return { taken, left: (await journal.parked(consumer)).length }
    },
    'parked/drop': async body => dropParked(journal, parkedSchema.parse(body).consumer),
  }
}
