import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Event, NewEvent } from '../../../core/events/event.ts'
import { Outbox } from '../../../core/outbox/outbox.ts'
import type {
  Receipt,
  SayOptions,
  SendReceipt,
  SendTarget,
} from '../../../core/plugin/ports/chat.ts'
import { Effects } from '../../../core/ports/effects.ts'
import type { EffectGate } from '../../../core/ports/gate.ts'
import { Redactor } from '../../../core/secrets/redact.ts'
import { OwnLines } from '../../../core/streamer/own-lines.ts'
import type { Sender } from '../../../core/streamer/senders.ts'

const ANN = { platform: 'twitch', channel: 'ann' } as const
const SENT: Receipt = { status: 'sent', confirmed: true, messageId: 'm1' }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Sending {
  readonly text: string
  readonly target: SendTarget
  readonly signal: AbortSignal
}

function sender(
  send: (sending: Sending) => Promise<SendReceipt> = async () => SENT,
  { platforms = ['twitch'], isConnected = true } = {},
) {
  const sendings: Sending[] = []
  const port: Sender = {
    platforms,
    account: platform =>
      isConnected && platforms.includes(platform) ? { id: 'id-annbot', name: 'annbot' } : undefined,
    send: (text, target, signal) => {
      sendings.push({ text, target, signal })
      return send({ text, target, signal })
    },
  }
  return { port, sendings, texts: () => sendings.map(({ text }) => text) }
}

interface BenchSettings {
  readonly secrets?: string[]
  readonly chosen?: Record<string, string>
  readonly gate?: EffectGate
}

const quietLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

function bench(
  senders: Readonly<Record<string, Sender>>,
  { secrets = [], chosen = {}, gate }: BenchSettings = {},
) {
  const told: NewEvent[] = []
  const redactor = new Redactor()
  redactor.know(secrets)
  const origins = new Map<string, string>()
  const inventorOf = (event: Event) => {
    const origin = origins.get(event.id) ?? event.source
    return origin === 'simulator' ? origin : undefined
  }
  const effects = new Effects({
    isAway: () => false,
    note: () => undefined,
    count: () => undefined,
    inventorOf,
    logOf: () => quietLog,
    gate,
  })
  const speaking = () => new Map(Object.entries(senders))
  const present = ([id, sender]: [string, Sender]) =>
    [id, { provided: new Map([['ChatSender', sender]]), link: undefined }] as const
  const ownLines = new OwnLines(() => new Map(Object.entries(senders).map(present)))
  const outbox = new Outbox({
    senders: speaking,
    isComing: () => false,
    chosen: platform => chosen[platform],
    inventorOf: event => inventorOf(event),
    invents: use => use === 'simulator',
    isBot: ({ name }) => name === 'otherbot',
    isRelay: ({ name }) => name === 'restream',
    effects,
    redactor,
    announce: event => told.push(event),
    onSpoken: (text, target) => ownLines.remember(text, target),
  })
  const { say } = outbox.outputFor('greeter')
  return {
    outbox,
    ownLines,
    told,
    effects,
    origins,
    say: (text: string, options?: SayOptions) => say(text, ANN, options),
  }
}

function line(text: string, more: Partial<Event<'chat.message'>> = {}): Event<'chat.message'> {
  return {
    id: `twitch:chat.message:${text}`,
    type: 'chat.message',
    time: new Date(),
    received: new Date(),
    source: 'twitch-irc',
    platform: 'twitch',
    channel: 'ann',
    data: {
      messageId: 'line-1',
      text,
      user: { id: '7', name: 'bea', displayName: 'Bea', roles: [] },
    },
    ...more,
  }
}

