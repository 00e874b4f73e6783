import type { ChatMessage, Event, User } from 'promethean'
import { keyOf } from './keys.ts'

/** A chat message as stored in the database. Undefined is not written. */
export type ChatDocument = ReturnType<typeof chatDocument>

/** Any other event as stored in the database. Undefined is not written. */
export type EventDocument = ReturnType<typeof eventDocument>

/** A line of chat as a document. All fields in one literal: it is made for every line, and one shape is fast. */
export function chatDocument(event: Event<'chat.message'>) {
  const { data } = event
  return {
    _id: keyOf(event.id),
    type: event.type,
    platform: event.platform,
    channel: event.channel,
    message: data.text,
    user: chatUser(data.user),
    timestamp: event.time,
    received: event.received,
    session: event.session,
    emotes: data.emotes,
    bits: data.bits,
    metadata: metadataOf(data),
    source: event.source,
    recovered: event.recovered,
    test: event.test,
    raw: event.raw,
  }
}

/** Any other event as a document. */
export function eventDocument(event: Event) {
  return {
    _id: keyOf(event.id),
    type: event.type,
    platform: event.platform,
    channel: event.channel,
    timestamp: event.time,
    received: event.received,
    session: event.session,
    cause: event.cause,
    source: event.source,
    recovered: event.recovered,
    test: event.test,
    data: event.data,
    raw: event.raw,
  }
}

/** The collection of a platform's chat: what a collection's name cannot hold becomes `_`. */
export function chatCollection(pattern: string, platform: string | undefined): string {
  const name = (platform || 'other').replace(/[^\w-]/g, '_').slice(0, 60)
  return pattern.replaceAll('{platform}', name)
}

function chatUser({ id, name, displayName, color, badges, roles }: User) {
  return {
    id,
    username: name,
    displayName,
    color,
    badges,
    roles,
    mod: roles.includes('moderator'),
    subscriber: roles.includes('subscriber'),
    vip: roles.includes('vip'),
    broadcaster: roles.includes('broadcaster'),
  }
}

function metadataOf(line: ChatMessage) {
  const { isAction, isNotice, isFirst, isSelf, reply, sharedFrom, streamId } = line
  const isTold =
    isAction !== undefined ||
    isNotice !== undefined ||
    isFirst !== undefined ||
    isSelf !== undefined ||
    reply !== undefined ||
    sharedFrom !== undefined ||
    streamId !== undefined
  return isTold ? { isAction, isNotice, isFirst, isSelf, reply, sharedFrom, streamId } : undefined
}
