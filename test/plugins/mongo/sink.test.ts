import * as driver from 'mongodb'
import { type Event, type ForgetRequest, type ForgottenThere, Refused, type User } from 'promethean'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Database } from '../../../plugins/mongo/database.ts'
import { createSink } from '../../../plugins/mongo/sink.ts'
import { bob, cy, line, second, whole } from '../../support/mongo/events.ts'
import { mongoKinds } from '../../support/mongo/server.ts'
import { type MongoSuite, useMongo } from '../../support/mongo/suite.ts'

const chat = 'twitch_chat_messages'

describe.each(await mongoKinds())('written to %s', kind => {
  const suite = useMongo(kind)

  it('chat stands in a collection of its platform and all else in stream_events', async () => {
    await write(suite, [
      line(1),
      line(2, { id: 'youtube:chat.message:m2', platform: 'youtube' }),
      whole('channel.raided', { from: { name: 'zed' }, viewers: 3 }),
      whole('source.connected', { source: 'test' }, { id: 'own-1' }),
      whole('plugin.failed', { plugin: 'x', reason: 'y' }, { id: 'own-2' }),
      whole('config.reloaded', { kept: [], restarted: [], added: [], removed: [] }),
    ])
    expect(await ids(suite, chat)).toEqual(['twitch:chat.message:m1'])
    expect(await ids(suite, 'youtube_chat_messages')).toEqual(['youtube:chat.message:m2'])
    expect(await ids(suite, 'stream_events')).toEqual(['twitch:channel.raided:1'])
  })

  it('a batch told again leaves everything as it was', async () => {
    const batch = Array.from({ length: 450 }, (_, n) => line(n))
    await write(suite, batch.slice(0, 300))
    await write(suite, batch)
    await write(suite, batch)
    expect(await ids(suite, chat)).toHaveLength(450)
  })

  it('ids that differ only in a NUL or in half a character are documents of their own', async () => {
    const odd = ['a', 'a\0b', 'a\0c', 'a\ud800', 'a\ud801', 'a\ufffd']
    const batch = odd.map((id, n) => line(n, { id: `twitch:chat.message:${id}` }))
    await write(suite, batch)
    await write(suite, batch)
    expect(await ids(suite, chat)).toHaveLength(6)
    const messageId = 'a\ud801'
    await write(suite, [whole('chat.deleted', { messageId })])
    const deleted = suite.database.collection(chat).countDocuments({ deleted: { $exists: true } })
    expect(await deleted).toBe(1)
  })

  it('one of them that is refused is named by its own id', async () => {
    const id = 'twitch:chat.message:\ud800'
    const large = line(2, { id, raw: 'x'.repeat(17 * 1024 * 1024) })
    const failure = await write(suite, [line(1), large]).catch(thrown => thrown)
    expect([...failure.eventIds]).toEqual([id])
  })

  it('times are dates, and keys of raw with $ and dots survive', async () => {
    const raw = { $set: { 'a.b': 1 }, 'x.y': null, __proto__: { deep: [undefined, 1n] } }
    await write(suite, [line(1, { raw })])
    const written = await suite.database.collection(chat).findOne({ 'user.id': '7' })
    expect(written?.timestamp).toEqual(second(1))
    expect(written?.raw).toMatchObject({ $set: { 'a.b': 1 }, 'x.y': null })
  })

  it('a collection has its indexes from its first document on', async () => {
    await write(suite, [line(1), whole('stream.online', {})])
    const keys = async (name: string) =>
      (await suite.database.collection(name).indexes()).map(({ key }) => key)
    expect(await keys(chat)).toEqual(
      expect.arrayContaining([
        { channel: 1, timestamp: -1 },
        { 'user.id': 1, timestamp: -1 },
        { session: 1 },
      ]),
    )
    expect(await keys('stream_events')).toEqual(
      expect.arrayContaining([{ channel: 1, timestamp: -1 }, { session: 1 }]),
    )
  })

  it("a person's documents are deleted, and nobody else's", async () => {
    const bea = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
    const reply = { messageId: 'm1', text: 'what she had said', user: bea }
    const of = (user: User, more: object = {}) => ({ ...line(1).data, user, ...more })
    const said = (id: string, data: Event<'chat.message'>['data'], more: object = {}) =>
      whole('chat.message', data, { id: `twitch:chat.message:${id}`, ...more })
    await write(suite, [
      said('m1', of(bea)),
      said('m2', of(bea), { id: 'youtube:chat.message:m2', platform: 'youtube' }),
      said('m3', of(cy, { reply }), { raw: { her: 'words' } }),
      said('m4', of({ ...bea, id: '77' })),
      whole('channel.followed', { user: bea }),
      whole('channel.raided', { from: bea, viewers: 3 }),
      whole('channel.subscribed', { user: cy, gift: { from: bea } }, { raw: { by: 'bea' } }),
      whole(
        'llm.answered',
        { prompt: 'p', answer: 'hello Bea', model: 'm', latencyMs: 9 },
        { id: 'answer' },
      ),
      whole('channel.updated', { title: 'x' }),
    ])
    const asked = { platform: 'twitch', user: '7', names: ['bea'] }
    const forget = (dry: boolean) =>
      forgetIn(suite, {
        ...{ ...asked, dry },
        ids: async function* () {
          yield ['answer', 'twitch:chat.message:m1']
        },
      })
    expect(await forget(true)).toEqual({ removed: 3, cleaned: 2 })
    expect(await ids(suite, chat)).toHaveLength(3)
    expect(await forget(false)).toEqual({ removed: 4, cleaned: 2 })
    expect(await ids(suite, chat)).toEqual(['twitch:chat.message:m3', 'twitch:chat.message:m4'])
    expect(await ids(suite, 'youtube_chat_messages')).toHaveLength(1)
    expect(await ids(suite, 'stream_events')).toEqual(
      expect.arrayContaining(['twitch:channel.updated:1', 'twitch:channel.subscribed:1']),
    )
    const left = await suite.database.collection(chat).findOne({ 'user.id': cy.id })
    expect(left).not.toHaveProperty('raw')
    expect(left?.metadata).not.toHaveProperty('reply')
    const gifted = await suite.database
      .collection('stream_events')
      .findOne({ 'data.user.id': cy.id })
    expect(gifted?.data).not.toHaveProperty('gift.from')
    expect(gifted).not.toHaveProperty('raw')
    expect(await forget(false)).toEqual({ removed: 0, cleaned: 0 })
  })

  it('a line too large is refused alone and by name', async () => {
    const large = line(2, { raw: 'x'.repeat(17 * 1024 * 1024) })
    const failure = await write(suite, [line(1), large, line(3)]).catch(thrown => thrown)
    expect(failure).toBeInstanceOf(Refused)
    expect([...failure.eventIds]).toEqual(['twitch:chat.message:m2'])
    expect(failure.message).toMatch(/17825\d\d\d bytes/)
    expect(await ids(suite, chat)).toEqual(['twitch:chat.message:m1', 'twitch:chat.message:m3'])
  })

  it('a payload that is no BSON is refused alone, whatever is wrong with it', async () => {
    const circle: Record<string, unknown> = {}
    circle.self = circle
    const bad = [circle, { 'null\0key': 1 }, { _bsontype: 'ObjectId' }]
    const batch = bad.map((raw, n) => line(n, { raw }))
    const failure = await write(suite, [...batch, line(9)]).catch(thrown => thrown)
    expect([...failure.eventIds].sort()).toEqual(batch.map(({ id }) => id))
    expect(await ids(suite, chat)).toEqual(['twitch:chat.message:m9'])
  })

  it('a document of another with a unique index of its own is refused, one already there is not', async () => {
    await suite.database.collection(chat).createIndex({ message: 1 }, { unique: true })
    const twin = { ...line(1), id: 'twitch:chat.message:twin' }
    await write(suite, [line(1)])
    const failure = await write(suite, [line(1), twin, line(2)]).catch(thrown => thrown)
    expect([...failure.eventIds]).toEqual(['twitch:chat.message:twin'])
    expect(await ids(suite, chat)).toEqual(['twitch:chat.message:m1', 'twitch:chat.message:m2'])
  })
})

