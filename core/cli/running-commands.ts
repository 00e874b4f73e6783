import { z } from 'zod'
import type { Plan } from '../config/plan.ts'
import type { Runtime } from '../supervisor/runtime.ts'
import type { Commands } from './control.ts'
import { rewindPosition } from './rewind-position.ts'

const rewindSchema = z.strictObject({
  consumer: z.string().min(1),
  /** ISO; absent: the beginning. */
  since: z.iso.datetime({ offset: true }).optional(),
  refilter: z.boolean().default(false),
})
const parkedSchema = z.strictObject({ consumer: z.string().min(1).optional() })

/** What a running instance does for `status`, `plan`, `rewind` and `parked`. */
export function runningCommands(runtime: Runtime, plan: () => Promise<Plan>): Commands {
  return {
    status: () => runtime.status(),
    plan,
    rewind: async body => {
      const { consumer, since, refilter } = rewindSchema.parse(body)
      const position = await rewindPosition(runtime.journal, consumer, since)
      await runtime.rewind(consumer, position, { refilter })
      return { position }
    },
    'parked/retry': async body => {
      const { consumer } = parkedSchema.parse(body)
      const taken = await runtime.retryParked(consumer)
      return { taken, left: (await runtime.journal.parked(consumer)).length }
    },
  }
}
