import type { Emote } from 'promethean'
import type { ChatDocument, EventDocument } from './documents.ts'

/** A JSON Schema in MongoDB's dialect: `bsonType` distinguishes a date from a string. */
export type DocumentSchema = Readonly<Record<string, unknown>>

/** Index keys, in the words of `createIndexes`. */
export type IndexKey = Readonly<Record<string, 1 | -1>>

/** The JSON Schema of each collection by its name; the chat collections have `{platform}` in their name. */
export function documentSchemas(
  names = { chat: '{platform}_chat_messages', events: 'stream_events' },
): Readonly<Record<string, DocumentSchema>> {
  return { [names.chat]: chatSchema, [names.events]: eventSchema }
}

/** A rule for each field of what is written: one that is forgotten does not compile. */
type RulesOf<T> = { readonly [K in keyof T]-?: DocumentSchema }

const text = { bsonType: 'string' }
const date = { bsonType: 'date' }
const flag = { bsonType: 'bool' }
const number = { bsonType: ['int', 'long', 'double'] }
const texts = { bsonType: 'array', items: text }

const envelope = {
  _id: { bsonType: 'string', description: 'id of the event: platform, type and its own key' },
  type: text,
  platform: text,
  channel: { bsonType: 'string', description: 'login in lower case; YouTube: channel id' },
  timestamp: {
    bsonType: 'date',
    description: 'when it happened, as the platform says if it does',
  },
  received: { bsonType: 'date', description: 'when Promethean first received it' },
  session: {
    bsonType: 'string',
    description: 'the stream it belongs to: the UTC minute it opened',
  },
  source: { bsonType: 'string', description: 'the plugin that published it' },
  recovered: { bsonType: 'bool', description: 'recovered later; absent on events received live' },
  test: { bsonType: 'bool', description: 'a test event; absent on real events' },
}

const user = {
  bsonType: 'object',
  required: ['id', 'username', 'displayName', 'roles', 'mod', 'subscriber', 'vip', 'broadcaster'],
  properties: {
    id: text,
    username: text,
    displayName: text,
    color: text,
    badges: {
      bsonType: 'array',
      items: { bsonType: 'object', properties: { name: text, version: text } },
    },
    roles: texts,
    mod: flag,
    subscriber: flag,
    vip: flag,
    broadcaster: flag,
  } satisfies RulesOf<ChatDocument['user']>,
}

const emotes = {
  bsonType: 'array',
  description: 'positions in code points from 0, the end is inclusive',
  items: {
    bsonType: 'object',
    required: ['id', 'name', 'start', 'end'],
    properties: { id: text, name: text, start: number, end: number } satisfies RulesOf<Emote>,
  },
}

const metadata = {
  bsonType: 'object',
  properties: {
    isAction: flag,
    isNotice: flag,
    isFirst: flag,
    isSelf: flag,
    reply: {
      bsonType: 'object',
      required: ['messageId'],
      properties: { messageId: text, text, user: { bsonType: 'object' } },
    },
    sharedFrom: { bsonType: 'object', required: ['id'], properties: { id: text, name: text } },
    streamId: text,
  } satisfies RulesOf<NonNullable<ChatDocument['metadata']>>,
}

/** What a document of chat looks like. */
export const chatSchema: DocumentSchema = {
  title: 'a line of chat',
  bsonType: 'object',
  required: ['_id', 'type', 'message', 'user', 'timestamp', 'received', 'source'],
  properties: {
    ...envelope,
    type: { enum: ['chat.message'] },
    message: text,
    user,
    emotes,
    bits: number,
    metadata,
    deleted: {
      bsonType: 'object',
      description: 'a moderator removed it',
      required: ['at'],
      properties: { at: date },
    },
    raw: { description: "the source's own payload" },
  } satisfies RulesOf<ChatDocument> & { readonly deleted: DocumentSchema },
}

/** What a document of any other event looks like. */
export const eventSchema: DocumentSchema = {
  title: 'an event of the stream',
  bsonType: 'object',
  required: ['_id', 'type', 'timestamp', 'received', 'source', 'data'],
  properties: {
    ...envelope,
    cause: { bsonType: 'string', description: 'id of the event it answers' },
    data: { bsonType: 'object', description: 'fields of its type, see docs/events.md' },
    raw: { description: "the source's own payload" },
  } satisfies RulesOf<EventDocument>,
}

/** The indexes of a chat collection. */
export const chatIndexes: readonly IndexKey[] = [
  { channel: 1, timestamp: -1 },
  { 'user.id': 1, timestamp: -1 },
  { session: 1 },
]

/** The indexes of the events' collection, whose users stand in `data`. */
export const eventIndexes: readonly IndexKey[] = [
  { channel: 1, timestamp: -1 },
  { 'data.user.id': 1, timestamp: -1 },
  { session: 1 },
]
