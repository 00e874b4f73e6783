import { definePlugin, StreamControl } from 'promethean'
import { options } from './options.ts'

/**
 * Receives events of OBS (stream, scenes, recordings); starts and stops the stream, switches scenes, shows sources, sets
 * texts.
 */
export const obs = definePlugin({
  name: 'obs',
  options,
  provides: [StreamControl],
  examine: async ({ options, signal }) => {
    const { examine } = await import('./examine.ts')
    return examine(options, signal)
  },
  setup: async ({ options, state, link, log, defer, provide }) => {
    const { Session } = await import('./session.ts')
    const session = new Session({ options, state, log, link: link({ quiet: options.quiet }) })
    defer(() => session.close())
    provide(StreamControl, session.control)
    return session.events
  },
})
