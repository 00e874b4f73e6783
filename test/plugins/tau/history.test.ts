import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { event } from 'promethean'
import { type PluginRun, runPlugin } from 'promethean/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openMemoryJournal, openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { tau } from '../../../plugins/tau/index.ts'
import { fastTime } from '../../support/fast-time.ts'
import { chatLines } from '../../support/frames/tau/chat.ts'
import { payloads } from '../../support/frames/tau/payloads.ts'
import { type FakeTau, type FakeTauSettings, startFakeTau } from '../../support/tau/fake-tau.ts'
import { storedTime } from '../../support/tau/store.ts'

fastTime()

type Options = Partial<Parameters<typeof tau>[0]>

const REDEMPTION = 'channel-channel_points_custom_reward_redemption-add'

async function start(settings: FakeTauSettings = {}): Promise<FakeTau> {
  const fake = await startFakeTau(settings)
  onTestFinished(() => fake.close())
  return fake
}

/** Lives one after the other on one journal. */
async function lives(fake: FakeTau, options: Options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tau-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  let last: PluginRun | undefined
  const end = async () => {
    await last?.stop()
    last = undefined
  }
  onTestFinished(end)
  return async (more: Options = {}) => {
    await end()
    const journal = await openSqliteJournal(join(folder, 'journal.db'))
    const use = tau({ url: fake.url, token: fake.token, ...options, ...more })
    last = await runPlugin(use, { journal })
    await last.next('source.connected')
    await vi.waitFor(() => expect(listening(fake)).toBe(1 + (options.chat?.length ?? 0)))
    const made = last
    await vi.waitFor(async () =>
      expect((await made.journal.state('tau')).has('history')).toBe(true),
    )
    return made
  }
}

const listening = (fake: FakeTau) =>
  fake.clients.filter(one => one.authenticatedAt !== undefined && one.closedAt === undefined).length

const kept = async (made: PluginRun, type: string) => {
  await made.flush()
  const rows = await made.journal.query({ limit: 5_000 })
  return rows.map(row => row.event).filter(one => one.type === type)
}
const ago = (seconds: number) => storedTime(new Date(Date.now() - seconds * 1_000))

describe('a redemption with a text', () => {
  test('is told live where chat shows it', async () => {
    const fake = await start()
    const made = await (await lives(fake))()
    const data = { ...payloads[REDEMPTION], user_login: 'cy' }
    fake.happen(REDEMPTION, data)
    fake.happen('channel-raid', payloads['channel-raid'])
    await made.next('channel.raided')
    expect(made.events.map(one => one.type)).not.toContain('channel.redeemed')
    const { id } = Object(Object(data).reward)
    fake.chat(
      'annstreams',
      `@display-name=Cy;custom-reward-id=${id};id=1;user-id=700202 :cy!cy@cy PRIVMSG #annstreams :x`,
    )
    expect(await made.next('channel.redeemed')).not.toHaveProperty('recovered')
  })

  test('that TAU stores and never sends is fetched, though the mark went on', async () => {
    const fake = await start()
    const begin = await lives(fake)
    const first = await begin()
    fake.happen(REDEMPTION, payloads[REDEMPTION], { created: ago(20) })
    fake.happen('channel-raid', payloads['channel-raid'])
    await first.next('channel.raided')
    const second = await begin()
    expect(await second.next('channel.redeemed')).toMatchObject({ recovered: true })
    await begin()
    expect(await kept(await begin(), 'channel.redeemed')).toHaveLength(1)
  })
})

