import { Logger, StreamerbotClient } from '@streamerbot/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { answerTo } from '../../support/streamerbot/authentication.ts'
import { type FakeSettings, FakeStreamerbot } from '../../support/streamerbot/fake-streamerbot.ts'
import { chatFrame } from '../../support/streamerbot/lines.ts'

const PASSWORD = 'open sesame'
const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function fakeWith(settings: FakeSettings = {}): Promise<FakeStreamerbot> {
  const fake = await FakeStreamerbot.start(settings)
  cleanups.push(() => fake.stop())
  return fake
}

/** The library as its own users use it. */
async function clientOf(fake: FakeStreamerbot, password?: string): Promise<StreamerbotClient> {
  const connected = vi.fn()
  const client = new StreamerbotClient({
    ...{ port: fake.port, immediate: false, autoReconnect: false },
    ...{ onConnect: connected, logger: new Logger({ customLogger: () => {} }) },
    ...(password === undefined ? {} : { password }),
  })
  cleanups.push(() => client.disconnect().catch(() => {}))
  await client.connect()
  await vi.waitFor(() => expect(connected).toHaveBeenCalledTimes(1))
  return client
}

describe('the fake Streamer.bot and the real client', () => {
  it('agree on signing in, in each mode', async () => {
    for (const auth of ['off', 'on', 'enforced'] as const) {
      const fake = await fakeWith({ auth })
      const client = await clientOf(fake, PASSWORD)
      expect(client.authenticated).toBe(auth !== 'off')
    }
    expect((await clientOf(await fakeWith({ auth: 'on' }))).ready).toBe(true)
  })

  it('agree on who may send chat', async () => {
    const fake = await fakeWith({ auth: 'on' })
    await expect(
      bare(fake, { request: 'SendMessage', platform: 'twitch', message: 'hi' }),
    ).resolves.toEqual({
      ...{ status: 'error', error: 'Authentication required', id: 'x1' },
    })
    const client = await clientOf(fake, PASSWORD)
    await expect(client.sendMessage('twitch', 'hi')).resolves.toMatchObject({ status: 'ok' })
    expect(fake.world.messages).toMatchObject([{ platform: 'twitch', message: 'hi', bot: false }])
  })

  it('agree on events: only to who subscribed, no longer after unsubscribing', async () => {
    const fake = await fakeWith()
    const client = await clientOf(fake)
    const heard: unknown[] = []
    expect(fake.emit(chatFrame('a1'))).toBe(false)
    await client.on('Twitch.ChatMessage', payload => void heard.push(payload))
    await client.subscribe({ Twitch: ['Follow'] })
    expect(fake.open[0]?.subscriptions).toEqual(['Twitch.ChatMessage', 'Twitch.Follow'])
    expect(fake.emit(chatFrame('a2'))).toBe(true)
    await vi.waitFor(() => expect(heard).toMatchObject([chatFrame('a2')]))
    await client.unsubscribe({ Twitch: ['ChatMessage'] })
    expect(fake.emit(chatFrame('a3'))).toBe(false)
    expect(fake.told.map(({ listened }) => listened)).toEqual([false, true, false])
  })

  it('agree on actions and globals, with the types of the arguments', async () => {
    const fake = await fakeWith({
      world: { actions: [{ id: 'act-1', name: 'Set Title', sets: ['title'] }] },
    })
    const client = await clientOf(fake)
    const changes: unknown[] = []
    await client.on('Misc.GlobalVariableUpdated', ({ data }) => void changes.push(data))
    await client.doAction({ name: 'Set Title' }, { title: 'Sheds', count: 2, loud: true })
    expect(fake.world.runs[0]?.args).toEqual({ title: 'Sheds', count: 2, loud: true })
    await vi.waitFor(() => expect(changes).toMatchObject([{ name: 'title', newValue: 'Sheds' }]))
    await expect(client.getGlobal('title')).resolves.toMatchObject({ variable: { value: 'Sheds' } })
    await expect(client.getGlobal('nothing')).rejects.toThrow('Request failed')
    await expect(client.doAction('no such action')).rejects.toThrow('Request failed')
    await expect(client.getActions()).resolves.toMatchObject({ count: 1 })
    await expect(client.getBroadcaster()).resolves.toMatchObject({
      connected: expect.arrayContaining(['twitch']),
    })
  })

  it('agree on answers that are late, out of order or errors', async () => {
    const fake = await fakeWith()
    const client = await clientOf(fake)
    fake.script('GetActions', { delayMs: 30 })
    fake.script('GetGlobals', { error: 'busy', times: 1 })
    const order: string[] = []
    await Promise.all([
      client.getActions().then(() => order.push('actions')),
      client.getBroadcaster().then(() => order.push('broadcaster')),
      expect(client.getGlobals()).rejects.toThrow('Request failed'),
    ])
    expect(order).toEqual(['broadcaster', 'actions'])
    await expect(client.getGlobals()).resolves.toMatchObject({ status: 'ok', count: 0 })
  })
})

describe('the fake Streamer.bot', () => {
  it('hashes as the documented algorithm does', () => {
    const answer = answerTo({ salt: 'salt', challenge: 'chal' }, 'pw')
    expect(answer).toBe('Q0/N7u40IGqt4Ynf9v3w9R2yCDZxba9npsZLdIyWi8M=')
  })

  it('closes a first request that is none of authentication, where it is enforced', async () => {
    const fake = await fakeWith({ auth: 'enforced' })
    await expect(bare(fake, { request: 'GetInfo' })).resolves.toBe(1008)
  })

  it('closes where enforced and nothing is asked in time', async () => {
    const fake = await fakeWith({ auth: 'enforced', firstRequestMs: 20 })
    await expect(bare(fake, undefined)).resolves.toBe(1008)
  })

  it('closes a wrong password with 4009, or answers it with an error', async () => {
    const request = { request: 'Authenticate', authentication: 'nonsense' }
    await expect(
      bare(await fakeWith({ auth: 'on', wrongPassword: 'close' }), request),
    ).resolves.toBe(4009)
    await expect(bare(await fakeWith({ auth: 'on' }), request)).resolves.toMatchObject({
      status: 'error',
      id: 'x1',
    })
  })

  it('listens on the same port again after a stop, and gives every connection a fresh challenge', async () => {
    const fake = await fakeWith({ auth: 'on' })
    const { port } = fake
    await clientOf(fake, PASSWORD)
    await fake.stop()
    await fake.listen()
    await clientOf(fake, PASSWORD)
    expect(fake.port).toBe(port)
    const salts = fake.peers.map(({ greeting }) => greeting.authentication?.salt)
    expect(new Set(salts).size).toBe(2)
  })
})

/** Sends one request by hand; gives its answer, or the code the server closed with. */
function bare(fake: FakeStreamerbot, request: object | undefined): Promise<unknown> {
  return new Promise(resolve => {
    const socket = new WebSocket(`ws://127.0.0.1:${fake.port}/`)
    cleanups.push(() => socket.terminate())
    socket.on('open', () => request && socket.send(JSON.stringify({ ...request, id: 'x1' })))
    socket.on('close', resolve)
    socket.on('message', bytes => {
      const frame = JSON.parse(String(bytes))
      if (frame.id === 'x1') resolve(frame)
    })
  })
}
