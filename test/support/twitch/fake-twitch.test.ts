import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ChatClient } from '@twurple/chat'
import tmi from 'tmi.js'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { lines } from '../frames/twitch/lines.ts'
import { type FakeTwitchSettings, startFakeTwitch } from './fake-twitch.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

async function start(settings: FakeTwitchSettings = {}) {
  const fake = await startFakeTwitch(settings)
  onTestFinished(() => fake.close())
  return fake
}

function tmiClient(port: number, more: tmi.Options = {}) {
  const client = new tmi.Client({
    connection: { server: '127.0.0.1', port, secure: false, reconnect: false },
    channels: ['ann'],
    logger: { info() {}, warn() {}, error() {} },
    options: { skipUpdatingEmotesets: true, joinInterval: 300 },
    ...more,
  })
  onTestFinished(async () => {
    await client.disconnect().catch(() => undefined)
  })
  return client
}

const annbot = { identity: { username: 'annbot', password: 'oauth:sesame' } }

/** Twurple has no option for a port; behind the question mark its own one is no longer part of the address. */
function twurpleClient(port: number, more: ConstructorParameters<typeof ChatClient>[0] = {}) {
  const client = new ChatClient({
    hostName: `127.0.0.1:${port}/?`,
    ssl: false,
    channels: ['ann'],
    logger: { minLevel: 0, custom: () => undefined },
    ...more,
  })
  onTestFinished(() => client.quit())
  return client
}

test('tmi.js logs in without a name, joins and hears what is said', async () => {
  const fake = await start()
  const client = tmiClient(fake.port)
  const heard: string[] = []
  client.on('message', (channel, tags, text) => heard.push(`${channel} ${tags.username} ${text}`))
  await client.connect()
  await expect.poll(() => fake.inRoom('ann')).toHaveLength(1)
  fake.say({ channel: 'ann', login: 'cleo', text: 'hello' })
  await expect.poll(() => heard).toEqual(['#ann cleo hello'])
})

test('tmi.js logs in by name, and what it says reaches the others but not itself', async () => {
  const fake = await start({ tokens: ['sesame'] })
  const client = tmiClient(fake.port, annbot)
  const other = tmiClient(fake.port)
  const heard: string[] = []
  const echoed: string[] = []
  client.on('message', (_, __, text, self) => self || echoed.push(text))
  other.on('message', (_, tags, text) => heard.push(`${tags.username} ${text}`))
  await Promise.all([client.connect(), other.connect()])
  await expect.poll(() => fake.inRoom('ann')).toHaveLength(2)
  await expect.poll(() => client.getUsername()).toBe('annbot')
  await client.say('ann', 'hi')
  await client.say('ann', '/me waves')
  await expect.poll(() => heard).toEqual(['annbot hi', 'annbot waves'])
  expect(echoed).toEqual([])
  expect(fake.received().filter(line => line.includes('PRIVMSG'))).toEqual([
    'PRIVMSG #ann :hi',
    'PRIVMSG #ann :\x01ACTION waves\x01',
  ])
})

test('tmi.js is told why its line was dropped', async () => {
  const fake = await start({ messageLimit: 2 })
  const client = tmiClient(fake.port, annbot)
  const notices: string[] = []
  client.on('notice', (_, id) => notices.push(id))
  await client.connect()
  await expect.poll(() => fake.inRoom('ann')).toHaveLength(1)
  for (const text of ['one', 'one', 'two', 'three', '/color red']) await client.say('ann', text)
  await expect
    .poll(() => notices)
    .toEqual(['msg_duplicate', 'msg_ratelimit', 'msg_ratelimit', 'unrecognized_cmd'])
})

test('tmi.js is refused with a wrong token, and on the connections named', async () => {
  const fake = await start({ tokens: ['other'], refuse: [2] })
  await expect(tmiClient(fake.port, annbot).connect()).rejects.toBe('Login authentication failed')
  fake.switches.tokens = ['sesame']
  await expect(tmiClient(fake.port, annbot).connect()).rejects.toBe('Login authentication failed')
  await tmiClient(fake.port, annbot).connect()
  expect(fake.open()).toHaveLength(1)
})

test('tmi.js finds its probes answered', async () => {
  const fake = await start()
  const client = tmiClient(fake.port)
  await client.connect()
  await expect(client.ping()).resolves.toHaveLength(1)
})

