import { z } from 'zod'
import { chatMessage, moment, somebody, streamInfo, user, whole } from './schema-parts.ts'
import type { EVENT_TYPES } from './types.ts'
import type { Events } from './vocabulary.ts'

/** The event types core knows, without those plugins add. */
export type CoreType = (typeof EVENT_TYPES)[number]

const text = z.string()
const maybeText = text.exactOptional()
const maybeFlag = z.boolean().exactOptional()
const maybeWhole = whole.exactOptional()
const ids = z.array(text).readonly()
const nothing = z.strictObject({})

/** The shape of every event's data as JSON, in the order of the vocabulary; a test holds them equal to its types. */
export const eventSchemas = {
  'chat.message': chatMessage,
  'chat.deleted': z.strictObject({
    messageId: text,
    user: somebody.exactOptional(),
    text: maybeText,
    streamId: maybeText,
  }),
  'chat.cleared': z.strictObject({ user: somebody.exactOptional(), streamId: maybeText }),
  'chat.moderated': z.strictObject({
    action: z.enum(['timeout', 'ban', 'unban', 'untimeout']),
    user: somebody,
    seconds: z.number().nonnegative().exactOptional(),
    reason: maybeText,
    moderator: somebody.exactOptional(),
    streamId: maybeText,
  }),
  'channel.followed': z.strictObject({ user }),
  'channel.subscribed': z.strictObject({
    user,
    tier: maybeText,
    months: maybeWhole,
    streak: maybeWhole,
    isResub: maybeFlag,
    text: maybeText,
    gift: z
      .strictObject({
        from: somebody.exactOptional(),
        isAnonymous: maybeFlag,
        giftId: maybeText,
      })
      .describe('present where somebody else paid')
      .exactOptional(),
    streamId: maybeText,
  }),
  'channel.gifted': z.strictObject({
    user: user.exactOptional(),
    count: whole,
    tier: maybeText,
    total: maybeWhole,
    isAnonymous: maybeFlag,
    streamId: maybeText,
  }),
  'channel.cheered': z.strictObject({
    user: user.exactOptional(),
    bits: whole,
    text: maybeText,
    isAnonymous: maybeFlag,
  }),
  'channel.tipped': z.strictObject({
    user,
    amount: z.number().nonnegative().describe('in whole units of the currency'),
    currency: text.describe('ISO 4217'),
    text: maybeText,
    streamId: maybeText,
  }),
  'channel.raided': z.strictObject({ from: somebody, viewers: whole }),
  'channel.redeemed': z.strictObject({
    redemptionId: maybeText,
    user,
    reward: z.strictObject({ id: text, title: text, cost: maybeWhole }),
    text: maybeText,
    status: maybeText,
  }),
  'channel.updated': z.strictObject({
    title: maybeText,
    category: maybeText,
    language: maybeText,
    streamId: maybeText,
  }),
  'channel.hyped': z.strictObject({
    phase: z.enum(['started', 'progressed', 'ended']),
    level: maybeWhole,
    total: maybeWhole,
    goal: maybeWhole,
  }),
  'channel.polled': z.strictObject({
    phase: z.enum(['started', 'progressed', 'ended']),
    pollId: maybeText,
    title: text,
    choices: z.array(z.strictObject({ title: text, votes: maybeWhole })).readonly(),
    status: maybeText,
  }),
  'channel.predicted': z.strictObject({
    phase: z.enum(['started', 'progressed', 'locked', 'ended']),
    predictionId: maybeText,
    title: text,
    outcomes: z
      .array(z.strictObject({ id: maybeText, title: text, points: maybeWhole, users: maybeWhole }))
      .readonly(),
    winner: maybeText,
    status: maybeText,
  }),
  'channel.ad.started': z.strictObject({
    seconds: z.number().nonnegative(),
    isAutomatic: maybeFlag,
  }),
  'stream.online': streamInfo,
  'stream.offline': z.strictObject({ streamId: maybeText }),
  'obs.stream.started': nothing,
  'obs.stream.stopped': nothing,
  'obs.scene.changed': z.strictObject({ scene: text, previous: maybeText }),
  'obs.recording.started': nothing,
  'obs.recording.stopped': z.strictObject({ file: maybeText }),
  'session.started': z.strictObject({ session: text }),
  'session.ended': z.strictObject({ session: text }),
  'title.wanted': z.strictObject({ reason: maybeText }),
  'title.generated': z.strictObject({ title: text, model: maybeText, isFallback: maybeFlag }),
  'title.changed': z.strictObject({ title: text, target: text, isConfirmed: z.boolean() }),
  'chat.sent': z.strictObject({
    text,
    via: text,
    messageId: maybeText,
    confirmed: z.boolean(),
    plugin: maybeText,
    account: maybeText,
  }),
  'chat.dropped': z.strictObject({ text, reason: text, plugin: maybeText }),
  'chat.mood': z.strictObject({
    rate: z.number().nonnegative().describe('lines a minute'),
    chatters: whole,
    mentions: whole,
    emotes: whole,
    sentiment: z.number().min(-1).max(1),
    understood: z.number().min(0).max(1).describe('share of the text the score understood'),
  }),
  'mood.set': z.strictObject({ mood: text }),
  'llm.answered': z.strictObject({
    system: maybeText,
    prompt: text,
    answer: text,
    model: text,
    tokens: maybeWhole,
    latencyMs: z.number().nonnegative(),
    plugin: maybeText,
  }),
  'source.connected': z.strictObject({ source: text }),
  'source.stale': z.strictObject({ source: text, quietMs: z.number() }),
  'source.disconnected': z.strictObject({ source: text, reason: text }),
  'plugin.failed': z.strictObject({ plugin: text, reason: text }),
  'config.reloaded': z.strictObject({ kept: ids, restarted: ids, added: ids, removed: ids }),
  'platform.event': z.looseObject({
    name: text,
    user: user.exactOptional(),
    text: maybeText,
    bits: maybeWhole,
    streamId: maybeText,
    data: z.record(text, z.unknown()).readonly().exactOptional(),
    problem: maybeText,
  }),
} satisfies { readonly [T in CoreType]: z.ZodType<Events[T]> }

/** The envelope of an event as JSON, around the data of its type. */
export const envelopeSchema = z.looseObject({
  id: text,
  type: text,
  time: moment,
  received: moment,
  source: text.describe('the plugin that brought it'),
  platform: maybeText,
  channel: maybeText,
  session: text.describe('the stream it belongs to: the UTC minute it opened').exactOptional(),
  cause: text.describe('id of the event it answers').exactOptional(),
  test: z.literal(true).describe('made up; absent on real events').exactOptional(),
  recovered: z.literal(true).describe('told afterwards').exactOptional(),
  data: z.unknown(),
  raw: z.unknown().describe("the source's own payload").optional(),
})
