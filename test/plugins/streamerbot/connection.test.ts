import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { streamerbot } from '../../../plugins/streamerbot/index.ts'
import { type FakeSettings, FakeStreamerbot } from '../../support/streamerbot/fake-streamerbot.ts'
import { chatFrame } from '../../support/streamerbot/lines.ts'
import { type Run, runOnce } from '../../support/streamerbot/run-once.ts'

const PASSWORD = 'open sesame'
const FAKED: ('setTimeout' | 'setInterval' | 'clearTimeout' | 'clearInterval')[] = [
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'clearInterval',
]
const runs: Run[] = []
const fakes: FakeStreamerbot[] = []
const strays: unknown[] = []
const stray = (failure: unknown) => void strays.push(failure)

beforeEach(() => {
  vi.spyOn(console, 'debug')
  vi.spyOn(console, 'warn')
  vi.spyOn(console, 'info')
  process.on('unhandledRejection', stray)
})

afterEach(async () => {
  for (const run of runs.splice(0)) run.stop()
  for (const fake of fakes.splice(0)) await fake.stop()
  vi.useRealTimers()
  process.off('unhandledRejection', stray)
  expect(strays.splice(0)).toEqual([])
  for (const said of [console.debug, console.warn, console.info])
    expect(said).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

async function fakeWith(settings: FakeSettings = {}): Promise<FakeStreamerbot> {
  const fake = await FakeStreamerbot.start(settings)
  fakes.push(fake)
  return fake
}

async function start(fake: { readonly port: number }, options: object = {}): Promise<Run> {
  const run = await runOnce(streamerbot({ port: fake.port, ...options }))
  runs.push(run)
  return run
}

async function connected(fake: FakeStreamerbot, options: object = {}): Promise<Run> {
  const run = await start(fake, options)
  await vi.waitFor(() => expect(run.connected).not.toEqual([]))
  return run
}

const ids = (run: Run) => run.events.map(event => event.key)

describe('signing in', () => {
  it('works without authentication, and with it on where no password is set', async () => {
    for (const auth of ['off', 'on'] as const) {
      const run = await connected(await fakeWith({ auth }))
      expect(run.lost).toEqual([])
    }
  })

  it('works with the password, demanded or not, and with one a server without authentication ignores', async () => {
    for (const auth of ['on', 'enforced', 'off'] as const) {
      const fake = await fakeWith({ auth })
      const run = await connected(fake, { password: PASSWORD })
      fake.emit(chatFrame('a1'))
      await vi.waitFor(() => expect(ids(run)).toEqual(['a1']))
      expect(fake.open[0]?.isAuthenticated).toBe(auth !== 'off')
    }
  })

  it('says what to do about a refused password, however it is refused, and never the password', async () => {
    for (const wrongPassword of ['error', 'close'] as const) {
      const fake = await fakeWith({ auth: 'on', wrongPassword })
      const run = await start(fake, { password: 'guessed-wrong' })
      await vi.waitFor(() => expect(run.lost).toHaveLength(1))
      expect(run.lost[0]).toMatch(/rejected the password; set password to/)
      expect(run.lost[0]).not.toContain('guessed-wrong')
      expect(run.connected).toEqual([])
      await vi.waitFor(() => expect(fake.openSockets).toBe(0))
    }
  })

  it('connects in the next run when the password was corrected meanwhile', async () => {
    const fake = await fakeWith({ auth: 'on' })
    const first = await start(fake, { password: 'guessed-wrong' })
    await vi.waitFor(() => expect(first.lost).toHaveLength(1))
    const second = await connected(fake, { password: PASSWORD })
    expect(second.lost).toEqual([])
  })

  it('says that a password is missing where every request demands one', async () => {
    const run = await start(await fakeWith({ auth: 'enforced' }))
    await vi.waitFor(() => expect(run.lost).toHaveLength(1))
    expect(run.lost[0]).toMatch(/requires a password; set password to/)
  })

  it('tells the accounts Streamer.bot speaks for', async () => {
    const run = await connected(await fakeWith())
    expect(run.connected[0]).toEqual([
      { platform: 'twitch', channel: 'ann' },
      { platform: 'youtube', channel: 'UCannAnnAnnAnnAnnAnnAnn1', name: 'Ann Live' },
      { platform: 'kick', channel: 'ann_kicks' },
      { platform: 'trovo', channel: 'anntrovo' },
    ])
  })

  it('connects without accounts where they cannot be told, and tells them when one signs in later', async () => {
    const fake = await fakeWith()
    fake.script('GetBroadcaster', { error: 'not yet', times: 1 })
    const run = await connected(fake)
    expect(run.connected).toEqual([[]])
    fake.emit({ event: { source: 'Twitch', type: 'BroadcasterAuthenticated' } })
    await vi.waitFor(() => expect(run.connected).toHaveLength(2))
    expect(run.connected[1]).toContainEqual({ platform: 'twitch', channel: 'ann' })
    fake.emit({ event: { source: 'Kick', type: 'ChatMessage' }, data: {} })
    await vi.waitFor(() => expect(run.events.at(-1)?.channel).toBe('ann_kicks'))
  })

  it('gives a server that does not take the subscription up, with its own words', async () => {
    const fake = await fakeWith()
    fake.script('Subscribe', { error: 'too many events' })
    const run = await start(fake)
    await vi.waitFor(() => expect(run.lost).toHaveLength(1))
    expect(run.lost[0]).toContain('too many events')
    expect(run.connected).toEqual([])
  })
})

describe('what is listened to', () => {
  it('is what the server has, without ownActions, edits, whispers and global variables', async () => {
    const fake = await fakeWith()
    await connected(fake)
    const names = fake.open[0]?.subscriptions ?? []
    expect(names).toContain('Twitch.ChatMessage')
    expect(names).toContain('Misc.TimedAction')
    const unasked = /^Raw\.|^Application\.|Whisper|GlobalVariable/
    expect(names.filter(name => unasked.test(name))).toEqual([])
    expect(names).toHaveLength(Object.values(fake.world.events).flat().length - 12)
  })

  it('is what the options name, in any case and by source, in the spelling of the server', async () => {
    const fake = await fakeWith()
    const run = await connected(fake, {
      events: ['obs.*', 'twitch.chatmessage', 'Raw.Action', 'OBS.Nope', 'Tiktok.*'],
    })
    const names = fake.open[0]?.subscriptions ?? []
    expect(names).toContain('Raw.Action')
    expect(names).toContain('Twitch.ChatMessage')
    expect(names.filter(name => name.startsWith('Obs.'))).toHaveLength(9)
    expect(names).toHaveLength(11)
    expect(run.warnings).toEqual([expect.stringContaining('cannot listen to OBS.Nope, Tiktok.*')])
  })

  it('is asked for once, over one connection, by requests that leave no listener behind', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    expect(fake.requests.filter(({ name }) => name === 'Subscribe')).toHaveLength(1)
    expect(fake.tcpConnections).toBe(1)
    const parse = vi.spyOn(JSON, 'parse')
    fake.emit(chatFrame('only-once'))
    await vi.waitFor(() => expect(ids(run)).toEqual(['only-once']))
    // Each listener left behind would read the frame once more; the fake in this process reads others.
    expect(parse.mock.calls.filter(([text]) => String(text).includes('only-once'))).toHaveLength(1)
  })
})

describe('a connection in trouble', () => {
  it('is lost with advice where nobody listens', async () => {
    const fake = await fakeWith()
    await fake.stop()
    const run = await start(fake)
    await vi.waitFor(() => expect(run.lost).toHaveLength(1))
    expect(run.lost[0]).toMatch(
      /cannot reach Streamer.bot at 127.0.0.1:\d+: .*ECONNREFUSED.*; start Streamer.bot/,
    )
  })

  it('is lost once when the server goes, whichever way, and never comes back by itself', async () => {
    const ways: readonly ((fake: FakeStreamerbot) => void)[] = [
      ...[1000, 1001, 1011].map(code => (fake: FakeStreamerbot) => fake.closeAll(code)),
      fake => fake.terminateAll(),
    ]
    for (const go of ways) {
      const fake = await fakeWith()
      const run = await connected(fake)
      go(fake)
      await vi.waitFor(() => expect(run.lost).toHaveLength(1))
      expect(run.lost[0]).toMatch(/closed the connection \(code \d+\)/)
      await vi.waitFor(() => expect(fake.openSockets).toBe(0))
      expect(fake.tcpConnections).toBe(1)
    }
  })

  it('is lost when it is dropped before the greeting, and the next run is well for longer than the timer of the first', async () => {
    vi.useFakeTimers({ toFake: FAKED })
    const fake = await fakeWith({ auth: 'on', drops: 1 })
    const first = await start(fake, { password: PASSWORD })
    await vi.waitFor(() => expect(first.lost).toHaveLength(1))
    const second = await connected(fake, { password: PASSWORD })
    await vi.advanceTimersByTimeAsync(14_000)
    fake.emit(chatFrame('a1'))
    await vi.waitFor(() => expect(ids(second)).toEqual(['a1']))
    expect(second.lost).toEqual([])
  })

  it('is given up within 8 s where nobody greets, before the library prints anything', async () => {
    vi.useFakeTimers({ toFake: FAKED })
    const fake = await fakeWith({ greets: 'no-hello' })
    const run = await start(fake)
    await vi.waitFor(() => expect(fake.open).toHaveLength(1))
    await vi.waitFor(() => expect(fake.requests.length + vi.getTimerCount()).toBeGreaterThan(2))
    await vi.advanceTimersByTimeAsync(4_600)
    expect(run.lost).toEqual([expect.stringContaining('is not Streamer.bot')])
    await vi.waitFor(() => expect(fake.openSockets).toBe(0))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(run.lost).toHaveLength(1)
  })

  it('is given up within 8 s where the connection hangs, and its socket is really closed', async () => {
    vi.useFakeTimers({ toFake: FAKED })
    const fake = await fakeWith({ greets: 'no-upgrade' })
    const run = await start(fake)
    await vi.waitFor(() => expect(fake.openSockets).toBe(1))
    await vi.advanceTimersByTimeAsync(8_100)
    expect(run.lost).toEqual([expect.stringContaining('no answer in time')])
    await vi.waitFor(() => expect(fake.openSockets).toBe(0))
  })

  it('is given up where the greeting cannot be read', async () => {
    for (const preamble of ['{"half": ', '42', '"hello"']) {
      const run = await start(await fakeWith({ preamble: [preamble] }))
      await vi.waitFor(() => expect(run.lost).toHaveLength(1))
      expect(run.lost[0]).toMatch(/greeting cannot be read/)
    }
  })

  it('lets nulls and arrays before the greeting pass', async () => {
    const run = await connected(await fakeWith({ preamble: ['null', '[]', '[null]'] }))
    expect(run.lost).toEqual([])
  })

  it('is given up where the server has no answer to which events there are', async () => {
    vi.useFakeTimers({ toFake: FAKED })
    const fake = await fakeWith()
    fake.script('GetEvents', { silent: true })
    const run = await start(fake)
    await vi.waitFor(() => expect(fake.requests.map(({ name }) => name)).toContain('GetEvents'))
    await vi.advanceTimersByTimeAsync(8_100)
    expect(run.lost).toHaveLength(1)
    await vi.waitFor(() => expect(fake.openSockets).toBe(0))
  })
})

describe('what comes in', () => {
  it('passes through nonsense: bad JSON, null, numbers, arrays, bytes, an event without data', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    for (const text of ['{"half": ', '', 'null', '7', '"x"', '[1]', '{}', '{"event":null}'])
      fake.sendText(text)
    fake.sendBinary(new Uint8Array([1, 2, 3]))
    fake.emit({ event: { source: 'Twitch', type: 'ChatMessage' } })
    fake.emit(chatFrame('a1'))
    await vi.waitFor(() => expect(ids(run)).toEqual([undefined, 'a1']))
    expect(run.events[0]).toMatchObject({
      type: 'platform.event',
      data: { name: 'streamerbot:Twitch.ChatMessage', data: {} },
    })
    expect(run.warnings).toEqual([expect.stringContaining('invalid frame')])
    expect(run.lost).toEqual([])
  })

  it('is whole and in order: a frame of 1 MB and a burst of 2,000', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.emit(chatFrame('big', 'x'.repeat(1_000_000)))
    const keys = Array.from({ length: 2_000 }, (_, index) => `m${index}`)
    for (const key of keys) fake.emit(chatFrame(key))
    await vi.waitFor(() => expect(run.events).toHaveLength(2_001), 10_000)
    expect(ids(run)).toEqual(['big', ...keys])
  })

  it('is taken before the answer to the subscription too, with its channel', async () => {
    const fake = await fakeWith()
    fake.script('Subscribe', { silent: true })
    const run = await start(fake)
    await vi.waitFor(() => expect(fake.requests.map(({ name }) => name)).toContain('Subscribe'))
    fake.open[0]?.send({ event: { source: 'Kick', type: 'ChatMessage' }, data: { text: 'x' } })
    await vi.waitFor(() => expect(run.events).toHaveLength(1))
    expect(run.events[0]?.channel).toBe('ann_kicks')
    expect(run.connected).toEqual([])
  })

  it('is matched to what was asked, whatever the order of the answers', async () => {
    const fake = await fakeWith()
    fake.script('GetEvents', { delayMs: 60 })
    fake.script('GetBroadcaster', { delayMs: 20 })
    const run = await connected(fake)
    expect(run.connected[0]).toHaveLength(4)
    expect(fake.open[0]?.subscriptions).toContain('Twitch.ChatMessage')
  })
})