describe('what is foretold', () => {
  const GENERATED = { isGenerated: true }
  const foretold = ({ outbox }: ReturnType<typeof bench>, text: string, options: SayOptions = {}) =>
    outbox.foretell('greeter', text, ANN, options)

  it('is what becomes of it: why it is not sent, or into how many messages it is split', async () => {
    const { port } = sender()
    const made = bench({ 'twitch-irc': port }, { secrets: ['hunter22'] })
    const texts = [
      'Hello',
      '',
      'it is hunter22',
      'see moth.example',
      'word '.repeat(200),
      'w '.repeat(2_000),
    ]
    const told = texts.map(text => foretold(made, text, GENERATED))
    expect(made.told).toEqual([])
    expect(told.map(({ reason, parts }) => reason ?? parts)).toEqual([
      ...[1, 'blank', 'secret', 'link', 2, 'too_long'],
    ])
    for (const [at, text] of texts.entries()) {
      const receipt = await made.say(text, GENERATED)
      expect([text, receipt.reason]).toEqual([text, told[at]?.reason])
    }
  })

  it('is that a muted plugin, or one muted sender, says nothing', async () => {
    for (const muted of [undefined, 'greeter', 'twitch-irc']) {
      const { port } = sender()
      const made = bench({ 'twitch-irc': port })
      made.effects.mutes.mute(muted)
      expect(foretold(made, 'Hello')).toEqual({
        reason: 'muted',
        parts: expect.any(Number),
        waitMs: 0,
      })
      expect(made.effects.mutes.held).toEqual([])
      expect((await made.say('Hello')).reason).toBe('muted')
    }
  })

  it('is that nobody can say it', async () => {
    const { port } = sender(async () => SENT, { isConnected: false })
    const made = bench({ 'twitch-irc': port })
    expect(foretold(made, 'Hello')).toMatchObject({ reason: 'no_sender' })
    expect((await made.say('Hello')).reason).toBe('no_sender')
  })

  it('is how long the limit of the account holds it up, and that it is then too late', async () => {
    const { port, texts } = sender()
    const made = bench({ 'twitch-irc': port })
    for (let turn = 0; turn < 19; turn++) void made.say(`Hello ${turn}`)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(texts()).toHaveLength(19)
    expect(foretold(made, 'One')).toEqual({ parts: 1, waitMs: 0 })
    // The second of them is one too many.
    expect(foretold(made, 'word '.repeat(200), { expires: '1m' })).toEqual({
      parts: 2,
      waitMs: 20_500,
    })
    expect(foretold(made, 'word '.repeat(200), { expires: '20s' })).toMatchObject({
      reason: 'expired',
    })
    const late = made.say('word '.repeat(200), { expires: '20s' })
    await vi.advanceTimersByTimeAsync(20_000)
    expect((await late).reason).toBe('expired')
  })
})

describe('what is said', () => {
  it('and called a copy is said in another way, on whichever platform', async () => {
    const taken = new Set<string>()
    const { port, texts } = sender(
      async ({ text }) => {
        if (taken.has(text))
          return {
            status: 'dropped',
            reason: 'said before',
            refusal: { code: 'duplicate' },
            confirmed: true,
          }
        taken.add(text)
        return SENT
      },
      { platforms: ['kick'] },
    )
    const { outbox } = bench({ kick: port })
    const { say } = outbox.outputFor('greeter')
    const where = { platform: 'kick', channel: 'ann' } as const
    expect(await say('hello you', where)).toMatchObject({ status: 'sent' })
    expect(await say('hello you', where)).toMatchObject({ status: 'sent' })
    expect(texts()).toEqual(['hello you', 'hello you', 'hello  you'])
  })

  it('is handed to the sender, and told as sent with the platform’s id', async () => {
    const { port, sendings } = sender()
    const { say, told } = bench({ 'twitch-irc': port })
    expect(await say('hello')).toEqual(SENT)
    expect(sendings).toMatchObject([{ text: 'hello', target: ANN }])
    expect(told).toEqual([
      {
        type: 'chat.sent',
        data: {
          text: 'hello',
          via: 'twitch-irc',
          plugin: 'greeter',
          confirmed: true,
          messageId: 'm1',
          account: 'annbot',
        },
        platform: 'twitch',
        channel: 'ann',
        cause: undefined,
        test: undefined,
      },
    ])
  })

  it('to an event goes where the event came from, and names it as the cause', async () => {
    const { port, sendings } = sender()
    const { outbox, told } = bench({ 'twitch-irc': port })
    const asked = line('!hello')
    await outbox.outputFor('greeter').say('hi', { to: asked }, { reply: true })
    expect(sendings[0]?.target).toEqual({ ...ANN, replyTo: 'line-1' })
    expect(told[0]).toMatchObject({ cause: asked.id, platform: 'twitch', channel: 'ann' })
  })

  it('is made safe on the way', async () => {
    const { port, texts } = sender()
    const { say } = bench({ 'twitch-irc': port })
    await say('/ban bea\r\nand more')
    expect(texts()).toEqual(['\u200B/ban bea and more'])
  })

  it('keeps its order on a platform, and does not hold up another', async () => {
    const order: string[] = []
    let free: () => void = () => undefined
    const slow = sender(async ({ text }) => {
      if (text === 'one') await new Promise<void>(resolve => (free = resolve))
      order.push(text)
      return SENT
    })
    const other = sender(undefined, { platforms: ['youtube'] })
    const { outbox } = bench({ slow: slow.port, other: other.port })
    const { say } = outbox.outputFor('greeter')
    const all = [say('one', ANN), say('two', ANN)]
    await say('over there', { platform: 'youtube', channel: 'UC1' })
    expect(other.texts()).toEqual(['over there'])
    free()
    await Promise.all(all)
    expect(order).toEqual(['one', 'two'])
  })
})

