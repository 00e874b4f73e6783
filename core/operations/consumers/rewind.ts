import { z } from 'zod'
import { name } from '../fields.ts'
import { operation } from '../operation.ts'
import { rewindPosition } from './known-consumer.ts'

export const rewind = operation({
  description: 'replay past events to a consumer; safe if the consumer stores by id',
  input: z.strictObject({
    consumer: name.describe('the consumer, as promethean status names it'),
    since: z.iso
      .datetime({ offset: true })
      .describe('from this time on; default the start of the journal')
      .optional(),
    refilter: z
      .boolean()
      .describe('apply the current filters instead of the stored verdicts')
      .default(false),
  }),
  output: z.object({ position: z.int() }),
  kind: 'act',
  needs: 'journal',
  run: async ({ consumer, since, refilter }, { journal, instance }) => {
    const from = since === undefined ? undefined : new Date(since)
    const position = await rewindPosition(journal, consumer, from)
    if (instance) await instance.runtime.rewind(consumer, position, { refilter })
    else await journal.rewind(consumer, position, { refilter })
    return { position }
  },
})