describe('what is fetched afterwards and was kept under another id', () => {
  const cheerLine = () => chatLines.cheer.replace(/tmi-sent-ts=\d+/, `tmi-sent-ts=${Date.now()}`)
  const cheer = { ...payloads['channel-cheer'], bits: 250 }

  test('is one: a cheer whose line came before the connection was lost, and its event never', async () => {
    const fake = await start()
    const begin = await lives(fake, { chat: ['annstreams'] })
    const first = await begin()
    fake.chat('annstreams', cheerLine())
    await first.next('channel.cheered')
    const { user } = Object((await kept(first, 'channel.cheered'))[0]?.data)
    fake.store.add({
      event_type: 'channel-cheer',
      event_data: { ...cheer, user_login: user.name, user_id: user.id },
      event_id: 'cheer-1',
    })
    fake.drop(1006)
    await first.next('source.connected')
    await expect.poll(async () => (await first.status()).repeats).toBe(1)
    expect(await kept(first, 'channel.cheered')).toHaveLength(1)
    const second = await begin()
    fake.happen('channel-raid', payloads['channel-raid'])
    await second.next('channel.raided')
    expect(await kept(second, 'channel.cheered')).toHaveLength(1)
  })

  test('is as many as there were: each kept line stands for one event', async () => {
    const fake = await start()
    const begin = await lives(fake, { chat: ['annstreams'] })
    const first = await begin()
    for (const id of ['a', 'b'])
      fake.chat('annstreams', cheerLine().replace(/;id=[^;]+/, `;id=${id}`))
    await first.next('channel.cheered', one => one.id.endsWith(':b'))
    const { user } = Object((await kept(first, 'channel.cheered'))[0]?.data)
    for (const id of ['1', '2', '3'])
      fake.store.add({
        event_type: 'channel-cheer',
        event_data: { ...cheer, user_login: user.name, user_id: user.id },
        event_id: id,
      })
    const second = await begin()
    await second.next('channel.cheered')
    await expect.poll(async () => (await second.status()).repeats).toBe(2)
    expect(await kept(second, 'channel.cheered')).toHaveLength(3)
  })

  test('is one where another source told it while TAU was away', async () => {
    const fake = await start()
    const begin = await lives(fake)
    const made = await begin()
    await fake.down()
    await made.next('source.disconnected')
    const raid = payloads['channel-raid']
    const from = { id: '1', name: raid.from_broadcaster_user_login.toLowerCase(), displayName: 'B' }
    const at = { platform: 'twitch', channel: 'annstreams' }
    made.emit(event('channel.raided', { from, viewers: Number(raid.viewers) }, at))
    await made.next('channel.raided')
    fake.store.add({ event_type: 'channel-raid', event_data: raid, event_id: 'raid-1' })
    await fake.up()
    await expect.poll(async () => (await made.status()).repeats).toBe(1)
    expect(await kept(made, 'channel.raided')).toHaveLength(1)
  })

  test('is another where it was long before', async () => {
    const fake = await start()
    const begin = await lives(fake, { chat: ['annstreams'] })
    const first = await begin()
    const earlier = `tmi-sent-ts=${Date.now() - 120_000}`
    fake.chat('annstreams', chatLines.cheer.replace(/tmi-sent-ts=\d+/, earlier))
    await first.next('channel.cheered')
    const { user } = Object((await kept(first, 'channel.cheered'))[0]?.data)
    fake.store.add({
      event_type: 'channel-cheer',
      event_data: { ...cheer, user_login: user.name, user_id: user.id },
      event_id: 'cheer-2',
    })
    const second = await begin()
    await second.next('channel.cheered')
    expect(await kept(second, 'channel.cheered')).toHaveLength(2)
  })
})

test('a mark of an earlier version is gone on from, nothing before it told again', async () => {
  const fake = await start()
  const created = ago(60)
  const rows = ['a', 'b', 'c'].map(id =>
    fake.happen(
      'channel-raid',
      { ...payloads['channel-raid'], viewers: 5 },
      { created, event_id: id },
    ),
  )
  const at = new Date(created.replace('+0000', 'Z')).getTime()
  const journal = await openMemoryJournal()
  const [first, second] = rows.map(({ id }) => id ?? '')
  const mark = { url: fake.url, id: second ?? '', created: at, ids: [first ?? ''] }
  await journal.saveState('tau', new Map([['history', mark]]))
  const made = await runPlugin(tau({ url: fake.url, token: fake.token }), { journal })
  onTestFinished(() => made.stop())
  const told = await made.next('channel.raided')
  expect(told).toMatchObject({ id: 'twitch:channel.raided:tau:c', recovered: true })
  fake.happen('channel-update', payloads['channel-update'])
  await made.next('channel.updated')
  expect(await kept(made, 'channel.raided')).toHaveLength(1)
})