describe('what is not said is told with its reason', () => {
  it.each([
    ['blank', ' \u200B '],
    ['secret', 'the password is hunter2hunter2'],
    ['secret', 'the password is HUNTER2 hunter2'],
    ['secret', 'h u n t e r 2 h u n t e r 2'],
    ['secret', 'hun\u200Bter2hun\u200Bter2'],
    ['secret', `aHVudGVyMmh1bnRlcjI=`],
    ['secret', Buffer.from('hunter2hunter2').toString('hex')],
    ['secret', '%68unter2hunter2'],
    ['secret', '2retnuh2retnuh'],
    ['secret', Buffer.from('my password is hunter2hunter2').toString('base64')],
    ['secret', Buffer.from('x hunter2hunter2').toString('hex').toUpperCase()],
  ])('%s: %s', async (reason, text) => {
    const { port, sendings } = sender()
    const { say, told } = bench({ 'twitch-irc': port }, { secrets: ['hunter2hunter2'] })
    expect(await say(text)).toEqual({ status: 'dropped', reason, confirmed: true })
    expect(sendings).toEqual([])
    expect(told).toMatchObject([{ type: 'chat.dropped', data: { reason, plugin: 'greeter' } }])
    expect(JSON.stringify(told)).not.toMatch(/hunter/i)
  })

  it('no_sender: nobody speaks there, or whoever does is not connected', async () => {
    const { port } = sender(undefined, { isConnected: false })
    const { say } = bench({ 'twitch-irc': port })
    expect(await say('hello')).toMatchObject({ status: 'dropped', reason: 'no_sender' })
    expect(await bench({}).say('hello')).toMatchObject({ reason: 'no_sender' })
  })

  it('no_channel: the event came from no channel', async () => {
    const { outbox } = bench({ 'twitch-irc': sender().port })
    const { channel: _none, ...nowhere } = line('hello')
    expect(await outbox.outputFor('greeter').say('hi', { to: nowhere })).toMatchObject({
      reason: 'no_channel',
    })
  })

  it('expired: it waited behind another for too long', async () => {
    const { port, texts } = sender(() => new Promise(() => undefined))
    const { say, told } = bench({ 'twitch-irc': port })
    const first = say('one', { expires: '10s' })
    const second = say('two', { expires: '5s' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await first).toMatchObject({ reason: 'expired' })
    expect(await second).toMatchObject({ reason: 'expired' })
    expect(texts()).toEqual(['one'])
    expect(told.map(({ data }) => data)).toMatchObject([{ text: 'two' }, { text: 'one' }])
  })

  it('expired: its sender heard the signal', async () => {
    const { port, sendings } = sender(() => new Promise(() => undefined))
    const { say } = bench({ 'twitch-irc': port })
    const said = say('one', { expires: '1500.5ms' })
    await vi.advanceTimersByTimeAsync(1_501)
    await said
    expect(sendings[0]?.signal.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('not so soon where it may wait for a month', async () => {
    const { port } = sender()
    const { say } = bench({ 'twitch-irc': port })
    expect(await say('one', { expires: '60d' })).toEqual(SENT)
  })

  it('queue_full: five hundred wait already', async () => {
    const { port } = sender(() => new Promise(() => undefined))
    const { say, outbox } = bench({ 'twitch-irc': port })
    const waiting = Array.from({ length: 500 }, (_, index) => say(`line ${index}`))
    expect(await say('one more')).toMatchObject({ reason: 'queue_full' })
    await outbox.stop()
    expect(new Set((await Promise.all(waiting)).map(({ reason }) => reason))).toEqual(
      new Set(['stopped']),
    )
  })

  it('what the platform said, or what its sender threw', async () => {
    const refusing = sender(async () => ({
      status: 'dropped',
      reason: 'slow_mode',
      confirmed: true,
    }))
    expect(await bench({ a: refusing.port }).say('x')).toMatchObject({ reason: 'slow_mode' })
    const wordless = sender(async () => ({
      status: 'dropped',
      refusal: { code: 'forbidden' },
      confirmed: true,
    }))
    expect(await bench({ a: wordless.port }).say('x')).toMatchObject({ reason: 'forbidden' })
    const throwing = sender(() => {
      throw new Error('the socket is closed')
    })
    const { say } = bench({ a: throwing.port })
    expect(await say('x')).toMatchObject({ reason: 'the socket is closed' })
    expect(await say('y')).toMatchObject({ reason: 'the socket is closed' })
  })

  it.each(['rate limit, 429, too many requests', 'a duplicate, identical to the last one'])(
    'what the platform said decides nothing, be it "%s"',
    async words => {
      const refusing = sender(async () => ({ status: 'dropped', reason: words, confirmed: true }))
      expect(await bench({ a: refusing.port }).say('x')).toMatchObject({ reason: words })
      const throwing = sender(() => Promise.reject(new Error(words)))
      expect(await bench({ a: throwing.port }).say('x')).toMatchObject({ reason: words })
      expect([refusing.texts(), throwing.texts()]).toEqual([['x'], ['x']])
    },
  )

  it('on one line and without a secret, where the platform gives one back', async () => {
    const reason = 'no\nentry for hunter22 here'
    const refusing = sender(async () => ({
      ...{ status: 'dropped', reason, refusal: { code: 'forbidden' }, confirmed: true },
    }))
    const { say, told } = bench({ a: refusing.port }, { secrets: ['hunter22'] })
    expect(await say('x')).toMatchObject({ reason: 'no entry for [redacted] here' })
    expect(JSON.stringify(told)).not.toContain('hunter22')
  })

  it('stopped: the runtime ends, also while it is on its way', async () => {
    const { port } = sender(() => new Promise(() => undefined))
    const { say, outbox } = bench({ 'twitch-irc': port })
    const first = say('one')
    await vi.advanceTimersByTimeAsync(0)
    const stopped = outbox.stop()
    expect(await first).toMatchObject({ reason: 'stopped' })
    await stopped
    expect(await say('two')).toMatchObject({ reason: 'stopped' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('stopped: the plugin that says it has ended', async () => {
    const { outbox } = bench({ 'twitch-irc': sender().port })
    expect(await outbox.outputFor('greeter', () => true).say('x', ANN)).toMatchObject({
      reason: 'stopped',
    })
  })
})

describe('saying never rejects', () => {
  it.each<[string, unknown[]]>([
    ['no text', [undefined, ANN]],
    ['no target', ['hello', undefined]],
    ['a target that is no object', ['hello', 'twitch']],
    ['an expiry that is no duration', ['hello', ANN, { expires: 'soon' }]],
  ])('%s', async (_what, said) => {
    const { outbox, told } = bench({ 'twitch-irc': sender().port })
    const receipt: Receipt = await Reflect.apply(outbox.outputFor('greeter').say, undefined, said)
    expect(receipt.status).toBe('dropped')
    expect(receipt.reason).toBeTruthy()
    expect(told).toMatchObject([{ type: 'chat.dropped' }])
  })

  it('by a sender whose account is none cannot be said, and holds nothing up', async () => {
    const { port } = sender()
    // What a plugin without types may give.
    const account = Object({ name: 7, roles: 7 })
    const { say, outbox } = bench({ broken: { ...port, account: () => account } })
    expect(await say('hello')).toMatchObject({ status: 'dropped', reason: 'no_sender' })
    await outbox.stop()
  })

  it('a sender that throws when asked who it is counts as not there, and breaks nothing', async () => {
    const broken: Sender = {
      platforms: ['twitch'],
      account: () => {
        throw new Error('no account')
      },
      send: async () => SENT,
    }
    const { port } = sender()
    const { say, ownLines } = bench({ broken, 'twitch-irc': port })
    expect(await say('hello')).toEqual(SENT)
    expect(ownLines.isOwn(line('something else'))).toBe(false)
  })

  it('a sender that answers nothing is no end of its lane', async () => {
    let answers = 0
    const odd = sender(async () => {
      answers += 1
      // What a plugin written without types may do.
      return answers === 1 ? (undefined as never) : SENT
    })
    const { say } = bench({ odd: odd.port })
    expect((await say('one')).status).toBe('dropped')
    expect(await say('two')).toEqual(SENT)
  })
})

describe('who speaks', () => {
  it('is the first in config order that is connected', async () => {
    const first = sender(undefined, { isConnected: false })
    const second = sender()
    const third = sender()
    const { say, told } = bench({ first: first.port, second: second.port, third: third.port })
    await say('hello')
    expect(told).toMatchObject([{ data: { via: 'second' } }])
  })

  it('is whom the config names, and nobody else', async () => {
    const first = sender()
    const second = sender()
    const { say, told } = bench(
      { first: first.port, second: second.port },
      { chosen: { twitch: 'second' } },
    )
    await say('hello')
    expect(told).toMatchObject([{ data: { via: 'second' } }])
    const alone = bench({ first: first.port }, { chosen: { twitch: 'second' } })
    expect(await alone.say('hello')).toMatchObject({ reason: 'no_sender' })
  })

  it('to a made-up event is its own source, never a real chat', async () => {
    const real = sender()
    const simulated = sender()
    const { outbox, told } = bench({ 'twitch-irc': real.port, simulator: simulated.port })
    const madeUp = line('hello', { source: 'simulator', test: true })
    await outbox.outputFor('greeter').say('hi', { to: madeUp })
    expect(real.texts()).toEqual([])
    expect(simulated.texts()).toEqual(['hi'])
    expect(told).toMatchObject([{ test: true }])
  })

  it('in a channel by name, but for a made-up event, stays where that was made up', async () => {
    const real = sender()
    const simulated = sender()
    const { say, told } = bench({ 'twitch-irc': real.port, simulator: simulated.port })
    const cause = line('hello', { source: 'simulator', test: true })
    await say('hi', { cause })
    expect(real.texts()).toEqual([])
    expect(simulated.texts()).toEqual(['hi'])
    expect(told).toMatchObject([{ type: 'chat.sent', cause: cause.id, test: true }])
  })

  it('to what answers a made-up event is the source that began it', async () => {
    const real = sender()
    const simulated = sender()
    const { outbox, origins } = bench({ 'twitch-irc': real.port, simulator: simulated.port })
    const answer = line('answer', { source: 'some-behaviour', test: true })
    origins.set(answer.id, 'simulator')
    await outbox.outputFor('greeter').say('hi', { to: answer })
    expect(real.texts()).toEqual([])
    expect(simulated.texts()).toEqual(['hi'])
  })

  it('to a test event that nobody invents is the real one', async () => {
    const real = sender()
    const { outbox } = bench({ 'twitch-irc': real.port })
    await outbox.outputFor('greeter').say('hi', { to: line('x', { source: 'fire', test: true }) })
    expect(real.texts()).toEqual(['hi'])
  })
})

describe('an own line is known', () => {
  it('by the account, by its id or its login in any case', () => {
    const { ownLines } = bench({ 'twitch-irc': sender().port })
    const by = (user: { id: string; name: string }) =>
      line('x', { data: { ...line('x').data, user: { ...user, displayName: 'A', roles: [] } } })
    expect(ownLines.isOwn(by({ id: 'id-annbot', name: 'other' }))).toBe(true)
    expect(ownLines.isOwn(by({ id: 'annbot', name: 'AnnBot' }))).toBe(true)
    expect(ownLines.isOwn(by({ id: '7', name: 'bea' }))).toBe(false)
  })

  it('by our own text come back within ten seconds, in that channel only', async () => {
    const { say, ownLines } = bench({ 'twitch-irc': sender().port })
    await say('/hello there')
    expect(ownLines.isOwn(line('\u200B/Hello  there'))).toBe(true)
    expect(ownLines.isOwn(line('/hello there', { channel: 'bea' }))).toBe(false)
    expect(ownLines.isOwn(line('hello you'))).toBe(false)
    await vi.advanceTimersByTimeAsync(10_001)
    expect(ownLines.isOwn(line('/hello there'))).toBe(false)
  })
})
