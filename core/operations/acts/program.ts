import { z } from 'zod'
import { Actions, StreamControl } from '../../plugin/ports/effects.ts'
import { name } from '../fields.ts'
import { operation } from '../operation.ts'
import { act, acted, via } from './act.ts'

export const scene = operation({
  description: 'switch to a scene',
  input: z.strictObject({ name: name.describe('as OBS shows it'), via }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  run: ({ name: scene, via }, given) =>
    act(given, {
      ...{ operation: 'scene', what: `switch to the scene ${scene}`, input: { name: scene } },
      ...{ port: StreamControl, via, such: 'obs({ ... })' },
      work: (control, options) => control.scene(scene, options),
    }),
})

export const action = operation({
  description: 'run a Streamer.bot action',
  input: z.strictObject({
    name: name.describe('its name or id'),
    args: z
      .record(z.string(), z.json())
      .meta({ option: 'arg', placeholder: 'name=value' })
      .describe('arguments of the action')
      .default({}),
    via,
  }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  run: ({ name: action, args, via }, given) =>
    act(given, {
      ...{ operation: 'action', what: `run the action ${action}`, input: { name: action, args } },
      ...{ port: Actions, via, such: 'streamerbot({ ... })' },
      work: (actions, options) => actions.run(action, args, options),
    }),
})
