import { mongo } from '@promethean/plugins'
import { event } from 'promethean'
import { contract, type PluginRun, runPlugin } from 'promethean/testing'
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { bob, second } from '../../support/mongo/events.ts'
import { startFakeMongo } from '../../support/mongo/fake.ts'

const fake = await startFakeMongo()
const chat = 'twitch_chat_messages'

afterAll(() => fake.close())
beforeEach(() => {
  fake.reset()
})

contract('mongo', () => ({
  use: mongo({ uri: fake.uri }),
  other: mongo({ uri: fake.uri, database: 'elsewhere' }),
  ready: async run => {
    say(run, `before ${run.events.length}`)
    await expect.poll(() => run.status().then(({ consumers }) => consumers.mongo?.lag)).toBe(0)
  },
}))

describe('the options', () => {
  it.each([
    ['uri', { uri: 'http://127.0.0.1' }],
    ['database', { uri: fake.uri, database: 'a.b' }],
    ['collections', { uri: fake.uri, collections: { chat: 'same', events: 'same' } }],
    ['collections.chat', { uri: fake.uri, collections: { chat: 'a$b' } }],
    ['types[0]', { uri: fake.uri, types: ['source.stale' as const] }],
  ])('name %s where it cannot be used', async (path, options) => {
    const failure = await runPlugin(mongo(options)).catch(thrown => thrown)
    expect(failure.problems).toMatchObject([{ plugin: 'mongo', path }])
  })

  it('choose types and the collections they go to', async () => {
    const run = await running({ types: ['chat.message'], collections: { chat: 'lines' } })
    say(run, 'hello')
    run.emit(event('channel.raided', { from: bob, viewers: 1 }, { platform: 'twitch' }))
    await expect.poll(() => messages('lines')).toEqual(['hello'])
    expect(documents('stream_events')).toEqual([])
  })

  it('leave made-up events out, and mark them where they are wanted', async () => {
    const without = await running()
    say(without, 'rehearsal', { test: true })
    say(without, 'real')
    await expect.poll(() => messages()).toEqual(['real'])
    const wanted = await running({ tests: true, database: 'rehearsals' })
    say(wanted, 'rehearsal', { test: true })
    await expect.poll(() => documents(chat, 'rehearsals')).toMatchObject([{ test: true }])
  })
})

describe('what is kept', () => {
  it('is written as the platform told it, with the sender by name', async () => {
    const run = await running()
    say(run, 'hello', { raw: { tags: { $gt: '' } } })
    await expect.poll(() => documents()).toHaveLength(1)
    expect(documents()).toMatchObject([
      {
        _id: 'twitch:chat.message:hello',
        channel: 'ann',
        message: 'hello',
        timestamp: second(1),
        user: { username: 'bob', mod: false },
        raw: { tags: { $gt: '' } },
      },
    ])
    expect(fake.store.existing('promethean', chat)?.warnings).toBe(0)
  })

  it('comes back whole from the journal after the collection was wiped', async () => {
    const run = await running()
    for (let n = 0; n < 30; n++) say(run, `line ${n}`)
    await expect.poll(() => documents()).toHaveLength(30)
    const before = documents()
    fake.store.drop('promethean', chat)
    await run.journal.rewind('mongo', 0)
    say(run, 'one more')
    await expect.poll(() => documents()).toHaveLength(31)
    expect(byId(documents()).filter(({ message }) => message !== 'one more')).toEqual(byId(before))
  })

  it('is written once by several runtimes on one database', async () => {
    const [one, other] = [await running(), await running()]
    for (const run of [one, other]) say(run, 'hello')
    await expect.poll(() => delivered(one)).toBeGreaterThan(0)
    await expect.poll(() => delivered(other)).toBeGreaterThan(0)
    expect(messages()).toEqual(['hello'])
  })
})

