import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contract, type PluginRun, runPlugin } from 'promethean/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { tau } from '../../../plugins/tau/index.ts'
import { fastTime } from '../../support/fast-time.ts'
import { chatLines } from '../../support/frames/tau/chat.ts'
import { friend, payloads } from '../../support/frames/tau/payloads.ts'
import { type FakeTau, type FakeTauSettings, startFakeTau } from '../../support/tau/fake-tau.ts'

type Options = Partial<Parameters<typeof tau>[0]>

async function start(settings: FakeTauSettings = {}): Promise<FakeTau> {
  const fake = await startFakeTau(settings)
  onTestFinished(() => fake.close())
  return fake
}

async function run(fake: FakeTau, options: Options = {}, settings = {}): Promise<PluginRun> {
  const made = await runPlugin(tau({ url: fake.url, token: fake.token, ...options }), settings)
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= made.stop()
    return stopped
  }
  onTestFinished(stop)
  return { ...made, stop }
}

async function connected(fake: FakeTau, options: Options = {}, settings = {}): Promise<PluginRun> {
  const made = await run(fake, options, settings)
  await made.next('source.connected')
  const sockets = 1 + (options.chat?.length ?? 0)
  await vi.waitFor(() => expect(listening(fake)).toBe(sockets))
  return made
}

/** From here on an outage counts. */
const marked = (made: PluginRun) =>
  vi.waitFor(async () => expect((await made.journal.state('tau')).has('history')).toBe(true))

const listening = (fake: FakeTau) =>
  fake.clients.filter(one => one.authenticatedAt !== undefined && one.closedAt === undefined).length

const told = (made: PluginRun) => made.events.filter(event => event.source === 'tau')
const typesOf = (made: PluginRun) => told(made).map(event => event.type)
const reasonOf = (made: PluginRun) =>
  vi.waitFor(async () => {
    const { plugins } = await made.status()
    const reason = plugins.find(plugin => plugin.id === 'tau')?.reason
    if (reason === undefined) throw new Error('no reason yet')
    return reason
  })

contract('tau', async () => {
  const fake = await start()
  return {
    use: tau({ url: fake.url, token: fake.token }),
    other: tau({ url: fake.url, token: fake.token, history: false }),
    ready: made => vi.waitFor(() => expect(made.state()).toBe('connected')),
  }
})

contract('tau that speaks', async () => {
  const fake = await start()
  const chat = [fake.channel.login]
  return {
    use: tau({ url: fake.url, token: fake.token, chat }),
    other: tau({ url: fake.url, token: fake.token, chat, history: false }),
    ready: made => vi.waitFor(() => expect(made.state()).toBe('connected')),
  }
})

