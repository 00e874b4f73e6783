import { z } from 'zod'
import { configOf } from '../config/config-of.ts'
import { names, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { firedEvent } from './fired-event.ts'

const input = z.strictObject({
  type: text.describe('the event type; promethean schema lists them all'),
  data: z.unknown().describe('event data; missing fields are filled in from an example').optional(),
  platform: text
    .describe('the platform it happens on: twitch, youtube, ...; by default your only one')
    .optional(),
  channel: text
    .describe('the channel it happens in; by default your own on that platform')
    .optional(),
})

export const fire = operation({
  description: 'send a test event to the running instance; reactions are real',
  input,
  output: z.object({ id: text, filled: names }),
  kind: 'act',
  needs: 'instance',
  run: async (wanted, { instance: { runtime }, isOffered = false }) => {
    const { uses } = configOf(runtime)
    const firing = {
      uses,
      platforms: runtime.platforms(),
      meant: runtime.meantPlatforms(),
      isOffered,
    }
    const { told, filled } = await firedEvent(firing, wanted)
    return { id: runtime.fire(told).id, filled }
  },
})