describe('a sign of life', () => {
  it('is asked for every 15 s and heard, so a quiet chat is not stale', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const fake = await fakeWith()
    const run = await connected(fake)
    const before = run.heard
    const asked = fake.requests.length
    await vi.advanceTimersByTimeAsync(45_000)
    await vi.waitFor(() => expect(run.heard).toBe(before + 3))
    const probes = fake.requests.slice(asked).map(({ name }) => name)
    expect(probes).toEqual(['GetInfo', 'GetInfo', 'GetInfo'])
    expect(run.quiet).toBe('30s')
  })

  it('is not heard from a half-open socket, whatever it looks like', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.deafen()
    const before = run.heard
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fake.emit(chatFrame('a1'))).toBe(false)
    expect(run.heard).toBe(before)
  })
})

describe('stopping', () => {
  it('closes the socket at every moment of its life, says nothing more and leaves no timer', async () => {
    const moments: readonly ((fake: FakeStreamerbot, run: Run) => Promise<unknown>)[] = [
      async () => {},
      async () => Promise.resolve(),
      fake => vi.waitFor(() => expect(fake.tcpConnections).toBe(1)),
      fake => vi.waitFor(() => expect(fake.requests.length).toBeGreaterThan(0)),
      (_, run) => vi.waitFor(() => expect(run.connected).toHaveLength(1)),
    ]
    vi.useFakeTimers({ toFake: FAKED })
    const sockets = () =>
      process.getActiveResourcesInfo().filter(name => /TCPSocket|TCPConnect/.test(name)).length
    for (const auth of ['off', 'on'] as const) {
      for (const moment of moments) {
        const fake = await fakeWith({ auth })
        const run = await start(fake, auth === 'on' ? { password: PASSWORD } : {})
        await moment(fake, run)
        const said = run.connected.length
        run.stop()
        await vi.waitFor(() => expect([sockets(), vi.getTimerCount()]).toEqual([0, 0]))
        expect(fake.openSockets).toBe(0)
        expect(fake.emit(chatFrame('late'))).toBe(false)
        expect([run.events, run.lost]).toEqual([[], []])
        expect(run.connected).toHaveLength(said)
      }
    }
  })

  it('closes a connection that hangs, also one whose socket is only being made', async () => {
    vi.useFakeTimers({ toFake: FAKED })
    for (const isWaiting of [true, false]) {
      const fake = await fakeWith({ greets: 'no-upgrade' })
      const run = await start(fake)
      if (isWaiting) await vi.waitFor(() => expect(fake.openSockets).toBe(1))
      run.stop()
      for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
      // The library's own timer of 10 s ends with the socket.
      expect(vi.getTimerCount()).toBe(0)
      await vi.waitFor(() => expect(fake.openSockets).toBe(0))
    }
  })
})