describe.each(await mongoKinds())('marked as deleted in %s', kind => {
  const suite = useMongo(kind)

  it('is a line a moderator removed, and the event stands beside it', async () => {
    const removal = whole('chat.deleted', { messageId: 'm1' }, { time: second(5) })
    await write(suite, [line(1), line(2), removal])
    const [first, second_] = await suite.database.collection(chat).find().sort({ _id: 1 }).toArray()
    expect(first?.deleted).toEqual({ at: second(5) })
    expect(second_).not.toHaveProperty('deleted')
    expect(await ids(suite, 'stream_events')).toEqual(['twitch:chat.deleted:1'])
  })

  it.each([
    ['their id', { id: '7' }],
    ['their name', { name: 'bob' }],
    ['their display name', { displayName: 'Bob' }],
  ])("are a user's lines of this session, found by %s, and nobody else's", async (_, user) => {
    await write(suite, [
      line(1),
      line(2, { user: cy }),
      line(3, { channel: 'zed' }),
      line(4, { session: '2026-11-22T18:00Z' }),
      line(5, { id: 'youtube:chat.message:m5', platform: 'youtube' }),
      cleared(6, { user }),
      line(7),
    ])
    expect(await deleted(suite)).toEqual(['twitch:chat.message:m1'])
  })

  it("are the channel's lines where no user is told", async () => {
    await write(suite, [line(1), line(2, { user: cy }), cleared(3, {}), line(4)])
    expect(await deleted(suite)).toEqual(['twitch:chat.message:m1', 'twitch:chat.message:m2'])
  })

  it('are the lines of the last day where no stream is live', async () => {
    const day = 86_400
    const { session, ...clear } = cleared(day + 5, {})
    await write(suite, [offline(line(1)), offline(line(day)), clear])
    expect(await deleted(suite)).toEqual([`twitch:chat.message:m${day}`])
  })

  it('is nothing where the user is told without anything to know them by', async () => {
    await write(suite, [line(1), cleared(2, { user: {} })])
    expect(await deleted(suite)).toEqual([])
  })

  it('is nothing later, even told again, with a clock that stands still or is set back', async () => {
    const batch = [
      line(5),
      cleared(6, {}),
      line(7),
      line(8, { received: second(6) }),
      line(9, { received: second(2) }),
    ]
    await write(suite, batch)
    await write(suite, batch)
    expect(await deleted(suite)).toEqual(['twitch:chat.message:m5'])
  })

  it('keeps the time of the first deletion', async () => {
    await write(suite, [line(1), cleared(2, {})])
    await write(suite, [cleared(3, { user: bob }, 'c2')])
    const marked = await suite.database.collection(chat).findOne({ 'user.id': '7' })
    expect(marked?.deleted).toEqual({ at: second(2) })
  })

  it('is nothing through an id that is an operator', async () => {
    // A source that hands on what a platform told could hand on an object.
    const user = { id: JSON.parse('{ "$gt": "" }') }
    await write(suite, [line(1), cleared(2, { user })])
    expect(await deleted(suite)).toEqual([])
  })
})

