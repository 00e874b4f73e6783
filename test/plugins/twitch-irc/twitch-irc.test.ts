import { ChatSender, type Event, type SendTarget } from 'promethean'
import { contract, type PluginRun, runPlugin } from 'promethean/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { twitchIrc } from '../../../plugins/twitch-irc/index.ts'
import { fastTime } from '../../support/fast-time.ts'
import { lines } from '../../support/frames/twitch/lines.ts'
import {
  type FakeTwitch,
  type FakeTwitchSettings,
  startFakeTwitch,
} from '../../support/twitch/fake-twitch.ts'

async function start(settings: FakeTwitchSettings = {}) {
  const fake = await startFakeTwitch(settings)
  onTestFinished(() => fake.close())
  return fake
}

interface More {
  readonly channels?: string[]
  readonly token?: string
  readonly username?: string
  readonly quiet?: string
}

function use({ port }: FakeTwitch, more: More = {}) {
  return twitchIrc({ channels: ['Ann'], server: '127.0.0.1', port, ...more })
}

async function run(fake: FakeTwitch, more: More = {}) {
  const started = await runPlugin(use(fake, more))
  onTestFinished(() => started.stop())
  return started
}

async function connected(fake: FakeTwitch, more: More = {}) {
  const started = await run(fake, more)
  await started.next('source.connected')
  return started
}

function texts(events: readonly Event[]): readonly string[] {
  return events.flatMap(event => (event.type === 'chat.message' ? [event.data.text] : []))
}

async function ready(started: PluginRun): Promise<void> {
  await expect.poll(() => started.state()).toBe('connected')
}

const bot = { token: 'oauth:sesame', username: 'annbot' }

contract('twitch-irc', async () => {
  const fake = await start()
  return {
    use: use(fake),
    other: use(fake, { channels: ['ann', 'bea'] }),
    ready,
  }
})

contract('twitch-irc with a token', async () => {
  const fake = await start({ tokens: ['sesame'] })
  return { use: use(fake, bot), other: use(fake, { ...bot, quiet: '1m' }), ready }
})

