import type { Event } from 'promethean'
import { keyOf } from './documents/keys.ts'

/** Which lines of a chat collection an event marks as removed. */
export interface DeletionMark {
  readonly eventId: string
  readonly filter: Record<string, unknown>
  readonly at: Date
}

const dayMs = 86_400_000

/**
 * The mark of a deletion; undefined if the platform did not report whose messages. `later` are messages after it in the
 * journal that its clock would take for earlier ones. Values stand behind `$eq`: none of them can be an operator.
 */
export function markOf(
  event: Event<'chat.deleted' | 'chat.cleared'>,
  later: readonly string[] = [],
): DeletionMark | undefined {
  const lines = event.type === 'chat.deleted' ? oneLine(event) : linesOf(event)
  if (lines === undefined) return undefined
  const notLater = later.length > 0 &&
    event.type === 'chat.cleared' && { _id: { $nin: later.map(keyOf) } }
  const filter = { ...lines, ...notLater, deleted: { $exists: false } }
  return { eventId: event.id, filter, at: event.time }
}

// Core makes ids of platform (or source), type and the platform's key, which for a line is its message id.
function oneLine({ platform, source, data }: Event<'chat.deleted'>) {
  return { _id: { $eq: keyOf(`${platform ?? source}:chat.message:${data.messageId}`) } }
}

function linesOf(event: Event<'chat.cleared'>) {
  const who = event.data.user === undefined ? {} : userOf(event.data.user)
  if (who === undefined) return undefined
  return { channel: equalOrAbsent(event.channel), ...who, ...sinceWhen(event) }
}

function userOf({ id, name, displayName }: NonNullable<Event<'chat.cleared'>['data']['user']>) {
  if (id !== undefined) return { 'user.id': { $eq: id } }
  if (name !== undefined) return { 'user.username': { $eq: name } }
  return displayName === undefined ? undefined : { 'user.displayName': { $eq: displayName } }
}

// `received` is this runtime's clock and so the journal's order; a platform's and a PC's clock differ by minutes.
function sinceWhen({ session, received }: Event) {
  if (session !== undefined) return { session: { $eq: session }, received: { $lte: received } }
  return { received: { $lte: received, $gte: new Date(received.getTime() - dayMs) } }
}

function equalOrAbsent(value: string | undefined) {
  return value === undefined ? { $exists: false } : { $eq: value }
}
