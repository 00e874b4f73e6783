import type { EventType } from 'promethean'
import { z } from 'zod'
import { addressProblem } from './address.ts'

/** What is never written: the runtime's talk about itself. */
export function isOwnTalk(type: string): boolean {
  return /^(source|plugin|config)\./.test(type)
}

const URI =
  "expected an address that begins with mongodb:// or mongodb+srv://, like 'mongodb://db.example:27017'"

const uri = z
  .string(URI)
  .regex(/^mongodb(\+srv)?:\/\/[^/]/, URI)
  .superRefine(async (text, problems) => {
    if (problems.issues.length > 0) return
    // Where the driver is not installed, its install command is said at the start.
    const driver = await import('mongodb').catch(() => undefined)
    const message = driver && addressProblem(driver, text)
    if (message !== undefined) problems.addIssue(message)
  })
  .describe('Address of the server, with credentials: mongodb:// or mongodb+srv://')

const database = z
  .string()
  .regex(/^[^/\\. "$*<>:|?\0]{1,63}$/, 'expected a name without . $ / or spaces, at most 63 long')
  .default('promethean')
  .describe('The database to write to')

// 255 bytes are the limit of database and collection together; a platform's name needs some of them.
const collection = z
  .string()
  .regex(/^(?!system\.)[^$\0]{1,120}$/, 'expected a collection name: not empty, without $')

const collections = z
  .strictObject({
    chat: collection
      .default('{platform}_chat_messages')
      .describe('Collection for chat; {platform} becomes the platform, or other'),
    events: collection.default('stream_events').describe('Collection for all other events'),
  })
  .refine(({ chat, events }) => chat !== events, 'expected two different names')
  .prefault({})

const type = z
  .custom<EventType>(value => typeof value === 'string')
  .refine(value => !isOwnTalk(value), 'source.*, plugin.* and config.* are not written to MongoDB')

/** The options of `mongo`. */
export const mongoOptions = z.strictObject({
  uri,
  database,
  collections,
  types: z.array(type).min(1).optional().describe('Only these event types; default all'),
  tests: z.boolean().default(false).describe('Include test events, marked test: true'),
})

/** The options of `mongo` with all defaults filled in. */
export type MongoOptions = z.output<typeof mongoOptions>
