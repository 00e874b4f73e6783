import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Fields } from '../../../plugins/formats/json.ts'
import { type Address, Connection } from '../../../plugins/obs/connection.ts'
import type { Disconnection } from '../../../plugins/obs/errors.ts'
import { FakeObs, type FakeSettings } from '../../support/obs/fake-obs.ts'

const FAKED: ('setTimeout' | 'clearTimeout')[] = ['setTimeout', 'clearTimeout']
const cleanups: (() => unknown)[] = []
const strays: unknown[] = []
const stray = (failure: unknown) => void strays.push(failure)

beforeEach(() => {
  process.on('unhandledRejection', stray)
})

afterEach(async () => {
  vi.useRealTimers()
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  process.off('unhandledRejection', stray)
  expect(strays.splice(0)).toEqual([])
})

async function fakeWith(settings: FakeSettings = {}): Promise<FakeObs> {
  const fake = await FakeObs.start(settings)
  cleanups.push(() => fake.stop())
  return fake
}

/** What a connection told. */
class Heard {
  readonly connection: Connection
  readonly lost: Disconnection[] = []
  readonly events: Fields[] = []
  connected = 0
  unreadable = 0

  constructor(address: Address) {
    this.connection = new Connection(address, {
      heard: () => undefined,
      connected: () => {
        this.connected += 1
      },
      unreadable: () => {
        this.unreadable += 1
      },
      event: event => this.events.push(event),
      lost: trouble => this.lost.push(trouble),
    })
    cleanups.push(() => this.connection.close())
  }
}

async function connected(fake: FakeObs, address: Partial<Address> = {}): Promise<Heard> {
  const told = new Heard({ url: fake.url, ...address })
  await vi.waitFor(() => expect(told.connected).toBe(1))
  return told
}

const isLost = (told: Heard) => vi.waitFor(() => expect(told.lost).toHaveLength(1))

describe('connecting', () => {
  it('speaks JSON, which the bare name of the library does not in Node', async () => {
    const fake = await fakeWith()
    await connected(fake)
    expect(fake.identified.map(({ socket }) => socket.protocol)).toEqual(['obswebsocket.json'])
  })

  it('works with the password, and with one that is not needed', async () => {
    for (const password of ['made-up', undefined]) {
      const fake = await fakeWith(password === undefined ? {} : { password })
      expect((await connected(fake, { password: 'made-up' })).lost).toEqual([])
    }
  })

  it('tells a refused password from a missing one', async () => {
    const fake = await fakeWith({ password: 'made-up' })
    const wrong = new Heard({ url: fake.url, password: 'guessed' })
    const missing = new Heard({ url: fake.url })
    await isLost(wrong)
    await isLost(missing)
    expect(wrong.lost).toEqual([{ kind: 'wrong_password' }])
    expect(missing.lost).toEqual([{ kind: 'password_missing' }])
  })

  it.each(['no-upgrade', 'no-hello', 'no-identified'] as const)(
    'is given up after 8 s where it hangs (%s), and its socket is really closed',
    async greets => {
      vi.useFakeTimers({ toFake: FAKED })
      const fake = await fakeWith({ greets })
      const told = new Heard({ url: fake.url })
      await vi.waitFor(() => expect(fake.openSockets).toBe(1))
      if (greets !== 'no-upgrade') await vi.waitFor(() => expect(fake.peers).toHaveLength(1))
      await vi.advanceTimersByTimeAsync(8_100)
      expect(told.lost).toEqual([{ kind: 'no_answer' }])
      await vi.advanceTimersByTimeAsync(300)
      await vi.waitFor(() => expect(fake.openSockets).toBe(0))
      expect(told.connected).toBe(0)
    },
  )

  it('that was given up does not become a connection once OBS thaws', async () => {
    const fake = await fakeWith()
    fake.freeze()
    const told = new Heard({ url: fake.url })
    await vi.waitFor(() => expect(fake.openSockets).toBe(1))
    await told.connection.close()
    fake.thaw()
    await vi.waitFor(() => expect(fake.openSockets).toBe(0))
    expect(fake.identified).toEqual([])
    expect(told.connected).toBe(0)
  })

  it('that failed is told once, though the library tells it three times', async () => {
    const fake = await fakeWith()
    await fake.stop()
    const told = new Heard({ url: fake.url })
    await isLost(told)
    // What else the library has to say comes with the next turns.
    await new Promise(resolve => setImmediate(resolve))
    expect(told.lost).toEqual([
      { kind: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') },
    ])
  })

  it('to what is no OBS 28 says so', async () => {
    const web = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
    // As the OBS of before speaks: a WebSocket without a subprotocol.
    const old = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => false })
    cleanups.push(
      () => web.close(),
      () => old.close(),
    )
    await vi.waitFor(() => expect(web.listening && old.address() !== null).toBe(true))
    for (const server of [web, old]) {
      // A listening TCP server has an address with a port.
      const { port } = server.address() as AddressInfo
      const told = new Heard({ url: `ws://127.0.0.1:${port}` })
      await isLost(told)
      expect(told.lost).toMatchObject([{ kind: 'not_obs' }])
    }
  })
})

