import { contract, type PluginRun, runPlugin } from 'promethean/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { streamerbot } from '../../../plugins/streamerbot/index.ts'
import { fastTime } from '../../support/fast-time.ts'
import { type FakeSettings, FakeStreamerbot } from '../../support/streamerbot/fake-streamerbot.ts'
import { chatFrame } from '../../support/streamerbot/lines.ts'

const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function fakeWith(settings: FakeSettings = {}): Promise<FakeStreamerbot> {
  const fake = await FakeStreamerbot.start(settings)
  cleanups.push(() => fake.stop())
  return fake
}

async function start(fake: FakeStreamerbot, options: object = {}): Promise<PluginRun> {
  const run = await runPlugin(streamerbot({ port: fake.port, ...options }))
  cleanups.push(() => run.stop())
  return run
}

const isConnected = (run: PluginRun) => vi.waitFor(() => expect(run.state()).toBe('connected'))
const lines = (run: PluginRun) => run.events.filter(({ type }) => type === 'chat.message')

contract('streamerbot', async () => {
  const fake = await fakeWith()
  return {
    use: streamerbot({ port: fake.port }),
    other: streamerbot({ port: fake.port, events: ['Twitch.*'] }),
    ready: isConnected,
  }
})

contract('streamerbot with a password and a title action', async () => {
  const fake = await fakeWith({ auth: 'on' })
  const given = { port: fake.port, password: 'open sesame', titleAction: 'Set Stream Title' }
  return {
    use: streamerbot(given),
    other: streamerbot({ ...given, bot: true }),
    ready: isConnected,
  }
})

describe('streamerbot in the runtime', () => {
  fastTime()

  it('tells a line once, under its own id, however often it comes', async () => {
    const fake = await fakeWith()
    const run = await start(fake)
    await isConnected(run)
    for (const id of ['a1', 'a1', 'a2']) fake.emit(chatFrame(id))
    await run.next('chat.message', event => event.data.messageId === 'a2')
    expect(lines(run)).toMatchObject([
      { id: 'twitch:chat.message:a1', source: 'streamerbot', channel: 'ann', platform: 'twitch' },
      { id: 'twitch:chat.message:a2' },
    ])
  })

  it('is stale where the far end is deaf, and starts again where it hears again', async () => {
    const fake = await fakeWith()
    const run = await start(fake, { quiet: '700ms' })
    await isConnected(run)
    fake.deafen()
    await run.next('source.stale')
    await fake.stop()
    await fake.listen()
    await isConnected(run)
    fake.emit(chatFrame('a1'))
    await run.next('chat.message')
    expect(fake.open).toHaveLength(1)
  })

  it('starts with Streamer.bot away, and connects when it comes', async () => {
    const fake = await fakeWith()
    await fake.stop()
    const run = await start(fake)
    await vi.waitFor(() => expect(run.state()).toBe('retrying'))
    await fake.listen()
    await isConnected(run)
  })

  it('waits with a wrong password, and recovers with the right one', async () => {
    const fake = await fakeWith({ auth: 'on', wrongPassword: 'close' })
    const run = await start(fake, { password: 'guessed-wrong' })
    await vi.waitFor(() => expect(run.state()).toBe('retrying'))
    const { plugins } = await run.status()
    const told = plugins.find(({ id }) => id === 'streamerbot')
    expect(told?.reason).toMatch(/rejected the password; set password to/)
    await run.reload(streamerbot({ port: fake.port, password: 'open sesame' }))
    await isConnected(run)
    const said = JSON.stringify([run.logged, run.events])
    expect(said).not.toContain('guessed-wrong')
    expect(said).not.toContain('open sesame')
  })

  it('loses no line and doubles none while it is replaced by a reload', async () => {
    const fake = await fakeWith()
    const run = await start(fake)
    await isConnected(run)
    let sent = 0
    const sending = setInterval(() => {
      for (let count = 0; count < 5; count += 1) fake.emit(chatFrame(`m${sent++}`))
    }, 5)
    await vi.waitFor(() => expect(sent).toBeGreaterThan(50))
    await run.reload(streamerbot({ port: fake.port, events: ['Twitch.ChatMessage'] }))
    await vi.waitFor(() =>
      expect(fake.open.map(peer => peer.subscriptions)).toEqual([['Twitch.ChatMessage']]),
    )
    const until = sent + 50
    await vi.waitFor(() => expect(sent).toBeGreaterThan(until))
    clearInterval(sending)
    await vi.waitFor(() => expect(lines(run)).toHaveLength(sent))
  })
})
