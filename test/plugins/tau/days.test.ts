import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChatSender } from 'promethean'
import { type PluginRun, runPlugin } from 'promethean/testing'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { tau } from '../../../plugins/tau/index.ts'
import { payloads } from '../../support/frames/tau/payloads.ts'
import { type FakeTau, type FakeTauSettings, startFakeTau } from '../../support/tau/fake-tau.ts'

// What TAU does over hours and days, in a time that is made up: sockets are real and get some turns of this process for
// each step, enough for a request to come and be answered.
const TURNS = 25
const SECOND_MS = 1_000
const turn = () => new Promise<void>(resolve => void setImmediate(resolve))
const moment = async () => {
  for (let n = 0; n < TURNS; n += 1) await turn()
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
})
afterEach(() => void vi.useRealTimers())

/** So long goes by. */
async function pass(ms: number, each: () => void = () => undefined): Promise<void> {
  const step = 10 * SECOND_MS
  for (let left = ms; left > 0; left -= step) {
    // Second by second: what one timer begins, another one may go on with.
    for (let gone = 0; gone < Math.min(step, left); gone += SECOND_MS) {
      vi.advanceTimersByTime(SECOND_MS)
      await turn()
    }
    each()
    await moment()
  }
}

/** Until it is so: a few seconds at most. */
async function until(isSo: () => unknown, ms = 10_000): Promise<void> {
  for (let gone = 0; gone < ms && !isSo(); gone += 50) {
    vi.advanceTimersByTime(50)
    await moment()
  }
  expect(isSo(), String(isSo)).toBeTruthy()
}

async function start(settings: FakeTauSettings = {}): Promise<FakeTau> {
  const fake = await startFakeTau({ bots: ['annbot'], ...settings })
  onTestFinished(() => fake.close())
  // Its worker has been there for a while when Promethean comes.
  await pass(10_000)
  return fake
}

type Options = Partial<Parameters<typeof tau>[0]>
const useOf = ({ url, token }: FakeTau, options: Options = {}) =>
  tau({ url, token, chat: ['annbot'], quiet: '90s', ...options })

async function connected(fake: FakeTau, options: Options = {}, settings = {}): Promise<PluginRun> {
  const run = await runPlugin(useOf(fake, options), settings)
  onTestFinished(() => run.stop())
  await until(() => run.state() === 'connected')
  return run
}

const open = (fake: FakeTau, account: string) =>
  fake.clients.filter(one => one.path.includes(account) && one.closedAt === undefined).length

async function restartWorker(fake: FakeTau): Promise<void> {
  fake.killWorker()
  await pass(10_000)
  fake.startWorker()
}

const warned = (run: PluginRun) =>
  run.logged.filter(({ level }) => level === 'warn').map(({ message }) => message)
const reasonOf = async (run: PluginRun) => {
  const { plugins } = await run.status()
  return plugins.find(({ id }) => id === 'tau')?.reason
}

const live = new AbortController().signal
const say = (run: PluginRun, text: string) =>
  run.port(ChatSender).send(text, { platform: 'twitch', channel: 'annstreams' }, live)

