import { definePlugin } from 'promethean'
import { options } from './options.ts'

/** Everything a Streamer.bot tells: chat, money and scenes of every platform it is signed in with. */
export const streamerbot = definePlugin({
  name: 'streamerbot',
  options,
  setup: async ({ options, link, log }) => {
    const { events } = await import('./source.ts')
    return events({ options, link: link({ quiet: options.quiet }), log })
  },
})