describe('as a source', () => {
  fastTime()

  test('it keeps what is said in every channel, by the message’s id', async () => {
    const fake = await start()
    const started = await connected(fake, { channels: ['#Ann', 'bea', 'ann'] })
    fake.send(lines.plain)
    fake.say({ channel: 'bea', login: 'cleo', text: 'next door', id: 'x-1' })
    fake.say({ channel: 'elsewhere', login: 'cleo', text: 'not asked for' })
    const first = await started.next('chat.message')
    const second = await started.next('chat.message')
    expect(first).toMatchObject({
      id: 'twitch:chat.message:6f1f4a3e-0001-4c52-9d3a-5b0a00000001',
      source: 'twitch-irc',
      platform: 'twitch',
      channel: 'ann',
      time: new Date(1_790_000_000_123),
      raw: lines.plain,
    })
    expect(second).toMatchObject({ id: 'twitch:chat.message:x-1', channel: 'bea' })
    expect(texts(started.events)).toHaveLength(2)
  })

  test('a clearing whose room cannot be read is none of the first channel’s', async () => {
    const fake = await start()
    const started = await connected(fake, { channels: ['ann', 'bea'] })
    fake.send('@tmi-sent-ts=1790000300000 :!@.tmi.twitch.tv CLEARCHAT')
    const kept = await started.next('platform.event')
    expect(kept).toMatchObject({ platform: 'twitch', data: { name: 'twitch-irc:CLEARCHAT' } })
    expect(kept).not.toHaveProperty('channel')
    fake.send('@tmi-sent-ts=1790000300000 :!@.tmi.twitch.tv CLEARCHAT bea')
    expect(await started.next('chat.cleared')).toMatchObject({ channel: 'bea' })
  })

  test.each([1, 2])(
    'RECONNECT %i times connects anew once, and nothing is doubled',
    async times => {
      const fake = await start()
      const started = await connected(fake)
      fake.say({ channel: 'ann', login: 'cleo', text: 'before' })
      await started.next('chat.message')
      fake.reconnect({ times })
      await started.next('source.disconnected')
      await started.next('source.connected')
      fake.say({ channel: 'ann', login: 'cleo', text: 'after' })
      await started.next('chat.message')
      expect(fake.connections).toHaveLength(2)
      expect(fake.open()).toHaveLength(1)
      expect(started.judged.filter(({ event }) => event.type === 'chat.message')).toHaveLength(2)
      expect(texts(started.events)).toEqual(['before', 'after'])
    },
  )

  test('a refused login says what to do, and recovers after a new token', async () => {
    const fake = await start({ tokens: ['other'] })
    const started = await run(fake, bot)
    await expect
      .poll(() => JSON.stringify(started.logged))
      .toMatch(/rejected it \(Login authentication failed\); create a token.*set token/)
    fake.switches.tokens = ['sesame']
    await expect.poll(() => started.state()).toBe('connected')
    fake.send(lines.plain)
    await started.next('chat.message')
    const told = JSON.stringify([started.events, started.logged])
    expect(told).not.toContain('sesame')
  })

  test('a far end gone deaf is stale within its budget, and is left for a new connection', async () => {
    const fake = await start()
    const started = await connected(fake, { quiet: '400ms' })
    fake.switches.deaf = true
    await started.next('source.stale')
    fake.switches.deaf = false
    await started.next('source.connected')
    await expect.poll(() => fake.open()).toHaveLength(1)
  })

  test('a quiet chat whose probes are answered is not stale', async () => {
    const fake = await start()
    const started = await connected(fake, { quiet: '400ms' })
    const pings = () => fake.received().filter(line => line === 'PING').length
    await expect.poll(pings).toBeGreaterThan(6)
    expect(started.state()).toBe('connected')
    expect(started.events.map(({ type }) => type)).not.toContain('source.stale')
  })

  test('a channel that does not answer is named, and the others are read', async () => {
    const fake = await start({ unknown: ['nobody'] })
    const started = await run(fake, { channels: ['ann', 'nobody'] })
    await expect.poll(() => started.state()).toBe('connected')
    expect(JSON.stringify(started.logged)).toContain('cannot join #nobody')
    fake.send(lines.plain)
    await started.next('chat.message')
  })

  test('a malformed line is logged at most, and the next ones are kept', async () => {
    const fake = await start()
    const started = await connected(fake)
    fake.sendRaw(Buffer.from([0]))
    fake.sendRaw(':cleo!cleo@cleo.tmi.twitch.tv PRIVMSG\r\n')
    fake.send(lines.plain)
    await started.next('chat.message')
    expect(started.state()).toBe('connected')
  })
})

