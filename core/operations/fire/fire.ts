import { z } from 'zod'
import { configOf } from '../config-of.ts'
import { names, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { firedEvent } from './fired-event.ts'

const input = z.strictObject({
  type: text.describe('the event type; promethean schema lists all'),
  data: z.unknown().describe('its data; what is left out is made up').optional(),
  platform: text.describe('where it happened: twitch, youtube, ...').optional(),
  channel: text.describe('in which channel; left out: your own on that platform').optional(),
})

export const fire = operation({
  description: 'send a test event to the running instance; reactions are real',
  input,
  output: z.object({ id: text, filled: names }),
  kind: 'act',
  needs: 'instance',
  run: async (wanted, { instance: { runtime } }) => {
    const { uses } = configOf(runtime)
    const { told, filled } = await firedEvent({ uses, platforms: runtime.platforms() }, wanted)
    return { id: runtime.fire(told).id, filled }
  },
})
