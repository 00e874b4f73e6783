import { definePlugin } from 'promethean'
import { z } from 'zod'

/** Logs at the start what the streamer should know about the config. */
export const hint = definePlugin({
  name: 'hint',
  options: z.strictObject({ lines: z.array(z.string()) }),
  setup: ({ options, log }) => {
    for (const line of options.lines) log.warn(line)
  },
})