describe('as a sender', () => {
  fastTime()

  const ann: SendTarget = { platform: 'twitch', channel: 'ann' }

  async function speaking(settings: FakeTwitchSettings = {}) {
    const fake = await start({ tokens: ['sesame'], ...settings })
    const started = await connected(fake, bot)
    const sender = started.port(ChatSender)
    const send = (text: string, target = ann, signal = new AbortController().signal) =>
      sender.send(text, target, signal)
    const said = () => fake.received().filter(line => line.includes(' PRIVMSG '))
    return { fake, started, sender, send, said }
  }

  test('it says who it is once it is in', async () => {
    const { sender } = await speaking()
    await expect
      .poll(() => sender.account('twitch'))
      .toEqual({ name: 'annbot', id: expect.any(String) })
    expect(sender.account('youtube')).toBeUndefined()
    expect(sender.platforms).toEqual(['twitch'])
  })

  test('it says what it is in a channel, as Twitch tells it, and changes with it', async () => {
    const { fake, sender, send } = await speaking({ moderators: { ann: ['annbot'] } })
    expect(sender.account('twitch', '#Ann')?.roles).toEqual(['moderator'])
    expect(sender.account('twitch')?.roles).toBeUndefined()
    expect(sender.account('twitch', 'bea')).toBeUndefined()
    fake.switches.moderators = {}
    await send('demoted')
    expect(sender.account('twitch', 'ann')?.roles).toEqual([])
    const vip = '@badges=vip/1,subscriber/12;mod=0;subscriber=1'
    fake.send(`${vip} :tmi.twitch.tv USERSTATE #ann`)
    await expect.poll(() => sender.account('twitch', 'ann')?.roles).toEqual(['vip', 'subscriber'])
  })

  test('in its own channel it is the broadcaster', async () => {
    const fake = await start()
    const started = await connected(fake, { token: 'sesame' })
    const sender = started.port(ChatSender)
    expect(sender.account('twitch', 'ann')).toMatchObject({ name: 'ann', roles: ['broadcaster'] })
  })

  test('a line sent is confirmed with the id others see it by', async () => {
    const { fake, send } = await speaking()
    const other = await connected(fake)
    const receipt = await send('hello there')
    const heard = await other.next('chat.message')
    expect(heard.data).toMatchObject({ text: 'hello there', user: { name: 'annbot' } })
    expect(receipt).toEqual({
      status: 'sent',
      messageId: heard.data.messageId,
      confirmed: true,
    })
  })

  test('a dropped line has Twitch’s reason, and the others keep theirs', async () => {
    const { send } = await speaking({ messageLimit: 2 })
    const receipts = await Promise.all(
      ['one', 'one', 'two', '/color red', 'three'].map(text => send(text)),
    )
    expect(receipts.map(({ reason, status }) => reason ?? status)).toEqual([
      'sent',
      'msg_duplicate',
      'msg_ratelimit',
      'unrecognized_cmd',
      'msg_ratelimit',
    ])
  })

  test('a line Twitch swallows without a word is not confirmed', async () => {
    const { fake, send } = await speaking()
    fake.switches.deaf = true
    await expect(send('into the void')).resolves.toEqual({ status: 'sent', confirmed: false })
  })

  test('a line that is too long is not sent', async () => {
    const { send, said } = await speaking()
    await expect(send('x'.repeat(501))).resolves.toMatchObject({
      status: 'dropped',
      refusal: { code: 'too_long' },
    })
    await expect(send('\u{1F389}'.repeat(500))).resolves.toMatchObject({ confirmed: true })
    expect(said()).toHaveLength(1)
  })

  test('an answer names the line it answers', async () => {
    const { send, said } = await speaking()
    await send('yes', { ...ann, replyTo: '6f1f4a3e-0001-4c52-9d3a-5b0a00000001' })
    expect(said()[0]).toMatch(
      /^@client-nonce=\w+;reply-parent-msg-id=6f1f4a3e-0001-4c52-9d3a-5b0a00000001 PRIVMSG #ann :yes$/,
    )
  })

  test('nothing in a text, or in what it answers, starts a second line', async () => {
    const { send, said, fake } = await speaking()
    await send('one\r\nPRIVMSG #bea :two\0three', { ...ann, replyTo: 'x\r\nQUIT' })
    expect(said()).toEqual([
      expect.stringMatching(/^@client-nonce=\w+ PRIVMSG #ann :one PRIVMSG #bea :two three$/),
    ])
    expect(fake.received()).not.toContain('QUIT')
  })

  test('it does not speak where it has not joined, nor after its signal', async () => {
    const { send, said } = await speaking()
    await expect(send('hello', { platform: 'twitch', channel: 'bea' })).rejects.toThrow(
      /cannot speak in #bea.*not joined.*add it to channels/,
    )
    await expect(send('hello', ann, AbortSignal.abort())).rejects.toThrow()
    expect(said()).toEqual([])
  })

  test('what waits for its answer when the connection goes is dropped, when its signal aborts unconfirmed', async () => {
    const { fake, send, said } = await speaking()
    fake.switches.deaf = true
    const first = send('first')
    const gone = new AbortController()
    const second = send('second', ann, gone.signal)
    await expect.poll(said).toHaveLength(2)
    gone.abort()
    await expect(second).resolves.toEqual({ status: 'sent', confirmed: false })
    fake.hangUp()
    await expect(first).resolves.toEqual({
      ...{ status: 'dropped', refusal: { code: 'connection_lost' }, confirmed: false },
    })
  })

  test('without a token there is none', async () => {
    const fake = await start()
    const started: PluginRun = await connected(fake)
    expect(() => started.port(ChatSender)).toThrow('provides no ChatSender')
  })

  test('the first channel is who speaks where no name is given', async () => {
    const fake = await start()
    await connected(fake, { token: 'sesame', username: '' })
    expect(fake.received()).toContain('NICK ann')
  })
})
