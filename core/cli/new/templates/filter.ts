import { definePlugin, drop, keep, visibleText } from 'promethean'
import { z } from 'zod'

/** Drops chat messages that begin with certain words. */
export default definePlugin({
  name: 'new-plugin',
  options: z.strictObject({
    prefixes: z
      .array(z.string().min(1))
      .default(['!'])
      .describe('the beginnings of the messages to drop'),
  }),
  setup: ({ filter, options }) => {
    filter('chat.message', ({ data }) => {
      const text = visibleText(data.text)
      return options.prefixes.some(prefix => text.startsWith(prefix)) ? drop('prefix') : keep()
    })
  },
})
