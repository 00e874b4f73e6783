import { z } from 'zod'

/** A moment as JSON writes it; a Date once it is read. */
export const moment = z.iso.datetime({ offset: true }).transform(text => new Date(text))

export const whole = z.int().nonnegative()

const person = z.strictObject({
  id: z.string().describe("the platform's id; the login where a platform told none"),
  name: z.string().describe('login in lower case; the display name where there are no logins'),
  displayName: z.string(),
  color: z.string().describe('#rrggbb').exactOptional(),
  badges: z
    .array(z.strictObject({ name: z.string(), version: z.string() }))
    .readonly()
    .exactOptional(),
  roles: z
    .array(z.string())
    .readonly()
    .describe('of broadcaster, moderator, vip, subscriber, member; empty for a plain viewer'),
})

/** Somebody on a platform. */
export const user = person

/** Somebody of whom not everything is told. */
export const somebody = z.strictObject({
  id: person.shape.id.exactOptional(),
  name: person.shape.name.exactOptional(),
  displayName: person.shape.displayName.exactOptional(),
  color: person.shape.color,
  badges: person.shape.badges,
  roles: person.shape.roles.exactOptional(),
})

/** One line of chat. */
export const chatMessage = z.strictObject({
  messageId: z.string().describe("the platform's id of the line"),
  text: z.string(),
  user,
  emotes: z
    .array(z.strictObject({ id: z.string(), name: z.string(), start: whole, end: whole }))
    .readonly()
    .describe('positions in code points from 0, the end inclusive')
    .exactOptional(),
  bits: whole.exactOptional(),
  reply: z
    .strictObject({
      messageId: z.string(),
      text: z.string().exactOptional(),
      user: z
        .strictObject({
          id: z.string().exactOptional(),
          name: z.string().exactOptional(),
          displayName: z.string().exactOptional(),
        })
        .exactOptional(),
    })
    .describe('the line it answers')
    .exactOptional(),
  isFirst: z.boolean().describe("the user's first line ever in this channel").exactOptional(),
  isAction: z.boolean().describe('/me').exactOptional(),
  isNotice: z.boolean().describe('typed into a notice, which is told beside it').exactOptional(),
  isSelf: z.boolean().describe('written by an account this runtime sends with').exactOptional(),
  sharedFrom: z
    .strictObject({ id: z.string(), name: z.string().exactOptional() })
    .describe('the room a shared-chat line was written in')
    .exactOptional(),
  streamId: z
    .string()
    .describe('the broadcast it was written in, where a channel may have several at once')
    .exactOptional(),
})

/** The state of a stream as told by a platform. */
export const streamInfo = z.strictObject({
  streamId: z.string().exactOptional(),
  title: z.string().exactOptional(),
  category: z.string().exactOptional(),
  startedAt: moment.exactOptional(),
})
