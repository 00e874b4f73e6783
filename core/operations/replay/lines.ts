import { z } from 'zod'
import { count, moment, names, text } from '../fields.ts'

const done = {
  at: moment,
  plugin: text,
  what: text.describe('what it called: ChatSender.send'),
  via: text.describe('the plugin that would have carried it out').exactOptional(),
  text: text.exactOptional(),
  platform: text.exactOptional(),
  channel: text.exactOptional(),
  values: z.array(z.unknown()).describe('what else it was called with').exactOptional(),
  cause: text.describe('id of the event it answers, or that began it').exactOptional(),
}

/** What a replay tells, one after the other; at its end `replayed`. */
export const replayLine = z.discriminatedUnion('code', [
  z.object({ code: z.literal('effect'), ...done }).describe('what would have been done'),
  z
    .object({ code: z.literal('difference'), kind: z.enum(['missing', 'added']), ...done })
    .describe('done then and not now, or the other way round'),
  z
    .object({
      code: z.literal('log'),
      level: z.enum(['warn', 'error']),
      plugin: text,
      message: text,
    })
    .describe('a warning or error of a plugin that was run'),
  z.object({
    code: z.literal('replayed'),
    from: moment.describe('received at or after this time'),
    events: count,
    effects: count,
    left_out: names.describe('plugins that were not run'),
    made_up: count.describe('test events from that time that were left out').exactOptional(),
  }),
])

/** As JSON. */
export type ReplayLine = z.output<typeof replayLine>