describe('events', () => {
  test('of TAU are told as they happen, for the channel TAU works for', async () => {
    const fake = await start()
    const made = await connected(fake)
    fake.happen('channel-follow', payloads['channel-follow'])
    fake.happen('my-own', { anything: 'at all' })
    expect(await made.next('channel.followed')).toMatchObject({
      id: 'twitch:channel.followed:700201:2026-11-20T19:00:01Z',
      channel: 'annstreams',
      platform: 'twitch',
    })
    expect(await made.next('platform.event')).toMatchObject({
      channel: 'annstreams',
      data: { name: 'tau:my-own' },
      raw: { event_data: { anything: 'at all' } },
    })
  })

  test('sent again after a change are told once', async () => {
    const fake = await start()
    const made = await connected(fake)
    const { id } = fake.happen('channel-cheer', payloads['channel-cheer'])
    await fetch(`${fake.url}/api/v1/twitch-events/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Token ${fake.token}`, connection: 'close' },
      body: JSON.stringify({ event_type: 'channel-update' }),
    })
    fake.happen('channel-raid', payloads['channel-raid'])
    await made.next('channel.raided')
    expect(typesOf(made)).toEqual(['channel.cheered', 'channel.raided'])
  })

  test('from the test and the replay button are made up, and leave the real one alone', async () => {
    const fake = await start()
    const made = await connected(fake)
    fake.test('channel-follow', payloads['channel-follow'])
    const { id } = fake.happen('channel-follow', payloads['channel-follow'])
    fake.replay(id ?? '')
    fake.replay(id ?? '')
    await vi.waitFor(() => expect(told(made)).toHaveLength(4))
    expect(told(made).map(event => event.test)).toEqual([true, undefined, true, true])
    expect(new Set(told(made).map(event => event.id)).size).toBe(4)
  })

  test('are only those wanted, by any of their names', async () => {
    const fake = await start()
    const made = await connected(fake, { events: ['channel.raid', 'follow'] })
    for (const type of ['channel-cheer', 'channel-follow', 'channel-raid'] as const) {
      fake.happen(type, payloads[type])
    }
    await made.next('channel.raided')
    expect(typesOf(made)).toEqual(['channel.followed', 'channel.raided'])
  })

  test('that do not fit are kept, and said once a type', async () => {
    const fake = await start()
    const made = await connected(fake)
    fake.test('channel-cheer', 'nonsense')
    fake.test('channel-cheer', ['more'])
    await vi.waitFor(() => expect(typesOf(made)).toEqual(['platform.event', 'platform.event']))
    const warned = made.logged.filter(line => line.level === 'warn')
    expect(warned.map(line => line.message)).toEqual([
      expect.stringContaining('cannot read channel-cheer of TAU'),
    ])
  })

  test('control frames say nothing, broken ones are kept', async () => {
    const fake = await start()
    const made = await connected(fake)
    fake.keepAlive()
    fake.frame('/ws/twitch-events/', { event: 'Created', chatBot: {} })
    fake.frame('/ws/twitch-events/', ['what is this'])
    expect(await made.next('platform.event')).toMatchObject({ data: { name: 'tau:malformed' } })
    expect(told(made)).toHaveLength(1)
  })

  test('name the channel where Twitch cannot be asked for it', async () => {
    const fake = await start()
    fake.isHelixDown = true
    const made = await connected(fake)
    fake.happen('stream-online', { ...payloads['stream-online'], ...friend })
    await made.next('stream.online', event => event.channel === 'eve_streams')
    fake.happen('channel-follow', payloads['channel-follow'])
    fake.happen('stream-offline', { ...payloads['stream-offline'], ...friend })
    await made.next('platform.event', event => event.data.name === 'tau:stream-offline')
  })
})

