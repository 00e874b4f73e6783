import { MongoClient } from 'mongodb'
import tmi from 'tmi.js'
import { answerRequests } from './helper-process.ts'

/** A line of chat as the script's author would keep it: the same fields as ours. */
interface ScriptDocument {
  readonly _id: string
  readonly [field: string]: unknown
}

// The script users write: tmi.js, and an insertOne per message that nothing awaits.
const handlers = {
  start: async (port: number, channel: string, uri: string, database: string): Promise<void> => {
    const mongo = await new MongoClient(uri).connect()
    const messages = mongo.db(database).collection<ScriptDocument>('twitch_chat_messages')
    const client = new tmi.Client({
      connection: { server: '127.0.0.1', port, secure: false },
      channels: [channel],
    })
    client.on('message', (room, tags, text, self) => {
      messages.insertOne(documentOf(room, tags, text, self)).catch(console.error)
    })
    await client.connect()
  },
}
export type TmiScript = typeof handlers
answerRequests(handlers)

function documentOf(
  room: string,
  tags: tmi.ChatUserstate,
  text: string,
  self: boolean,
): ScriptDocument {
  return {
    _id: `twitch:chat.message:${tags.id}`,
    type: 'chat.message',
    platform: 'twitch',
    channel: room.slice(1),
    message: text,
    user: {
      id: tags['user-id'],
      username: tags.username,
      displayName: tags['display-name'],
      color: tags.color,
      badges: Object.entries(tags.badges ?? {}).map(([name, version]) => ({ name, version })),
      mod: tags.mod === true,
      subscriber: tags.subscriber === true,
      vip: tags.badges?.vip !== undefined,
      broadcaster: tags.badges?.broadcaster !== undefined,
    },
    timestamp: new Date(Number(tags['tmi-sent-ts'])),
    received: new Date(),
    emotes: tags.emotes,
    metadata: { isAction: tags['message-type'] === 'action', isSelf: self },
    raw: tags,
  }
}
