import { definePlugin, definePort, type EffectOptions, type Outcome } from 'promethean'
import { z } from 'zod'

/** What other plugins can ask of this one: they list it in `needs`. */
export interface NewPlugin {
  /** Switches it on or off. The value of the outcome: whether it is on now. */
  turn(on: boolean, options?: EffectOptions): Promise<Outcome<boolean>>
  isOn(): Promise<boolean>
}
export const NewPlugin = definePort<NewPlugin>('NewPlugin', {
  outside: true,
  effects: { turn: true },
})

/** Switches something on and off; so far it only writes that to the log. */
export default definePlugin({
  name: 'new-plugin',
  options: z.strictObject({
    startsOn: z.boolean().default(false).describe('whether it is on at the start'),
  }),
  provides: [NewPlugin],
  setup: ({ provide, options, log }) => {
    let isOn = options.startsOn
    provide(NewPlugin, {
      turn: async on => {
        isOn = on
        log.info(on ? 'switched on' : 'switched off')
        return on
      },
      isOn: async () => isOn,
    })
  },
})