describe('a worker of TAU that was started anew', () => {
  test('gets the bot into chat again: a second socket beside the first, which stays', async () => {
    const fake = await start()
    const run = await connected(fake)
    await until(() => fake.isInChat('annbot'))
    await pass(130_000)
    expect(open(fake, 'annbot')).toBe(1)
    await restartWorker(fake)
    expect(fake.isInChat('annbot')).toBe(false)
    await pass(240_000)
    expect(fake.isInChat('annbot')).toBe(true)
    expect(fake.clients.every(({ closedAt }) => closedAt === undefined)).toBe(true)
    expect(warned(run)).toEqual([expect.stringMatching(/restarted and does not know annbot/)])
    await say(run, 'back again')
    await until(() => fake.said.length > 0)
    // Only one of the sockets is read.
    fake.room(':bea!bea@bea.tmi.twitch.tv PRIVMSG #annstreams :welcome')
    await until(() => told(run, 'chat.message').length > 0)
    await pass(10_000)
    expect(told(run, 'chat.message')).toHaveLength(1)
    expect((await run.status()).repeats).toBe(0)
  })

  test('is noticed each time, over restarts, reloads and edits of Promethean too', async () => {
    const fake = await start()
    const folder = await mkdtemp(join(tmpdir(), 'tau-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const journal = () => openSqliteJournal(join(folder, 'journal.db'))
    const first = await connected(fake, {}, { journal: await journal() })
    await pass(130_000)
    for (let n = 0; n < 2; n += 1) {
      await restartWorker(fake)
      await pass(250_000)
      expect(fake.isInChat('annbot')).toBe(true)
    }
    await first.reload(useOf(fake, { history: false }))
    await pass(30_000)
    expect(fake.isInChat('annbot')).toBe(true)
    await first.stop()
    await pass(10_000)
    expect(fake.isInChat('annbot')).toBe(false)
    await connected(fake, {}, { journal: await journal() })
    await until(() => fake.isInChat('annbot'))
  })

  test('is noticed where all of TAU was, and the worker was slower than Promethean', async () => {
    const fake = await start()
    const run = await connected(fake)
    await pass(130_000)
    await fake.down()
    fake.killWorker()
    await until(() => run.state() !== 'connected')
    await fake.up()
    await until(() => open(fake, 'annbot') === 1, 90_000)
    fake.startWorker()
    await pass(130_000)
    expect(fake.isInChat('annbot')).toBe(true)
  })

  test('is noticed where it was away so long that the connection was given up meanwhile', async () => {
    const fake = await start()
    const run = await connected(fake)
    await pass(220_000)
    fake.killWorker()
    await pass(30_000)
    fake.startWorker()
    await pass(140_000)
    expect(told(run, 'source.disconnected')).toHaveLength(1)
    expect(fake.isInChat('annbot')).toBe(true)
  })

  test('is not looked for without end where TAU is only slow: sockets stay few, and what is heard ends the doubt', async () => {
    // Each round of this worker takes ten seconds: each keep_alive may be one of a worker that is new.
    const fake = await start({ keepAliveMs: 130_000 })
    const run = await connected(fake)
    await pass(20 * 130_000)
    expect(open(fake, 'annbot')).toBeLessThanOrEqual(15)
    expect(await reasonOf(run)).toMatch(/^TAU's worker seems to restart again and again/)
    expect(fake.isInChat('annbot')).toBe(true)
    fake.room(':bea!bea@bea.tmi.twitch.tv PRIVMSG #annstreams :all is well')
    await until(() => told(run, 'chat.message').length > 0)
    expect(await reasonOf(run)).toBeUndefined()
    await pass(10 * 130_000)
    expect(open(fake, 'annbot')).toBeLessThanOrEqual(15)
    expect(warned(run).filter(one => /again and again/.test(one))).toHaveLength(1)
  })

  test('is not seen where there is none', async () => {
    const fake = await start()
    const run = await connected(fake)
    await pass(1_200_000)
    expect([open(fake, 'annbot'), warned(run)]).toEqual([1, []])
  })

  test('leaves the bot in chat when another client of it leaves', async () => {
    const fake = await start()
    await connected(fake)
    const other = await connected(fake)
    await pass(130_000)
    await restartWorker(fake)
    await pass(250_000)
    await other.stop()
    await pass(10_000)
    expect(fake.isInChat('annbot')).toBe(true)
  })
})

describe('a connection that TAU has forgotten', () => {
  test('is given up when keep_alives stay out, and what it missed is fetched', async () => {
    const fake = await start()
    const run = await connected(fake)
    await pass(250_000)
    fake.forgetSockets()
    fake.happen('channel-follow', payloads['channel-follow'])
    await pass(260_000)
    const [gone] = run.events.filter(({ type }) => type === 'source.disconnected')
    expect(gone?.data).toMatchObject({ reason: expect.stringMatching(/no longer gets keep_alive/) })
    await until(() => run.events.some(({ type }) => type === 'channel.followed'))
    fake.happen('channel-raid', payloads['channel-raid'])
    await until(() => run.events.some(({ type }) => type === 'channel.raided'))
    await until(() => fake.isInChat('annbot'))
  })

  test('never comes to be: it is renewed before, and nothing is lost or told twice by that', async () => {
    const fake = await start()
    const run = await connected(fake)
    let count = 0
    const happens = () => {
      count += 1
      fake.happen('my-own', { count })
      fake.frame('/ws/chat-bots/annbot/', untagged(`line ${count}`))
    }
    await pass(11 * 3_600_000 - 60_000)
    const before = fake.clients.length
    for (let n = 0; n < 400; n += 1) await pass(10_000, happens)
    await until(() => told(run, 'platform.event').length === count)
    expect(fake.clients.length).toBe(before + 2)
    expect(fake.clients.filter(({ closedAt }) => closedAt === undefined)).toHaveLength(2)
    expect(told(run, 'platform.event').map(({ raw }) => Object(raw).event_data.count)).toEqual(
      Array.from({ length: count }, (_, n) => n + 1),
    )
    expect(told(run, 'chat.message')).toHaveLength(count)
    expect(told(run, 'source.disconnected')).toEqual([])
    expect(fake.isInChat('annbot')).toBe(true)
    expect(fake.isWorkerDead).toBe(false)
  }, 120_000)
})

describe('a worker of TAU that is dead', () => {
  test('is told after five minutes, nobody speaks meanwhile, and it is over when it is heard again', async () => {
    const fake = await start()
    const run = await connected(fake)
    await pass(125_000)
    fake.killWorker()
    await pass(330_000)
    const sentence = expect.stringMatching(
      /no sign of TAU's worker for 5 min.*restart TAU's worker/,
    )
    expect(warned(run)).toContainEqual(sentence)
    expect(await reasonOf(run)).toEqual(sentence)
    expect(run.state()).toBe('connected')
    await expect(say(run, 'anybody?')).rejects.toThrow(/none of the accounts/)
    fake.happen('channel-raid', payloads['channel-raid'])
    await until(() => run.events.some(({ type }) => type === 'channel.raided'))
    fake.startWorker()
    await pass(140_000)
    expect(await reasonOf(run)).toBeUndefined()
    expect(run.logged.map(({ message }) => message)).toContain("TAU's worker sends again")
    await until(() => fake.isInChat('annbot'))
    await say(run, 'back again')
    await until(() => fake.said.length > 0)
  })

  test('from the start is told too, once', async () => {
    const fake = await start()
    fake.killWorker()
    const run = await connected(fake)
    await pass(900_000)
    expect(warned(run)).toEqual([expect.stringMatching(/no sign of TAU's worker/)])
  })

  test('is not what one is called that brings chat without a keep_alive', async () => {
    const fake = await start({ keepAliveMs: 86_400_000 })
    const run = await connected(fake)
    for (let n = 0; n < 5; n += 1) {
      await pass(200_000)
      fake.room(':bea!bea@bea.tmi.twitch.tv PRIVMSG #annstreams :hello')
    }
    await until(() => told(run, 'chat.message').length === 5)
    expect(warned(run)).toEqual([])
    await pass(330_000)
    expect(warned(run)).toEqual([expect.stringMatching(/chat probably does not work/)])
    // It may be one of those that send none: it is spoken through all the same.
    await say(run, 'anybody?')
    await until(() => fake.said.length > 0)
  })

  test('is nobody’s trouble where no chat is wanted', async () => {
    const fake = await start()
    fake.killWorker()
    const run = await connected(fake, { chat: [] })
    await pass(900_000)
    expect(warned(run)).toEqual([])
  })
})

describe('what is mended in TAU while connected', () => {
  test('use_irc turned on is noticed: the streamer speaks', async () => {
    const fake = await start({ useIrc: false })
    const run = await connected(fake, { chat: ['annstreams'] })
    expect(run.port(ChatSender).account('twitch')).toBeUndefined()
    fake.settings.use_irc = true
    await pass(80_000)
    expect(run.port(ChatSender).account('twitch')).toMatchObject({ name: 'annstreams' })
    await say(run, 'hello')
    await until(() => fake.said.length > 0)
    fake.settings.use_irc = false
    await pass(320_000)
    expect(run.port(ChatSender).account('twitch')).toBeUndefined()
    expect(warned(run)).toHaveLength(2)
  })

  test('a bot that is added is read and speaks, and TAU’s worker bears it', async () => {
    const fake = await start({ bots: [] })
    const run = await connected(fake)
    await pass(200_000)
    expect(run.logged.filter(({ level }) => level === 'error')).toHaveLength(1)
    fake.addBot('annbot')
    await pass(90_000)
    expect(fake.isInChat('annbot')).toBe(true)
    await say(run, 'hello')
    await until(() => fake.said.length > 0)
    fake.room(':bea!bea@bea.tmi.twitch.tv PRIVMSG #annstreams :welcome')
    await until(() => told(run, 'chat.message').length === 1)
  })

  test('costs TAU two small calls a minute at most while something is amiss, and one in five else', async () => {
    const fake = await start({ useIrc: false })
    await connected(fake, { chat: ['annstreams'] })
    const settings = () => fake.requests.filter(({ path }) => path.includes('settings')).length
    const before = settings()
    await pass(600_000)
    expect(settings() - before).toBeLessThanOrEqual(20)
    fake.settings.use_irc = true
    await pass(60_000)
    const mended = settings()
    await pass(600_000)
    expect(settings() - mended).toBeLessThanOrEqual(2)
  })
})

const told = (run: PluginRun, type: string) => run.events.filter(one => one.type === type)

const untagged = (text: string) => ({
  irc_username: 'annbot',
  data: {
    raw: `:bea!bea@bea.tmi.twitch.tv PRIVMSG #annstreams :${text}\r\n`,
    tags: {},
    command: 'PRIVMSG',
  },
})