describe('a question', () => {
  it('gets its own answer, whichever comes first', async () => {
    const fake = await fakeWith()
    const { connection } = await connected(fake)
    fake.script('GetSceneList', { delayMs: 20 })
    const order: string[] = []
    const [scenes, status] = await Promise.all([
      connection.ask('GetSceneList').finally(() => order.push('scenes')),
      connection.ask('GetStreamStatus').finally(() => order.push('status')),
    ])
    expect(order).toEqual(['status', 'scenes'])
    expect(scenes.currentProgramSceneName).toBe('Scene A')
    expect(status.outputActive).toBe(false)
  })

  it('is refused in the words of OBS', async () => {
    const { connection } = await connected(await fakeWith())
    const refused = connection.ask('SetCurrentProgramScene', { sceneName: 'Nope' })
    await expect(refused).rejects.toMatchObject({
      code: 600,
      message: 'No source was found by the name of `Nope`.',
    })
  })

  it('ends after 5 s where OBS is frozen', async () => {
    const fake = await fakeWith()
    const { connection } = await connected(fake)
    vi.useFakeTimers({ toFake: FAKED })
    fake.freeze()
    const ended = expect(connection.ask('GetVersion')).rejects.toMatchObject({ reason: 'late' })
    await vi.advanceTimersByTimeAsync(5_100)
    await ended
  })

  it('ends with the connection, though the library never settles it', async () => {
    const fake = await fakeWith()
    const { connection } = await connected(fake)
    fake.freeze()
    const ended = expect(connection.ask('GetVersion')).rejects.toMatchObject({ reason: 'closed' })
    await fake.crash()
    await ended
    await expect(connection.ask('GetVersion')).rejects.toMatchObject({ reason: 'closed' })
  })

  it('ends with the signal of whoever asked', async () => {
    const fake = await fakeWith()
    const { connection } = await connected(fake)
    fake.script('GetVersion', { isLost: true })
    const signal = AbortSignal.abort(new Error('no longer wanted'))
    await expect(connection.ask('GetVersion', undefined, { signal })).rejects.toThrow(
      'no longer wanted',
    )
    const leaving = new AbortController()
    const asked = connection.ask('GetVersion', undefined, { signal: leaving.signal })
    leaving.abort(new Error('changed my mind'))
    await expect(asked).rejects.toThrow('changed my mind')
  })

  it('is asked again while OBS loads', async () => {
    const fake = await fakeWith({ notReady: 2 })
    const { connection } = await connected(fake)
    await expect(connection.ask('GetStreamStatus')).resolves.toMatchObject({ outputActive: false })
    expect(fake.asked('GetStreamStatus')).toBe(3)
  })
})

describe('what comes in', () => {
  it('that is no frame is skipped, and what follows is heard', async () => {
    const fake = await fakeWith()
    const told = await connected(fake)
    for (const nonsense of ['{"half": ', '', 'null', '7', '"x"', '[1]', '{"op":5}', '{"d":5}']) {
      fake.sendText(nonsense)
    }
    fake.sendText('{"d":{},"op":99}')
    fake.tell(1, 'ExitStarted')
    await vi.waitFor(() =>
      expect(told.events).toEqual([{ eventIntent: 1, eventType: 'ExitStarted' }]),
    )
    expect(told.unreadable).toBe(8)
    await expect(told.connection.ask('GetVersion')).resolves.toBeDefined()
  })

  it('is not of inputs, whose settings hold secret addresses', async () => {
    const fake = await fakeWith()
    const told = await connected(fake)
    fake.tell(8, 'InputSettingsChanged', { inputSettings: { url: 'https://overlay/secret' } })
    fake.tell(4, 'SceneListChanged', { scenes: [] })
    await vi.waitFor(() => expect(told.events).toHaveLength(1))
    expect(told.events[0]?.eventType).toBe('SceneListChanged')
  })
})

describe('the end', () => {
  it.each([
    [4010, 'too_old'],
    [4011, 'kicked'],
    [1001, 'exited'],
    [4002, 'closed'],
  ] as const)('with code %i is told as %s', async (code, kind) => {
    const fake = await fakeWith()
    const told = await connected(fake)
    fake.closeAll(code, 'Whatever it says.')
    await isLost(told)
    expect(told.lost).toMatchObject([{ kind }])
  })

  it('by a crash is told once, and nothing after it', async () => {
    const fake = await fakeWith()
    const told = await connected(fake)
    await fake.crash()
    await isLost(told)
    expect(told.lost).toEqual([{ kind: 'broken_off' }])
    await told.connection.close()
    expect(told.lost).toHaveLength(1)
  })

  it('by ourselves does not wait for a frozen OBS, and tells nothing', async () => {
    const fake = await fakeWith()
    const told = await connected(fake)
    fake.freeze()
    await told.connection.close()
    expect(told.lost).toEqual([])
    // Left to itself the socket waits 30 s for a goodbye.
  }, 25_000)

  it('by ourselves closes in order where OBS answers', async () => {
    const fake = await fakeWith()
    const told = await connected(fake)
    const codes: number[] = []
    fake.peers[0]?.socket.on('close', code => codes.push(code))
    await told.connection.close()
    await vi.waitFor(() => expect(codes).toEqual([1005]))
  })
})
