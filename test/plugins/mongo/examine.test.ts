import { mongo } from '@promethean/plugins'
import type { Event } from 'promethean'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { chatDocument } from '../../../plugins/mongo/documents/documents.ts'
import { examine } from '../../../plugins/mongo/examine.ts'
import { mongoOptions } from '../../../plugins/mongo/options.ts'
import { line } from '../../core/journal/entries.ts'
import { type FakeMongo, startFakeMongo } from '../../support/mongo/fake.ts'
import { mongoKinds, startMongo } from '../../support/mongo/server.ts'

const kinds = await mongoKinds()
const patient = new AbortController().signal

async function examined(uri: string, signal = patient) {
  const options = await mongoOptions.parseAsync({ uri })
  return examine({ options, folder: '/', signal, uses: [] })
}

async function running(): Promise<FakeMongo> {
  const fake = await startFakeMongo()
  onTestFinished(() => fake.close())
  return fake
}

function granting(fake: FakeMongo, db: string, actions: readonly string[]): void {
  fake.answer('connectionStatus', () => ({
    ok: 1,
    authInfo: {
      authenticatedUsers: [{ user: 'ann', db: 'admin' }],
      authenticatedUserPrivileges: [{ resource: { db, collection: '' }, actions }],
    },
  }))
}

describe('the examination of mongo', () => {
  it.each(kinds)('says which server answers and that it may write there: %s', async kind => {
    const server = await startMongo(kind)
    onTestFinished(() => server.close())
    expect(await examined(server.uri)).toEqual([
      {
        ok: true,
        what: expect.stringMatching(/^MongoDB \d+\.\d+\.\d+ at \S+:\d+ answers in \d+ ms$/),
      },
      { ok: true, what: 'may write to the database promethean' },
    ])
  })

  it('names the rights a user lacks', async () => {
    const fake = await running()
    granting(fake, 'promethean', ['find', 'insert', 'update'])
    expect((await examined(fake.uri))[1]).toEqual({
      ok: false,
      what: 'may not write to the database promethean: it lacks permission to createIndex, createCollection',
      advice: 'give the user in uri the role readWrite on promethean',
    })
    granting(fake, 'elsewhere', ['insert', 'update', 'createIndex', 'createCollection'])
    expect((await examined(fake.uri))[1]).toMatchObject({ ok: false })
    granting(fake, '', ['insert', 'update', 'createIndex', 'createCollection'])
    expect((await examined(fake.uri))[1]).toMatchObject({ ok: true })
  })

  it('says that a server wants a user', async () => {
    const fake = await running()
    const errmsg = 'command listCollections requires authentication'
    fake.answer('listCollections', () => ({ ok: 0, code: 13, errmsg }))
    expect(await examined(fake.uri)).toMatchObject([
      {
        ok: false,
        what: expect.stringContaining(errmsg),
        advice: 'check user and password in uri, and give that user the role readWrite',
      },
    ])
  })

  it('says where nobody answers, without user and password, when its time is up', async () => {
    const uri = 'mongodb://ann:hunter2-oauth@127.0.0.1:1'
    const [finding, ...rest] = await examined(uri, AbortSignal.timeout(100))
    expect(rest).toEqual([])
    expect(finding).toEqual({
      ok: false,
      what: 'MongoDB at 127.0.0.1:1 cannot be used: stopped before the server answered',
      advice: 'start the server, or correct uri; events wait in the journal meanwhile',
    })
  })
})

describe('the documents of mongo', async () => {
  const names = { chat: 'lines', events: 'rest' }
  const schemas = mongo({ uri: 'mongodb://x', collections: names }).plugin.documents?.(
    await mongoOptions.parseAsync({ uri: 'mongodb://x', collections: names }),
  )

  it('are described under the names the options give', () => {
    expect(Object.keys(schemas ?? {})).toEqual(['lines', 'rest'])
  })

  it('fit their JSON Schema as JSON writes them', () => {
    const document: unknown = JSON.parse(
      JSON.stringify(chatDocument(line(1).event as Event<'chat.message'>)),
    )
    const check = z.fromJSONSchema(schemas?.lines ?? {})
    expect(check.safeParse(document).error?.issues).toBeUndefined()
    expect(check.safeParse({ ...Object(document), timestamp: 7 }).success).toBe(false)
    expect(JSON.stringify(schemas)).not.toContain('bsonType')
  })
})