describe('chat', () => {
  test('is read from the accounts asked for, in lower case', async () => {
    const fake = await start({ bots: ['helper'] })
    const made = await connected(fake, { chat: ['#AnnStreams', 'Helper', 'helper'].slice(0, 2) })
    fake.chat('helper', chatLines.plain)
    expect(await made.next('chat.message')).toMatchObject({
      id: 'twitch:chat.message:7c5d0001-0000-4000-8000-000000000001',
      channel: 'annstreams',
      data: { text: 'Kappa Keepo Kappa well: done' },
    })
    expect(fake.clients.map(client => client.path).sort()).toEqual([
      '/ws/chat-bots/annstreams/',
      '/ws/chat-bots/helper/',
      '/ws/twitch-events/',
    ])
    expect(fake.isWorkerDead).toBe(false)
  })

  test('of two accounts in one channel is told once', async () => {
    const fake = await start({ bots: ['helper', 'other'] })
    const made = await connected(fake, { chat: ['helper', 'other'] })
    for (const account of ['helper', 'other']) fake.chat(account, chatLines.cheer)
    fake.chat('helper', chatLines.action)
    await made.next('chat.message', event => event.data.isAction === true)
    expect(typesOf(made)).toEqual(['chat.message', 'channel.cheered', 'chat.message'])
  })

  test.each([
    ['chat first', ['chat', 'event']],
    ['the event first', ['event', 'chat']],
  ])('and the event of a cheer are one cheer: %s', async (_, order) => {
    const fake = await start({ bots: ['helper'] })
    const made = await connected(fake, { chat: ['helper'] })
    for (const way of order) {
      if (way === 'chat') fake.chat('helper', chatLines.cheer)
      else fake.happen('channel-cheer', payloads['channel-cheer'])
      await vi.waitFor(() => expect(typesOf(made)).toContain('channel.cheered'))
    }
    fake.chat('helper', chatLines.plain)
    await made.next('chat.message', event => event.data.text.startsWith('Kappa'))
    fake.happen('channel-raid', payloads['channel-raid'])
    await made.next('channel.raided')
    expect(typesOf(made).filter(type => type === 'channel.cheered')).toHaveLength(1)
    expect(typesOf(made).filter(type => type === 'chat.message')).toHaveLength(2)
  })

  test('of an account TAU does not know is said, and the events come all the same', async () => {
    const fake = await start()
    const made = await run(fake, { chat: ['stranger'] })
    await made.next('source.connected')
    expect(made.logged.filter(line => line.level === 'error').map(line => line.message)).toEqual([
      expect.stringContaining('cannot read chat as stranger'),
    ])
    await vi.waitFor(() => expect(listening(fake)).toBe(1))
    fake.happen('channel-raid', payloads['channel-raid'])
    await made.next('channel.raided')
  })

  test('of the streamer is said to be silent where TAU has it off', async () => {
    const fake = await start({ useIrc: false })
    const made = await connected(fake, { chat: ['annstreams'] })
    expect(made.logged.map(line => line.message)).toContainEqual(
      expect.stringContaining('use_irc is off'),
    )
  })

  test('sockets outlive a quick stop, so that the worker of TAU does', async () => {
    const fake = await start({ bots: ['helper'] })
    const made = await connected(fake, { chat: ['helper'] })
    await made.stop()
    const chat = fake.clients.find(client => client.path === '/ws/chat-bots/helper/')
    const events = fake.clients.find(client => client.path === '/ws/twitch-events/')
    expect(events?.closedAt).toBeDefined()
    expect(chat?.closedAt).toBeUndefined()
    expect(fake.isWorkerDead).toBe(false)
  })
})

describe('a token', () => {
  fastTime()

  test('that is wrong is found by REST before any socket, said without it, and recovers', async () => {
    const fake = await start()
    const made = await run(fake, { token: 'a-wrong-token' })
    await vi.waitFor(() => expect(made.state()).toBe('retrying'))
    expect(await reasonOf(made)).toMatch(/^cannot read from TAU at .*: it rejects the token; copy/)
    expect(fake.clients).toHaveLength(0)
    expect(JSON.stringify([made.logged, made.events])).not.toContain('a-wrong-token')
    fake.token = 'a-wrong-token'
    await made.next('source.connected')
  })

  test('refused by the socket is told from a lost Redis', async () => {
    const fake = await start()
    const made = await connected(fake)
    fake.redis(false)
    await made.next('source.disconnected')
    expect(await reasonOf(made)).toContain('lost Redis')
    fake.redis(true)
    await made.next('source.connected')
    await vi.waitFor(() => expect(listening(fake)).toBe(1))
    fake.token = 'another'
    fake.drop(1011)
    await made.next('source.disconnected')
    expect(await reasonOf(made)).toContain('it rejects the token')
  })

  test('stands in no event and no log line', async () => {
    const fake = await start({ bots: ['helper'] })
    const made = await connected(fake, { chat: ['helper'] })
    fake.happen('my-own', { note: fake.token })
    await made.next('platform.event')
    fake.drop(1006)
    await made.next('source.disconnected')
    expect(JSON.stringify([made.logged, made.judged, await made.status()])).not.toContain(
      fake.token,
    )
  })
})