async function write(suite: MongoSuite, events: readonly Event[]): Promise<void> {
  await sinkInto(suite).write(events, AbortSignal.timeout(30_000))
}

function forgetIn(suite: MongoSuite, request: ForgetRequest): Promise<ForgottenThere> {
  return sinkInto(suite).forget(request, AbortSignal.timeout(30_000))
}

function sinkInto(suite: MongoSuite) {
  const { uri } = suite.server
  const name = suite.database.databaseName
  const database = new Database(driver, { uri, database: name, say: () => {} })
  onTestFinished(() => database.close())
  const collections = { chat: '{platform}_chat_messages', events: 'stream_events' }
  return createSink(database, { uri, database: name, collections })
}

async function ids(suite: MongoSuite, collection: string): Promise<readonly unknown[]> {
  const found = await suite.database.collection(collection).find().sort({ _id: 1 }).toArray()
  return found.map(({ _id }) => _id)
}

async function deleted(suite: MongoSuite): Promise<readonly unknown[]> {
  const names = await suite.database.listCollections().toArray()
  const found = await Promise.all(
    names.map(({ name }) =>
      suite.database
        .collection(name)
        .find({ deleted: { $exists: true } })
        .toArray(),
    ),
  )
  return found.flat().map(({ _id }) => _id)
}

function cleared(n: number, data: Event<'chat.cleared'>['data'], key = 'c1') {
  const when = { time: second(n), received: second(n) }
  return whole('chat.cleared', data, { id: `twitch:chat.cleared:${key}`, ...when })
}

function offline(event: Event<'chat.message'>): Event<'chat.message'> {
  const { session, ...rest } = event
  return rest
}
