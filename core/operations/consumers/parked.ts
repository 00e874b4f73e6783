import { z } from 'zod'
import { count, moment, name, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { dropParked as drop, knownConsumer } from './known-consumer.ts'

const input = z.strictObject({ consumer: name.describe('only this consumer').optional() })

export const parked = operation({
  description: 'list events a consumer could not process, and why',
  input,
  output: z.array(z.object({ consumer: text, eventId: text, type: text, error: text, at: moment })),
  kind: 'read',
  needs: 'journal',
  run: async ({ consumer }, { journal }) => {
    await knownConsumer(journal, consumer)
    const found = await journal.parked(consumer)
    return found.map(({ consumer: by, eventId, type, error, at }) => ({
      consumer: by,
      eventId,
      type,
      error,
      at,
    }))
  },
})

export const retryParked = operation({
  description: 'retry parked events',
  input,
  output: z.object({ taken: count, left: count }),
  kind: 'act',
  needs: 'instance',
  run: async ({ consumer }, { instance: { runtime } }) => {
    const { journal } = runtime
    await knownConsumer(journal, consumer)
    const taken = await runtime.retryParked(consumer)
    return { taken, left: (await journal.parked(consumer)).length }
  },
})

export const dropParked = operation({
  description: 'give up parked events; the journal still has them',
  input,
  output: z.object({ events: count }),
  kind: 'act',
  needs: 'journal',
  run: ({ consumer }, { journal }) => drop(journal, consumer),
})