describe('an outage', () => {
  fastTime()

  test('of TAU at the start is waited out', async () => {
    const fake = await start()
    await fake.down()
    const made = await run(fake)
    await vi.waitFor(() => expect(made.state()).toBe('retrying'))
    expect(await reasonOf(made)).toMatch(/the connection failed \(ECONNREFUSED\); start TAU/)
    await fake.up()
    await made.next('source.connected')
  })

  test('is filled from what TAU stored: oldest first, marked, nothing twice', async () => {
    const fake = await start()
    fake.happen('channel-follow', { ...payloads['channel-follow'], user_id: '1' })
    const made = await connected(fake)
    await marked(made)
    fake.happen('channel-raid', payloads['channel-raid'])
    await made.next('channel.raided')
    await fake.down()
    for (let bits = 1; bits <= 25; bits += 1) {
      fake.happen('channel-cheer', { ...payloads['channel-cheer'], bits })
    }
    await fake.up()
    await made.next('channel.cheered', event => event.data.bits === 25)
    const cheers = told(made).filter(event => event.type === 'channel.cheered')
    expect(cheers.map(event => event.data.bits)).toEqual([...Array(25).keys()].map(n => n + 1))
    expect(new Set(cheers.map(event => event.recovered))).toEqual(new Set([true]))
    expect(typesOf(made)).not.toContain('channel.followed')
    expect(typesOf(made).filter(type => type === 'channel.raided')).toHaveLength(1)
  })

  test('is filled over a restart, too', async () => {
    const fake = await start()
    const folder = await mkdtemp(join(tmpdir(), 'tau-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const open = () => openSqliteJournal(join(folder, 'journal.db'))
    const first = await connected(fake, {}, { journal: await open() })
    await marked(first)
    fake.happen('channel-raid', payloads['channel-raid'])
    await first.next('channel.raided')
    await first.stop()
    fake.happen('channel-update', payloads['channel-update'])
    const second = await run(fake, {}, { journal: await open() })
    expect(await second.next('channel.updated')).toMatchObject({ recovered: true })
    expect(typesOf(second)).toEqual(['channel.updated'])
  })

  test('is left as it is where history is off', async () => {
    const fake = await start()
    const made = await connected(fake, { history: false })
    expect(fake.requests.map(request => request.path)).not.toContain('/api/v1/twitch-events')
    await fake.down()
    fake.happen('channel-update', payloads['channel-update'])
    await fake.up()
    await made.next('source.connected')
    await vi.waitFor(() => expect(listening(fake)).toBe(1))
    fake.happen('channel-raid', payloads['channel-raid'])
    await made.next('channel.raided')
    expect(typesOf(made)).toEqual(['channel.raided'])
  })

  test('asks TAU one thing at a time, and never for a replay', async () => {
    const fake = await start({ bots: ['helper'] })
    fake.thread.delayMs = 20
    const made = await connected(fake, { chat: ['helper'] })
    await marked(made)
    await fake.down()
    for (let n = 0; n < 30; n += 1) fake.happen('my-own', { n })
    await fake.up()
    await vi.waitFor(() => expect(told(made)).toHaveLength(30))
    expect(fake.mostAtOnce).toBe(1)
    expect(fake.requests.filter(({ path }) => path.includes('replay'))).toEqual([])
  })
})

describe('silence', () => {
  fastTime()

  test('of a TAU that is deaf is stale within the budget, and it starts again', async () => {
    const fake = await start({ pingMs: 50 })
    const made = await connected(fake, { quiet: '400ms' })
    fake.deafen()
    expect(await made.next('source.stale')).toMatchObject({ data: { quietMs: 400 } })
    fake.deafen(false)
    await made.next('source.connected')
  })

  test('of a stream whose TAU pings is not stale', async () => {
    const fake = await start({ pingMs: 50 })
    const made = await connected(fake, { quiet: '400ms' })
    const before = fake.pings
    await expect.poll(() => fake.pings - before).toBeGreaterThan(25)
    expect(made.state()).toBe('connected')
    expect(made.events.map(event => event.type)).not.toContain('source.stale')
  })
})