test('tmi.js parts, and finds an unknown channel silent', async () => {
  const fake = await start({ unknown: ['nobody'] })
  const client = tmiClient(fake.port)
  await client.connect()
  await expect.poll(() => client.getChannels()).toEqual(['#ann'])
  await expect(client.join('nobody')).rejects.toBe('No response from Twitch.')
  await client.part('ann')
  expect(fake.inRoom('ann')).toHaveLength(0)
})

test('Twurple logs in without a name, joins, and understands messages, subs and timeouts', async () => {
  const fake = await start()
  const client = twurpleClient(fake.port)
  const heard: string[] = []
  client.onMessage((channel, user, text) => heard.push(`${channel} ${user} ${text}`))
  client.onSub((channel, user, info) => heard.push(`${channel} ${user} ${info.plan}`))
  client.onTimeout((channel, user, seconds) => heard.push(`${channel} ${user} ${seconds}`))
  client.connect()
  await expect.poll(() => fake.inRoom('ann')).toHaveLength(1)
  fake.say({ channel: 'ann', login: 'cleo', text: 'hello' })
  fake.send(lines.sub, lines.timeout)
  await expect.poll(() => heard).toEqual(['ann cleo hello', 'ann hugo Prime', 'ann cleo 1'])
})

test('Twurple logs in by name, speaks, and is told of a drop', async () => {
  const api = createServer((_, answer) => {
    answer.setHeader('content-type', 'application/json')
    answer.end(
      JSON.stringify({
        client_id: 'c',
        login: 'annbot',
        user_id: '1',
        scopes: [],
        expires_in: 9000,
      }),
    )
  })
  api.listen(0, 'localhost')
  await once(api, 'listening')
  onTestFinished(() => void api.close())
  vi.stubEnv('TWURPLE_MOCK_API_PORT', String((api.address() as AddressInfo).port))
  const fake = await start({ tokens: ['sesame'] })
  const token = {
    accessToken: 'sesame',
    refreshToken: null,
    scope: [],
    expiresIn: 9000,
    obtainmentTimestamp: Date.now(),
    userId: '1',
  }
  const authProvider = {
    clientId: 'c',
    getCurrentScopesForUser: () => [],
    getAccessTokenForUser: async () => token,
    getAccessTokenForIntent: async () => token,
    getAnyAccessToken: async () => token,
  }
  const client = twurpleClient(fake.port, { authProvider })
  const failures: string[] = []
  client.onMessageFailed((_, reason) => failures.push(reason))
  client.onNoPermission((_, reason) => failures.push(reason))
  client.connect()
  await expect.poll(() => fake.inRoom('ann')).toHaveLength(1)
  await client.say('ann', 'hello')
  await client.say('ann', 'hello')
  await expect.poll(() => fake.received().filter(line => line.includes('PRIVMSG'))).toHaveLength(2)
  await expect.poll(() => failures).toEqual(['msg_duplicate'])
})

test('a line is noted with its time and whether somebody listened', async () => {
  const fake = await start()
  fake.say({ channel: 'ann', login: 'cleo', text: 'to nobody' })
  await tmiClient(fake.port).connect()
  await expect.poll(() => fake.inRoom('ann')).toHaveLength(1)
  const before = Date.now()
  fake.say({ channel: 'ann', login: 'cleo', text: 'to one' })
  fake.say({ channel: 'bea', login: 'cleo', text: 'elsewhere' })
  expect(fake.sent.map(({ listeners }) => listeners)).toEqual([0, 1, 0])
  expect(fake.sent[1]?.time).toBeGreaterThanOrEqual(before)
})

test('lines are replayed at the rate asked for', async () => {
  const fake = await start()
  const client = tmiClient(fake.port)
  let heard = 0
  client.on('message', () => {
    heard += 1
  })
  await client.connect()
  await expect.poll(() => fake.inRoom('ann')).toHaveLength(1)
  const started = performance.now()
  await fake.replay(
    Array.from({ length: 200 }, () => lines.plain),
    { rate: 500 },
  )
  expect(performance.now() - started).toBeGreaterThan(350)
  await expect.poll(() => heard).toBe(200)
  await fake.replay(Array.from({ length: 5_000 }, () => lines.plain))
  await expect.poll(() => heard).toBe(5_200)
})

test('joins over the limit cut the connection', async () => {
  const fake = await start({ joinLimit: 2 })
  const client = tmiClient(fake.port, { channels: ['ann', 'bea', 'cleo'] })
  const gone = new Promise(resolve => client.once('disconnected', resolve))
  await client.connect()
  await gone
  expect(fake.received().filter(line => line.startsWith('JOIN'))).toHaveLength(3)
})
