import { z } from 'zod'
import { Actions, StreamControl } from '../../plugin/ports/effects.ts'
import { name, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { act, acted, via } from './act.ts'

const SUCH = 'obs({ ... })'

export const scene = operation({
  description: 'switch to a scene',
  input: z.strictObject({ name: name.describe('as OBS shows it'), via }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: ({ name: scene, via }, given) =>
    act(given, {
      ...{ operation: 'scene', what: `switch to the scene ${scene}`, input: { name: scene } },
      ...{ port: StreamControl, via, such: SUCH },
      work: (control, options) => control.scene(scene, options),
    }),
})

export const showSource = operation({
  description: 'show or hide a source of the current scene',
  input: z.strictObject({
    name: name.describe('the source'),
    visible: z.boolean().describe('false hides it').default(true),
    via,
  }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: ({ name: source, visible, via }, given) =>
    act(given, {
      ...{ operation: 'showSource', what: `${visible ? 'show' : 'hide'} the source ${source}` },
      ...{ input: { name: source, visible }, port: StreamControl, via, such: SUCH },
      work: (control, options) => control.show(source, visible, options),
    }),
})

export const setText = operation({
  description: 'write a text into a text source',
  input: z.strictObject({ name: name.describe('the source'), text, via }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: ({ name: source, text, via }, given) =>
    act(given, {
      ...{ operation: 'setText', what: `write into the source ${source}: ${text}` },
      ...{ input: { name: source, text }, port: StreamControl, via, such: SUCH },
      work: (control, options) => control.text(source, text, options),
    }),
})

export const startStream = streaming('start')
export const stopStream = streaming('stop')

function streaming(which: 'start' | 'stop') {
  return operation({
    description: `${which} the stream`,
    input: z.strictObject({ via }),
    output: acted,
    kind: 'act',
    needs: 'instance',
    foretells: true,
    isRecorded: true,
    run: ({ via }, given) =>
      act(given, {
        ...{ operation: `${which}Stream`, what: `${which} the stream`, input: {} },
        ...{ port: StreamControl, via, such: SUCH },
        work: (control, options) => control[which](options),
      }),
  })
}

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
  isRecorded: true,
  run: ({ name: action, args, via }, given) =>
    act(given, {
      ...{ operation: 'action', what: `run the action ${action}`, input: { name: action, args } },
      ...{ port: Actions, via, such: 'streamerbot({ ... })' },
      work: (actions, options) => actions.run(action, args, options),
    }),
})
