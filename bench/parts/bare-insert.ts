import { MongoClient } from 'mongodb'
import { completeEvent } from '../../core/events/complete.ts'
import { Redactor } from '../../core/secrets/redact.ts'
import { parseLine } from '../../plugins/formats/irc/parse.ts'
import { chatDocument } from '../../plugins/mongo/documents/documents.ts'
import { lineReader } from '../../plugins/twitch-irc/map/line-reader.ts'
import { chatLines } from './chat-lines.ts'
import { answerRequests } from './helper-process.ts'

const BATCH = 1_000
const AT_ONCE = 2

type Ready = ReturnType<typeof chatDocument>

let client: MongoClient | undefined
let documents: readonly Ready[] = []

// The limit: ready documents of our shape, inserted in batches and nothing else.
const handlers = {
  start: async (uri: string, count: number): Promise<void> => {
    client = await new MongoClient(uri, { ignoreUndefined: true }).connect()
    documents = readyDocuments(count)
  },
  insert: async (database: string): Promise<void> => {
    const messages = client?.db(database).collection<Ready>('twitch_chat_messages')
    let next = 0
    const work = async () => {
      while (next < documents.length) {
        const batch = documents.slice(next, next + BATCH)
        next += BATCH
        await messages?.insertMany(batch, { ordered: false })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  },
}
export type BareInsert = typeof handlers
answerRequests(handlers)

function readyDocuments(count: number): readonly Ready[] {
  const read = lineReader()
  const by = {
    source: 'twitch-irc',
    received: new Date(),
    sessionOf: () => undefined,
    accountOf: () => undefined,
    redactor: new Redactor(),
  }
  return chatLines(count).lines.flatMap(line => {
    const parsed = parseLine(line)
    const events = parsed === undefined ? [] : read(parsed)
    return events.flatMap(told => {
      const event = completeEvent(told, by)
      return event.type === 'chat.message' ? [chatDocument(event)] : []
    })
  })
}
