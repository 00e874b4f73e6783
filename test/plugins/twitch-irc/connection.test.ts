import { createServer } from 'node:net'
import { sentenceOf } from 'promethean'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Chat, type ChatSettings, openChat } from '../../../plugins/twitch-irc/connection.ts'
import { lines, malformed } from '../../support/frames/twitch/lines.ts'
import { type FakeTwitchSettings, startFakeTwitch } from '../../support/twitch/fake-twitch.ts'

afterEach(() => {
  vi.useRealTimers()
})

async function start(settings: FakeTwitchSettings = {}) {
  const fake = await startFakeTwitch(settings)
  onTestFinished(() => fake.close())
  return fake
}

/** A connection that writes down all it tells. */
function open(address: string, more: Partial<ChatSettings> = {}) {
  const told = {
    lines: [] as string[],
    ready: [] as (readonly string[])[],
    ended: [] as string[],
    malformed: [] as unknown[],
    heard: 0,
  }
  const settings = { address, channels: ['ann'], identity: undefined, pingMs: 60_000, ...more }
  const chat: Chat = openChat(settings, {
    heard: () => {
      told.heard += 1
    },
    ready: missing => told.ready.push(missing),
    line: ({ raw }) => told.lines.push(raw),
    malformed: failure => told.malformed.push(failure),
    ended: reason => told.ended.push(sentenceOf(reason)),
  })
  onTestFinished(() => chat.close())
  return { chat, told }
}

const annbot = { username: 'annbot', token: 'oauth:Sesame' }

test('it logs in anonymously and is nobody', async () => {
  const fake = await start()
  const { chat, told } = open(fake.url)
  await expect.poll(() => told.ready).toEqual([[]])
  const [capabilities, pass, nick, join] = fake.received()
  expect(capabilities).toBe('CAP REQ :twitch.tv/tags twitch.tv/commands')
  expect(pass).toBe('PASS SCHMOOPIIE')
  expect(nick).toMatch(/^NICK justinfan\d+$/)
  expect(join).toBe('JOIN #ann')
  expect(chat.account()).toBeUndefined()
  expect(chat.hasJoined('ann')).toBe(true)
})

test('it logs in with a token and knows its name and id', async () => {
  const fake = await start({ tokens: ['sesame'] })
  const { chat, told } = open(fake.url, { identity: annbot })
  await expect.poll(() => told.ready).toHaveLength(1)
  expect(chat.account()).toEqual({ name: 'annbot', id: expect.stringMatching(/^\d+$/) })
})

test('lines arrive as they are, their spaces at both ends too', async () => {
  const fake = await start()
  const { told } = open(fake.url)
  await expect.poll(() => told.ready).toHaveLength(1)
  fake.send(lines.spaces, lines.emoji)
  fake.send(lines.spaces)
  await expect.poll(() => told.lines.slice(-3)).toEqual([lines.spaces, lines.emoji, lines.spaces])
})

test('no malformed line ends it, nor costs the others of its frame', async () => {
  const fake = await start()
  const { told } = open(fake.url)
  await expect.poll(() => told.ready).toHaveLength(1)
  for (const bad of malformed) fake.sendRaw(`${bad}\r\n${lines.plain}\r\n`)
  await expect
    .poll(() => told.lines.filter(line => line === lines.plain))
    .toHaveLength(malformed.length)
  expect(told.ended).toEqual([])
})

test('a line whose reader throws is told as malformed, and the next ones arrive', async () => {
  const fake = await start()
  const seen: string[] = []
  const failures: unknown[] = []
  const chat = openChat(
    { address: fake.url, channels: ['ann'], identity: undefined, pingMs: 60_000 },
    {
      heard() {},
      ready() {},
      line({ raw }) {
        if (raw === lines.cheer) throw new Error('a bug of ours')
        seen.push(raw)
      },
      malformed: failure => failures.push(failure),
      ended() {},
    },
  )
  onTestFinished(() => chat.close())
  await expect.poll(() => fake.inRoom('ann')).toHaveLength(1)
  fake.send(lines.cheer, lines.plain)
  await expect.poll(() => seen).toContain(lines.plain)
  expect(failures).toEqual([new Error('a bug of ours')])
})

test('a binary frame is told as malformed and ends nothing', async () => {
  const fake = await start()
  const { told } = open(fake.url)
  await expect.poll(() => told.ready).toHaveLength(1)
  fake.sendRaw(Buffer.from([1, 2, 3]))
  fake.send(lines.plain)
  await expect.poll(() => told.lines).toContain(lines.plain)
  expect(told.malformed).toHaveLength(1)
})

test('a character broken in its bytes costs that character, not the connection', async () => {
  const fake = await start()
  const { told } = open(fake.url)
  await expect.poll(() => told.ready).toHaveLength(1)
  fake.sendRaw(Buffer.concat([Buffer.from(lines.plain), Buffer.from([0xf0, 0x9f, 0x98])]), {
    binary: false,
  })
  fake.send(lines.cheer)
  await expect.poll(() => told.lines).toContain(lines.cheer)
  expect(told.lines).toContain(`${lines.plain}\ufffd`)
  expect(told.ended).toEqual([])
})

test('a line cut over two frames costs no more than itself', async () => {
  const fake = await start()
  const { told } = open(fake.url)
  await expect.poll(() => told.ready).toHaveLength(1)
  fake.sendRaw(lines.plain.slice(0, 100))
  fake.sendRaw(`${lines.plain.slice(100)}\r\n`)
  fake.send(lines.cheer)
  await expect.poll(() => told.lines.at(-1)).toBe(lines.cheer)
})

