import { z } from 'zod'
import { ConfigProblem } from '../../errors.ts'
import type { Event } from '../../events/event.ts'
import type { ChatTarget } from '../../plugin/ports/chat.ts'
import { count, name, text } from '../fields.ts'
import { firedPlace } from '../fire/fired-place.ts'
import { type Asked, type Given, operation } from '../operation.ts'
import { keptEvent } from './act.ts'

const ELSEWHERE = 'cannot be used with {replyTo}: an answer goes to the channel of its event'

const fields = z.strictObject({
  text: name.describe('what to say'),
  platform: name
    .describe('the platform: twitch, youtube, ...; by default the only one you have an account on')
    .optional(),
  channel: name.describe('the channel; by default your own').optional(),
  replyTo: name
    .meta({ placeholder: 'id' })
    .describe(
      'id of the event to answer; the text goes to its channel, as a reply if it is a chat message',
    )
    .optional(),
})

const input = fields
  .refine(({ replyTo, platform }) => replyTo === undefined || platform === undefined, {
    ...{ path: ['platform'], message: ELSEWHERE },
  })
  .refine(({ replyTo, channel }) => replyTo === undefined || channel === undefined, {
    ...{ path: ['channel'], message: ELSEWHERE },
  })

export const say = operation({
  description: 'send a message to chat',
  input,
  output: z.object({
    id: text.describe('id for explain; absent in a dry run').exactOptional(),
    status: z.enum(['sent', 'dropped', 'dry']),
    reason: text.describe('why it was dropped, or would be').exactOptional(),
    parts: count
      .describe('in a dry run: how many messages it would be, if several')
      .exactOptional(),
    waitMs: count
      .describe('in a dry run: how long it would wait for the limit of its account')
      .exactOptional(),
    text,
    platform: text,
    channel: text,
    messageId: text.describe("the platform's id of the message").exactOptional(),
    capturedBy: text
      .describe('the plugin that only simulates and captured it, or would: nothing is sent')
      .exactOptional(),
    confirmed: z.boolean().describe('the platform confirmed it').exactOptional(),
  }),
  kind: 'act',
  needs: 'instance',
  foretells: true,
  isRecorded: true,
  run: async (wanted, given) => {
    const { caller, dry, cause, id } = given
    const { runtime } = given.instance
    const about =
      wanted.replyTo === undefined ? undefined : await keptEvent(given, wanted.replyTo, 'answer it')
    const { target, ...place } = placeOf(wanted, given, about)
    const told = { text: wanted.text, ...place }
    const wish = { operation: 'say', caller, input: withoutGaps(wanted), about, cause, id }
    const options = {
      reply: about !== undefined,
      // A person is waiting for it; text by a model has the same limits as its other texts.
      priority: caller.kind === 'person' ? 1 : 0,
      isGenerated: caller.kind === 'agent',
    }
    if (dry) {
      const settings = { target, options }
      const foretold = runtime.acting.foretellSaid(wish, wanted.text, settings)
      const { reason, parts, waitMs, capturedBy } = foretold
      return {
        ...{ status: 'dry' as const, ...told },
        ...(reason !== undefined && { reason }),
        ...(parts > 1 && { parts }),
        ...(waitMs > 0 && { waitMs: Math.ceil(waitMs) }),
        ...(capturedBy !== undefined && { capturedBy }),
      }
    }
    return { ...(await runtime.acting.say(wish, wanted.text, { target, options })), ...told }
  },
})

type Wanted = z.output<typeof input>

/** Where to send it. @throws ConfigProblem if that is not clear */
function placeOf(
  { platform, channel }: Wanted,
  { instance: { runtime }, ...asked }: Given['instance'] & Asked,
  about: Event | undefined,
): { readonly target: ChatTarget; readonly platform: string; readonly channel: string } {
  if (about !== undefined) {
    if (about.platform === undefined || about.channel === undefined)
      throw problem(
        'replyTo',
        `the event ${about.type} has no channel to answer in; name a platform instead`,
      )
    return { target: { to: about }, platform: about.platform, channel: about.channel }
  }
  const platforms = { own: runtime.platforms(), meant: runtime.spokenPlatforms(), ...asked }
  const place = firedPlace('chat.message', { platform, channel }, platforms)
  if (place.problems.length > 0 || place.platform === undefined)
    throw new ConfigProblem([...place.problems], { fault: 'invalid' })
  const meant = place.channel ?? runtime.ownChannel(place.platform)
  if (meant === undefined)
    throw problem(
      'channel',
      `your channel on ${place.platform} is not known; write ${asked.isOffered ? 'channel: ann' : '--channel ann'}`,
    )
  const target = { platform: place.platform, channel: meant }
  return { target, ...target }
}

function withoutGaps({ text, ...rest }: Wanted): Record<string, string> {
  const given = Object.entries(rest).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return { text, ...Object.fromEntries(given) }
}

function problem(path: string, message: string): ConfigProblem {
  return new ConfigProblem([{ path, message }], { fault: 'invalid' })
}
