import { z } from 'zod'
import type { Helix } from './helix.ts'

const users = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), login: z.string() })),
})
const channels = z.looseObject({ data: z.array(z.looseObject({ title: z.string() })) })
const streams = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      title: z.string().optional(),
      game_name: z.string().optional(),
      started_at: z.string(),
    }),
  ),
})
const moderators = z.looseObject({ data: z.array(z.looseObject({ user_id: z.string() })) })
const messages = z.looseObject({
  data: z
    .array(
      z.looseObject({
        message_id: z.string(),
        is_sent: z.boolean(),
        drop_reason: z.looseObject({ code: z.string() }).nullish(),
      }),
    )
    .min(1),
})
const anything = z.unknown()

/** The stream that is on, if any. */
export async function liveStream(helix: Helix, userId: string, signal: AbortSignal) {
  const query = { user_id: userId }
  const { data } = await helix.call({ path: '/streams', query, answer: streams, signal })
  return data[0]
}

/** The id of a login; undefined if there is no such account. */
export async function userId(helix: Helix, login: string, signal: AbortSignal) {
  const { data } = await helix.call({ path: '/users', query: { login }, answer: users, signal })
  return data.find(user => user.login.toLowerCase() === login)?.id
}

export async function titleOf(helix: Helix, channelId: string, signal: AbortSignal) {
  const query = { broadcaster_id: channelId }
  const { data } = await helix.call({ path: '/channels', query, answer: channels, signal })
  return data[0]?.title
}

export function changeTitle(helix: Helix, title: string, channelId: string, signal: AbortSignal) {
  const query = { broadcaster_id: channelId }
  return helix.call({
    method: 'PATCH',
    path: '/channels',
    query,
    json: { title },
    answer: anything,
    signal,
  })
}

export interface OutgoingMessage {
  readonly text: string
  readonly channelId: string
  readonly senderId: string
  readonly replyTo: string | undefined
}

/** The result of a message: Twitch answers 200 even if it drops one. */
export async function sendLine(helix: Helix, line: OutgoingMessage, signal: AbortSignal) {
  const json = {
    broadcaster_id: line.channelId,
    sender_id: line.senderId,
    message: line.text,
    ...(line.replyTo !== undefined && { reply_parent_message_id: line.replyTo }),
  }
  const wanted = { method: 'POST', path: '/chat/messages', json, answer: messages, signal } as const
  const [sent] = (await helix.call(wanted)).data
  if (sent === undefined) throw new Error('unreachable: at least one was demanded')
  return { id: sent.message_id, isSent: sent.is_sent, reason: sent.drop_reason?.code }
}

/** Whether a user moderates the channel. */
export async function isModerator(
  helix: Helix,
  channelId: string,
  user: string,
  signal: AbortSignal,
) {
  const query = { broadcaster_id: channelId, user_id: user }
  const wanted = { path: '/moderation/moderators', query, answer: moderators, signal }
  return (await helix.call(wanted)).data.some(({ user_id }) => user_id === user)
}

export function deleteLine(helix: Helix, id: string, channelId: string, signal: AbortSignal) {
  const query = { broadcaster_id: channelId, moderator_id: channelId, message_id: id }
  return helix.call({
    method: 'DELETE',
    path: '/moderation/chat',
    query,
    answer: anything,
    signal,
  })
}

interface Timeout {
  readonly userId: string
  readonly seconds: number
  readonly channelId: string
  readonly reason: string | undefined
}

export function timeOut(
  helix: Helix,
  { userId, seconds, channelId, reason }: Timeout,
  signal: AbortSignal,
) {
  return helix.call({
    method: 'POST',
    path: '/moderation/bans',
    query: { broadcaster_id: channelId, moderator_id: channelId },
    json: { data: { user_id: userId, duration: seconds, ...(reason && { reason }) } },
    answer: anything,
    signal,
  })
}

/** Ends a timeout or a ban. */
export function unban(helix: Helix, userId: string, channelId: string, signal: AbortSignal) {
  return helix.call({
    method: 'DELETE',
    path: '/moderation/bans',
    query: { broadcaster_id: channelId, moderator_id: channelId, user_id: userId },
    answer: anything,
    signal,
  })
}

export function shoutOut(helix: Helix, to: string, channelId: string, signal: AbortSignal) {
  return helix.call({
    method: 'POST',
    path: '/chat/shoutouts',
    query: { from_broadcaster_id: channelId, to_broadcaster_id: to, moderator_id: channelId },
    answer: anything,
    signal,
  })
}