test.each([1, 2])('RECONNECT %i times ends it once and leaves no other connection', async times => {
  const fake = await start()
  const { told } = open(fake.url)
  await expect.poll(() => told.ready).toHaveLength(1)
  fake.reconnect({ times, hangUp: times === 2 })
  await expect.poll(() => told.ended).toEqual([expect.stringContaining('new connection')])
  await expect.poll(() => fake.open()).toHaveLength(0)
  expect(fake.connections).toHaveLength(1)
  expect(told.ended).toHaveLength(1)
})

test('nothing of a frame after RECONNECT is told', async () => {
  const fake = await start()
  const { told } = open(fake.url)
  await expect.poll(() => told.ready).toHaveLength(1)
  fake.sendRaw(`:tmi.twitch.tv RECONNECT\r\n${lines.plain}\r\n`)
  await expect.poll(() => told.ended).toHaveLength(1)
  expect(told.lines).not.toContain(lines.plain)
})

test.each([
  ['sesame', ['other'], 'Login authentication failed'],
  [' ', undefined, 'Improperly formatted auth'],
])('a refused login says so, never the token', async (token, tokens, said) => {
  const fake = await start(tokens ? { tokens } : {})
  const { chat, told } = open(fake.url, { identity: { username: 'annbot', token } })
  await expect.poll(() => told.ended).toEqual([expect.stringContaining(said)])
  expect(told.ended[0]).toMatch(/as annbot.*chat:read and chat:edit/)
  expect(told.ended[0]).not.toContain('sesame')
  expect(chat.account()).toBeUndefined()
})

test.each(['before 001', 'before 376'] as const)('a hang-up %s is no login', async hangUp => {
  const fake = await start({ hangUp })
  const { told } = open(fake.url)
  await expect
    .poll(() => told.ended)
    .toEqual([expect.stringContaining('before the login finished')])
  expect(told.ready).toEqual([])
})

test('a hang-up in the middle of the joins ends it', async () => {
  const fake = await start({ hangUp: 'in joins' })
  const { told } = open(fake.url, { channels: ['ann', 'bea', 'cleo'] })
  await expect.poll(() => told.ended).toEqual([expect.stringContaining('lost')])
  expect(told.ready).toEqual([])
})

test('silence after NICK ends it after ten seconds', async () => {
  const fake = await start({ silentAfterNick: true })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { told } = open(fake.url)
  await vi.waitFor(() => expect(fake.received()).toHaveLength(3))
  // Waiting moved the clock by some steps of 50 ms already.
  vi.advanceTimersByTime(9_000)
  expect(told.ended).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(told.ended).toEqual([expect.stringContaining('no answer within 10 s')])
})

test('where nobody listens it says so', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  const port = await new Promise<number>(resolve => {
    server.once('listening', () => resolve(Object(server.address()).port))
  })
  await new Promise(resolve => server.close(resolve))
  const { told } = open(`ws://127.0.0.1:${port}/`)
  await expect
    .poll(() => told.ended)
    .toEqual([expect.stringMatching(/^cannot reach .*ECONNREFUSED/)])
})

test('closing while it connects, or logs in, tells nothing and leaves nothing', async () => {
  const fake = await start({ silentAfterNick: true })
  const early = open(fake.url)
  early.chat.close()
  const later = open(fake.url)
  await expect.poll(() => fake.received()).toHaveLength(3)
  later.chat.close()
  await expect.poll(() => fake.open()).toHaveLength(0)
  expect([early.told.ended, later.told.ended]).toEqual([[], []])
})

test('the server’s PING is answered, with and without a prefix', async () => {
  const fake = await start()
  const { told } = open(fake.url)
  await expect.poll(() => told.ready).toHaveLength(1)
  fake.sendRaw('PING :tmi.twitch.tv\r\n')
  fake.sendRaw(':tmi.twitch.tv PING :again\r\n')
  await expect.poll(() => fake.received().slice(-2)).toEqual(['PONG :tmi.twitch.tv', 'PONG :again'])
})

test.each(['bare', 'prefixed'] as const)(
  'its own PINGs are answered (%s) and heard',
  async pong => {
    const fake = await start({ pong })
    const { told } = open(fake.url, { pingMs: 100 })
    await expect.poll(() => told.ready).toHaveLength(1)
    const before = told.heard
    await expect.poll(() => told.heard).toBeGreaterThan(before + 2)
    expect(told.ended).toEqual([])
  },
)

test('channels are joined one after the other, never more than Twitch allows', async () => {
  const channels = Array.from({ length: 6 }, (_, at) => `room${at}`)
  const fake = await start()
  const { told } = open(fake.url, { channels })
  await expect.poll(() => told.ready).toEqual([[]])
  const joins = fake.connections[0]?.received.filter(({ line }) => line.startsWith('JOIN')) ?? []
  expect(joins.map(({ line }) => line)).toEqual(channels.map(channel => `JOIN #${channel}`))
  const gaps = joins.slice(1).map(({ time }, at) => time - (joins[at]?.time ?? 0))
  // 550 ms apart make 19 in 10 s; a timer may come a little early against another clock.
  expect(Math.min(...gaps)).toBeGreaterThan(500)
})