describe("history: 'all'", () => {
  test('tells what TAU stored before the first start, oldest first, once, beside what happens now', async () => {
    const fake = await start()
    for (let bits = 1; bits <= 25; bits += 1)
      fake.happen(
        'channel-cheer',
        { ...payloads['channel-cheer'], bits },
        { created: ago(9_000 - bits) },
      )
    const begin = await lives(fake, { history: 'all' })
    const first = await begin()
    fake.happen('channel-raid', payloads['channel-raid'])
    await first.next('channel.cheered', one => one.data.bits === 25)
    const told = await kept(first, 'channel.cheered')
    expect(told.map(one => Object(one.data).bits)).toEqual([...Array(25).keys()].map(n => n + 1))
    expect(new Set(told.map(one => one.recovered))).toEqual(new Set([true]))
    await vi.waitFor(async () =>
      expect((await first.journal.state('tau')).get('everything')).toMatchObject({ way: 'done' }),
    )
    const second = await begin()
    fake.happen('channel-update', payloads['channel-update'])
    await second.next('channel.updated')
    expect((await second.status()).repeats).toBe(0)
    expect(await kept(second, 'channel.cheered')).toHaveLength(25)
    expect(await kept(second, 'channel.raided')).toHaveLength(1)
  })

  test('goes past a page of what is no row', async () => {
    const fake = await start()
    const cheer = payloads['channel-cheer']
    for (let bits = 1; bits <= 50; bits += 1) {
      const type = bits > 10 && bits <= 40 ? '' : 'channel-cheer'
      fake.happen(type, { ...cheer, bits }, { created: ago(9_000 - bits) })
    }
    const made = await (await lives(fake, { history: 'all' }))()
    await made.next('channel.cheered', one => one.data.bits === 50)
    expect(await kept(made, 'channel.cheered')).toHaveLength(20)
  })

  test('goes on in the next life where one ended in the middle', async () => {
    const fake = await start()
    for (let bits = 1; bits <= 60; bits += 1)
      fake.happen(
        'channel-cheer',
        { ...payloads['channel-cheer'], bits },
        { created: ago(9_000 - bits) },
      )
    const begin = await lives(fake, { history: 'all' })
    fake.thread.delayMs = 10
    const first = await begin()
    await first.next('channel.cheered', one => one.data.bits === 10)
    fake.thread.delayMs = 0
    const second = await begin()
    await second.next('channel.cheered', one => one.data.bits === 60)
    const bits = (await kept(second, 'channel.cheered')).map(one => Object(one.data).bits)
    expect(bits).toEqual([...Array(60).keys()].map(n => n + 1))
  })

  test('leaves nothing of a long outage either', async () => {
    const fake = await start()
    const begin = await lives(fake, { history: 'all' })
    const done = (made: PluginRun) =>
      vi.waitFor(
        async () =>
          expect((await made.journal.state('tau')).get('everything')).toMatchObject({
            way: 'done',
          }),
        { timeout: 60_000 },
      )
    const first = await begin()
    await done(first)
    for (let bits = 1; bits <= 1_100; bits += 1)
      fake.store.add({
        event_type: 'channel-cheer',
        event_id: `e${bits}`,
        event_data: { ...payloads['channel-cheer'], bits },
        created: storedTime(new Date(Date.now() + bits * 1_000)),
      })
    const second = await begin()
    const told = () => second.events.filter(one => one.type === 'channel.cheered')
    await vi.waitFor(() => expect(told().length).toBe(1_100), { timeout: 90_000 })
    const bits = (await kept(second, 'channel.cheered')).map(one => Number(Object(one.data).bits))
    expect(bits.toSorted((a, b) => a - b)).toEqual([...Array(1_100).keys()].map(n => n + 1))
    expect(second.logged.map(({ message }) => message).join()).not.toContain('raise history.max')
  }, 180_000)

  test('says what it leaves of a long outage where it is not', async () => {
    const fake = await start()
    const begin = await lives(fake, { history: { max: 5 } })
    await begin()
    const rest = 20
    const second = async () => {
      for (let bits = 1; bits <= rest; bits += 1)
        fake.store.add({
          event_type: 'channel-cheer',
          event_id: `e${bits}`,
          event_data: { ...payloads['channel-cheer'], bits },
          created: storedTime(new Date(Date.now() + bits * 1_000)),
        })
      return begin()
    }
    const made = await second()
    await made.next('channel.cheered', one => one.data.bits === rest)
    expect(made.logged.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('more than 5 events are stored in TAU; the older ones stay there'),
    )
    expect(await kept(made, 'channel.cheered')).toHaveLength(5)
  })

  test('opens no session and ends none: a stream of last week says nothing of now', async () => {
    const fake = await start()
    const online = { ...payloads['stream-online'], started_at: '2026-11-01T10:00:00Z' }
    fake.happen('stream-online', online, { created: '2026-11-01T10:00:01+0000' })
    fake.happen('stream-offline', payloads['stream-offline'], {
      created: '2026-11-01T12:00:00+0000',
    })
    const raid = { ...payloads['channel-raid'], viewers: 9_999 }
    fake.happen('channel-raid', raid, { created: '2026-11-01T11:00:00+0000' })
    const begin = await lives(fake, { history: 'all' })
    fake.thread.delayMs = 60
    const made = await begin()
    const now = { ...payloads['stream-online'], id: '77', started_at: new Date().toISOString() }
    fake.happen('stream-online', now)
    await made.next('session.started')
    await made.next('stream.offline')
    fake.happen('channel-raid', payloads['channel-raid'])
    const live = await made.next('channel.raided', one => one.data.viewers !== 9_999)
    expect(live.session).toBeDefined()
    expect((await kept(made, 'session.started')).length).toBe(1)
    expect(await kept(made, 'session.ended')).toEqual([])
    const past = (await kept(made, 'channel.raided')).find(one => one.recovered)
    expect(past).toMatchObject({ data: { viewers: 9_999 } })
    expect(past?.session).toBeUndefined()
  })
})
