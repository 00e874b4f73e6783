import {
  type ChatMessage,
  type Emote,
  event,
  type NewEvent,
  type User,
  withoutUndefined,
} from 'promethean'
import type { z } from 'zod'
import { actionPrefixLength, withoutAction } from '../ctcp-action.ts'
import { isNobody } from '../user-traits.ts'
import type * as payload from './chat-payloads.ts'
import { chatterOf } from './users.ts'

type ChatPayload = z.output<typeof payload.chatMessage>

/** A chat message, and the cheer if it has bits; both use the message's id as their key. */
export function chatMessage(told: ChatPayload): readonly NewEvent[] {
  const key = told.message_id
  const message = messageOf(told)
  const said = event('chat.message', message, { key })
  const { bits, user, text, sharedFrom } = message
  // Bits cheered in a partner's room of a shared chat are not this channel's.
  if (bits === undefined || sharedFrom !== undefined) return [said]
  return [said, event('channel.cheered', { ...cheerer(user), bits, text }, { key })]
}

/** The data of a message. */
export function messageOf(told: ChatPayload): ChatMessage {
  const written = told.message.text
  const skipped = actionPrefixLength(written)
  return {
    messageId: told.message_id,
    text: withoutAction(written),
    user: chatterOf(told),
    ...withoutUndefined({
      emotes: emotesOf(told, skipped),
      bits: told.cheer?.bits || undefined,
      reply: replyOf(told),
      isAction: skipped > 0 || undefined,
      sharedFrom: sharedFrom(told),
    }),
  }
}

// The fragments are the parts of the text, so an emote starts where the parts before it end. Code points, not UTF-16.
function emotesOf({ message }: ChatPayload, skipped: number): readonly Emote[] | undefined {
  const emotes: Emote[] = []
  let at = 0 - skipped
  for (const { text, emote } of message.fragments) {
    const length = [...text].length
    if (emote && length > 0)
      emotes.push({ id: emote.id, name: text, start: at, end: at + length - 1 })
    at += length
  }
  return emotes.length > 0 ? emotes : undefined
}

function replyOf({ reply }: ChatPayload): ChatMessage['reply'] {
  if (reply === undefined) return undefined
  const user = withoutUndefined({
    id: reply.parent_user_id,
    name: reply.parent_user_login?.toLowerCase(),
    displayName: reply.parent_user_name,
  })
  return {
    messageId: reply.parent_message_id,
    ...withoutUndefined({ text: reply.parent_message_body }),
    ...(Object.keys(user).length > 0 && { user }),
  }
}

function sharedFrom(told: ChatPayload): ChatMessage['sharedFrom'] {
  const { source_broadcaster_user_id: id, source_broadcaster_user_login: login } = told
  if (id === undefined || id === told.broadcaster_user_id) return undefined
  return { id, ...withoutUndefined({ name: login?.toLowerCase() }) }
}

function cheerer(user: User) {
  return isNobody(user.name) ? { isAnonymous: true } : { user }
}
