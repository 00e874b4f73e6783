import { type Event, type ForgetRequest, type ForgottenThere, unlessAborted } from 'promethean'
import type { CollectionShape, KeyedDocument } from './collection.ts'
import type { CollectionSpec, Database } from './database.ts'
import { type DeletionMark, markOf } from './deletion-marks.ts'
import { chatCollection, chatDocument, eventDocument } from './documents/documents.ts'
import { chatIndexes, chatSchema, eventIndexes, eventSchema } from './documents/schemas.ts'
import type { Rejection } from './error-codes.ts'
import { driverErrorThrower, refusedDocuments, stopped } from './errors.ts'
import { forgetIn } from './forgetting.ts'
import { isOwnTalk, type MongoOptions } from './options.ts'

/** Writes batches of events into a database. */
interface Sink {
  /**
   * Makes validators and indexes of the collections there are.
   * @throws NotReady if the server cannot be reached
   */
  warmUp(signal: AbortSignal): Promise<void>
  /**
   * Resolves once all of them are written, whether now or before.
   * @throws Refused, naming those the server will never accept (the rest is written); NotReady if it is unavailable
   */
  write(events: readonly Event[], signal: AbortSignal): Promise<void>
  /**
   * Deletes a person's documents.
   * @throws NotReady if the server is unavailable
   */
  forget(request: ForgetRequest, signal: AbortSignal): Promise<ForgottenThere>
}

/** What one batch does to one collection. */
interface CollectionWork extends CollectionSpec {
  readonly documents: KeyedDocument[]
  readonly marks: DeletionMark[]
}

const chatShape: CollectionShape = { schema: chatSchema, indexes: chatIndexes }
const eventShape: CollectionShape = { schema: eventSchema, indexes: eventIndexes }

/** A sink into this database. */
export function createSink(
  database: Database,
  options: Pick<MongoOptions, 'uri' | 'database' | 'collections'>,
): Sink {
  const { collections } = options
  const places = { isChat: likePattern(collections.chat), events: collections.events }
  const throwSentence = driverErrorThrower(database.address, options)
  return {
    warmUp: signal =>
      unlessAborted(warmUp(database, collections), signal, stopped).catch(throwSentence),
    forget: (request, signal) =>
      unlessAborted(forgetIn(database, places, request), signal, stopped).catch(throwSentence),
    write: async (events, signal) => {
      const work = divide(events, collections)
      const rejected = await unlessAborted(carryOut(database, work), signal, stopped).catch(
        throwSentence,
      )
      if (rejected.length > 0) throw refusedDocuments(rejected, events)
    },
  }
}

async function warmUp(database: Database, { chat, events }: MongoOptions['collections']) {
  const isChat = likePattern(chat)
  const chats = (await database.collections()).filter(isChat)
  await Promise.all([
    database.prepare({ name: events, shape: eventShape }),
    ...chats.map(name => database.prepare({ name, shape: chatShape })),
  ])
}

function divide(
  events: readonly Event[],
  names: MongoOptions['collections'],
): ReadonlyMap<string, CollectionWork> {
  const all = new Map<string, CollectionWork>()
  const inChat = (event: Event): CollectionWork =>
    workOn(all, chatCollection(names.chat, event.platform), chatShape)
  for (const [index, event] of events.entries()) {
    if (event.type === 'chat.message') inChat(event).documents.push(chatDocument(event))
    else if (!isOwnTalk(event.type)) {
      workOn(all, names.events, eventShape).documents.push(eventDocument(event))
    }
    if (event.type !== 'chat.deleted' && event.type !== 'chat.cleared') continue
    const mark = markOf(event, laterLines(events, index))
    if (mark !== undefined) inChat(event).marks.push(mark)
  }
  return all
}

/** All inserts, then all marks: a mark finds every message before it, and leaves later ones alone. */
async function carryOut(
  database: Database,
  all: ReadonlyMap<string, CollectionWork>,
): Promise<readonly Rejection[]> {
  const works = [...all.values()]
  const inserted = await Promise.all(
    works.map(work => (work.documents.length > 0 ? database.insert(work, work.documents) : [])),
  )
  const marked = await Promise.all(works.map(work => markLines(database, work)))
  return [...inserted, ...marked].flat()
}

async function markLines(database: Database, work: CollectionWork): Promise<readonly Rejection[]> {
  const { marks } = work
  if (marks.length === 0) return []
  const updates = marks.map(({ filter, at }) => ({ filter, set: { deleted: { at } } }))
  const refused = await database.update(work, updates)
  return marks.flatMap(({ eventId }, index) => {
    const reason = refused.get(index)
    return reason === undefined ? [] : [{ id: eventId, reason }]
  })
}

// The clock may stand still, or be set back, between two lines: then their order in the journal decides.
function laterLines(events: readonly Event[], index: number): readonly string[] {
  const mark = events[index]
  if (mark === undefined || mark.type !== 'chat.cleared') return []
  return events
    .slice(index + 1)
    .filter(({ type, received }) => type === 'chat.message' && received <= mark.received)
    .map(({ id }) => id)
}

function workOn(
  all: Map<string, CollectionWork>,
  name: string,
  shape: CollectionShape,
): CollectionWork {
  const known = all.get(name)
  if (known !== undefined) return known
  const work: CollectionWork = { name, shape, documents: [], marks: [] }
  all.set(name, work)
  return work
}

function likePattern(pattern: string): (name: string) => boolean {
  const [before = '', after = ''] = pattern.split('{platform}')
  if (!pattern.includes('{platform}')) return name => name === pattern
  return name => name.startsWith(before) && name.endsWith(after)
}