describe('a server that refuses', () => {
  it('one document parks it with its error, and gets the rest', async () => {
    fake.store.refuse = ({ message }) =>
      message === 'bad' ? 'Document failed validation' : undefined
    const run = await running()
    for (const text of ['one', 'bad', 'two']) say(run, text)
    await expect.poll(() => messages()).toEqual(['one', 'two'])
    await expect.poll(() => run.journal.parked('mongo')).toHaveLength(1)
    expect(await run.journal.parked('mongo')).toMatchObject([
      {
        eventId: 'twitch:chat.message:bad',
        error: expect.stringContaining('Document failed validation (121)'),
      },
    ])
  })

  it('to change validators is told so once, and gets the documents', async () => {
    for (const name of [chat, 'stream_events']) fake.store.collection('promethean', name)
    fake.without('collMod')
    const run = await running()
    say(run, 'hello')
    await expect.poll(() => messages()).toEqual(['hello'])
    const lines = run.logged.map(({ message }) => message).filter(text => /validator/.test(text))
    expect(lines).toEqual([expect.stringMatching(/cannot set .* no such command: 'collMod'; /)])
  })

  it('validators and indexes altogether gets the documents', async () => {
    const denied = () => ({ ok: 0, code: 13, errmsg: 'not authorized on promethean' })
    for (const command of ['create', 'collMod', 'createIndexes']) fake.answer(command, denied)
    const run = await running()
    say(run, 'hello')
    await expect.poll(() => messages()).toEqual(['hello'])
  })

  it('all writes because it is no primary gets them again, and parks none', async () => {
    let refusals = 2
    fake.answer('insert', () => {
      refusals -= 1
      return refusals < 0 ? undefined : { ok: 0, code: 10_107, errmsg: 'not primary' }
    })
    const run = await running()
    say(run, 'hello')
    await expect.poll(() => messages()).toEqual(['hello'])
    expect(await run.journal.parked('mongo')).toEqual([])
  })

  it('every document because its disk is full gets them again, and parks none', async () => {
    let refusals = 2
    fake.answer('insert', () => {
      refusals -= 1
      const full = { index: 0, code: 14_031, errmsg: 'out of disk space' }
      return refusals < 0 ? undefined : { ok: 1, n: 0, writeErrors: [full] }
    })
    const run = await running()
    say(run, 'hello')
    await expect.poll(() => messages()).toEqual(['hello'])
    expect(await run.journal.parked('mongo')).toEqual([])
  })

  it('a command for what stands in a document loses that document alone', async () => {
    fake.answer('insert', ({ documents }) => {
      const isDeep = documents.some(({ message }: { message?: string }) => message === 'deep')
      return isDeep ? { ok: 0, code: 15, errmsg: 'BSON nested too deep' } : undefined
    })
    const run = await running()
    for (const text of ['one', 'two', 'deep', 'three', 'four']) say(run, text)
    await expect.poll(() => messages()).toHaveLength(4)
    await expect.poll(() => run.journal.parked('mongo')).toHaveLength(1)
    expect(messages()).not.toContain('deep')
  })
})

describe('a connection cut in the middle of a batch', () => {
  it('loses and doubles nothing', async () => {
    fake.store.cutAfter = 7
    const run = await running()
    for (let n = 0; n < 40; n++) say(run, `line ${n}`)
    await expect.poll(() => documents()).toHaveLength(40)
    expect(await run.journal.parked('mongo')).toEqual([])
  })
})

describe('user and password of the address', () => {
  it('are nowhere in what a refused login leaves behind', async () => {
    fake.answer('saslStart', () => ({
      ok: 0,
      code: 18,
      errmsg: 'Authentication failed for annsdb with hunter2secret',
    }))
    const uri = fake.uri.replace('//', '//annsdb:hunter2%73ecret@')
    const run = await running({ uri })
    say(run, 'hello')
    await expect.poll(() => JSON.stringify(run.logged)).toContain('rejects the user')
    await expect
      .poll(() => run.status().then(({ consumers }) => consumers.mongo?.reason))
      .toContain('rejects the user')
    const left = JSON.stringify([run.logged, run.events, await run.status()])
    expect(left).not.toMatch(/annsdb|hunter2/)
  })

  it.each([
    'mongodb://annsdb:hunter2secret@',
    'mongodb://annsdb:hunter2/secret@127.0.0.1',
    'mongodb://annsdb:hunter2secret@127.0.0.1/?annsdb=hunter2secret',
    'mongodb://annsdb:hunter2secret@127.0.0.1:hunter2secret',
  ])('are nowhere in what an address the driver cannot read leaves behind', async uri => {
    const run = await runPlugin(mongo({ uri })).catch(thrown => ({ thrown }))
    if ('thrown' in run) {
      expect(run.thrown.message).toContain('uri')
      expect(String(run.thrown.stack)).not.toMatch(/annsdb|hunter2/)
      return
    }
    onTestFinished(() => run.stop())
    await expect.poll(() => run.state()).toBe('failed')
    const left = JSON.stringify([run.logged, run.events, await run.status()])
    expect(left).toContain('uri is no address')
    expect(left).not.toMatch(/annsdb|hunter2/)
  })
})

async function running(options: Partial<Parameters<typeof mongo>[0]> = {}): Promise<PluginRun> {
  const run = await runPlugin(mongo({ uri: fake.uri, ...options }))
  onTestFinished(() => run.stop())
  return run
}

function say(run: PluginRun, text: string, told: { test?: boolean; raw?: unknown } = {}): void {
  const where = { key: text, platform: 'twitch', channel: 'ann', time: second(1) }
  run.emit(event('chat.message', { messageId: text, text, user: bob }, { ...where, ...told }))
}

function documents(collection = chat, database = 'promethean') {
  return fake.store.existing(database, collection)?.all() ?? []
}

function messages(collection = chat): readonly unknown[] {
  return documents(collection).map(({ message }) => message)
}

function byId(all: ReturnType<typeof documents>) {
  return all.toSorted((a, b) => (a._id < b._id ? -1 : 1))
}

async function delivered(run: PluginRun): Promise<number | undefined> {
  return (await run.status()).consumers.mongo?.delivered
}
