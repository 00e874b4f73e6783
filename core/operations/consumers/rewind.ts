import { z } from 'zod'
import { name } from '../fields.ts'
import { operation } from '../operation.ts'
import { since } from '../time.ts'
import { rewindPosition } from './known-consumer.ts'

export const rewind = operation({
  description: 'deliver past events to a consumer again; safe if it uses the event id as its key',
  input: z
    .strictObject({
      consumer: name.describe('the consumer, as promethean status names it'),
      since: since.describe('from this time on: 2h, 2026-11-23 or 2026-11-23T19:00').optional(),
      refilter: z
        .boolean()
        .describe('apply the current filters instead of the stored verdicts')
        .default(false),
    })
    .describe('without since, from the start of the journal'),
  output: z.object({ position: z.int() }),
  kind: 'act',
  needs: 'journal',
  run: async ({ consumer, since, refilter }, { journal, instance }) => {
    const position = await rewindPosition(journal, consumer, since)
    if (instance) await instance.runtime.rewind(consumer, position, { refilter })
    else await journal.rewind(consumer, position, { refilter })
    return { position }
  },
})
