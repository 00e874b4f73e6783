import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import { Moderation } from '../../plugin/ports/effects.ts'
import { name } from '../fields.ts'
import { operation } from '../operation.ts'
import { act, acted, keptEvent, via } from './act.ts'

const SUCH = 'twitch({ ... })'
/** Two weeks: a viewer who is to stay away longer is banned. https://dev.twitch.tv/docs/api/reference/#ban-user */
export const MOST_TIMEOUT_S = 14 * 24 * 60 * 60
const user = name.describe('login or name of the viewer')

export const deleteLine = operation({
  description: 'delete a chat message',
  input: z.strictObject({
    id: name.describe("id of the message's event, as search prints it"),
    via,
  }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: async ({ id, via }, given) => {
    const what = 'delete the message'
    const line = await keptEvent(given, id, what)
    if (line.type !== 'chat.message') {
      const why = `${id} is of the type ${line.type}`
      const advice = 'give the id of a chat.message'
      throw new PrometheanError(
        'runtime',
        { what: `cannot ${what}`, why, advice },
        { fault: 'invalid' },
      )
    }
    return act(given, {
      ...{ operation: 'delete', what, input: { id }, about: line },
      ...{ port: Moderation, via, such: SUCH },
      work: (moderation, options) => moderation.delete(line, options),
    })
  },
})

export const timeout = operation({
  description: 'time a viewer out',
  input: z.strictObject({
    user,
    seconds: z.int().min(1).max(MOST_TIMEOUT_S).describe('for how long').default(600),
    reason: name
      .describe('why, as the platform shows it to the viewer and to moderators')
      .optional(),
    via,
  }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: ({ user, seconds, reason, via }, given) =>
    act(given, {
      ...{ operation: 'timeout', what: `time out ${user} for ${seconds} s` },
      input: { user, seconds, ...(reason !== undefined && { reason }) },
      ...{ port: Moderation, via, such: SUCH },
      work: (moderation, options) =>
        moderation.timeout({ name: user }, `${seconds}s`, {
          ...options,
          ...(reason !== undefined && { reason }),
        }),
    }),
})

export const untimeout = operation({
  description: 'end the timeout or the ban of a viewer',
  input: z.strictObject({ user, via }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: ({ user, via }, given) =>
    act(given, {
      ...{ operation: 'untimeout', what: `end the timeout of ${user}`, input: { user } },
      ...{ port: Moderation, via, such: SUCH },
      work: (moderation, options) => moderation.untimeout({ name: user }, options),
    }),
})

export const shoutout = operation({
  description: 'give another streamer a shoutout',
  input: z.strictObject({ user: name.describe('login of the channel to show'), via }),
  output: acted,
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: ({ user, via }, given) =>
    act(given, {
      ...{ operation: 'shoutout', what: `give ${user} a shoutout`, input: { user } },
      ...{ port: Moderation, via, such: SUCH },
      work: (moderation, options) => moderation.shoutout(user, options),
    }),
})
