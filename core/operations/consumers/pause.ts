import { z } from 'zod'
import { RUNTIME } from '../../events/runtime-source.ts'
import { Pauses } from '../../journal/consumers/pauses.ts'
import type { Journal } from '../../journal/port.ts'
import { openState } from '../../journal/state.ts'
import type { Saved } from '../../runtime/saved.ts'
import { name, text } from '../fields.ts'
import { type Asked, type Given, operation } from '../operation.ts'
import { knownConsumer } from './known-consumer.ts'

const input = z.strictObject({
  consumer: name.describe('the consumer, as promethean status names it'),
})

const output = z.object({
  consumer: text,
  running: z
    .boolean()
    .describe('true if an instance did it now; false if it applies from the next start'),
  saved: z.literal(false).describe('a restart would forget it').exactOptional(),
  reason: text.exactOptional(),
})

export const pause = pausing(
  'pause',
  'pause delivery to a consumer; its events wait, and the pause survives restarts',
)

export const resume = pausing('resume', 'resume delivery to a paused consumer, in order')

function pausing(what: 'pause' | 'resume', description: string) {
  return operation({
    description,
    input,
    output,
    kind: 'act',
    needs: 'journal',
    foretells: true,
    run: ({ consumer }, given) => change(what, consumer, given),
  })
}

async function change(
  what: 'pause' | 'resume',
  consumer: string,
  { journal, instance, dry }: Given['journal'] & Asked,
): Promise<z.output<typeof output>> {
  await knownConsumer(journal, consumer)
  const done = { consumer, running: instance !== undefined }
  if (dry) return done
  const saved =
    instance === undefined
      ? await changeStopped(journal, what, consumer)
      : await instance.runtime.pausing[what](consumer)
  return saved.saved ? done : { ...done, ...saved }
}

// No instance is running: it is stored for the next start.
async function changeStopped(
  journal: Journal,
  what: 'pause' | 'resume',
  consumer: string,
): Promise<Saved> {
  const state = await openState(journal, RUNTIME)
  const pauses = new Pauses()
  pauses.restore(state)
  pauses[what](consumer)
  await state.flush()
  return { saved: true }
}
