import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NewEvent } from '../../../core/events/event.ts'
import type { Role } from '../../../core/events/types/people.ts'
import { Outbox } from '../../../core/outbox/outbox.ts'
import type { SayOptions, SendReceipt, SendTarget } from '../../../core/plugin/ports/chat.ts'
import { Effects } from '../../../core/ports/effects.ts'
import { Redactor } from '../../../core/secrets/redact.ts'
import type { Sender } from '../../../core/streamer/senders.ts'

const ANN = { platform: 'twitch', channel: 'ann' } as const
const WINDOW_MS = 30_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Sending {
  readonly text: string
  readonly target: SendTarget
  readonly at: number
}

/** A chat that takes everything, unless `answer` says otherwise, and when it took it. */
function chat(
  answer: (sending: Sending) => SendReceipt = () => ({ status: 'sent', confirmed: true }),
) {
  const sendings: Sending[] = []
  const roles: Role[] = []
  const sender: Sender = {
    platforms: ['twitch'],
    account: () => ({ name: 'annbot', roles }),
    send: async (text, target) => {
      const sending = { text, target, at: performance.now() }
      sendings.push(sending)
      return answer(sending)
    },
  }
  const told: NewEvent[] = []
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const effects = new Effects({
    isAway: () => false,
    note: () => undefined,
    count: () => undefined,
    inventorOf: () => undefined,
    logOf: () => log,
    gate: undefined,
  })
  const outbox = new Outbox({
    senders: () => new Map([['twitch-irc', sender]]),
    isComing: () => false,
    chosen: () => undefined,
    inventorOf: () => undefined,
    invents: () => false,
    isBot: ({ name }) => name === 'otherbot',
    isRelay: ({ name }) => name === 'restream',
    effects,
    redactor: new Redactor(),
    announce: one => told.push(one),
    onSpoken: () => undefined,
  })
  const { say } = outbox.outputFor('greeter')
  return {
    outbox,
    effects,
    roles,
    sendings,
    told,
    texts: () => sendings.map(({ text }) => text),
    say: (text: string, options?: SayOptions) => say(text, ANN, options),
  }
}

function mostInAnyWindow(sendings: readonly Sending[]): number {
  return Math.max(
    0,
    ...sendings.map(
      ({ at: start }) => sendings.filter(({ at }) => at >= start && at < start + WINDOW_MS).length,
    ),
  )
}

describe('a thousand answers at once', () => {
  it.each<[number, Role[]]>([
    [20, []],
    [100, ['moderator']],
  ])(
    'keep the budget of %i exactly; everything else still works with its reason, nothing is late',
    async (most, roles) => {
      const { say, sendings, told, roles: has } = chat()
      has.push(...roles)
      const saying = Array.from({ length: 1_000 }, (_, count) => say(`answer ${count}`))
      await vi.advanceTimersByTimeAsync(120_000)
      const receipts = await Promise.all(saying)
      const count = (status: string, reason?: string) =>
        receipts.filter(one => one.status === status && one.reason === reason).length
      expect(sendings.length).toBe(most)
      expect(count('sent')).toBe(most)
      expect(count('dropped', 'queue_full')).toBe(500)
      expect(count('dropped', 'expired')).toBe(500 - most)
      expect(sendings.every(({ at }) => at < WINDOW_MS + (sendings[0]?.at ?? 0))).toBe(true)
      expect(told.length).toBe(1_000)
      expect(vi.getTimerCount()).toBe(0)
    },
  )
})

it('a burst of three windows is said whole where each text has 70 s', async () => {
  const { say, sendings } = chat()
  const saying = Array.from({ length: 60 }, (_, count) =>
    say(`answer ${count}`, { expires: '70s' }),
  )
  await vi.advanceTimersByTimeAsync(40_000)
  expect(sendings.length).toBe(40)
  await vi.advanceTimersByTimeAsync(30_000)
  const receipts = await Promise.all(saying)
  expect(receipts.every(({ status }) => status === 'sent')).toBe(true)
})

describe('the budget', () => {
  it('widens while texts wait, when the account becomes a moderator', async () => {
    const { say, sendings, roles } = chat()
    for (let count = 0; count < 50; count++) void say(`line ${count}`)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(sendings.length).toBe(20)
    roles.push('moderator')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(sendings.length).toBe(50)
  })

  it('counts what was said before the start', async () => {
    const { say, sendings, outbox } = chat()
    const at = performance.now() - 10_000
    outbox.remember(
      Array.from({ length: 20 }, (_, count) => ({
        text: `old ${count}`,
        target: ANN,
        account: 'AnnBot',
        at,
      })),
    )
    const said = say('new', { expires: '60s' })
    await vi.advanceTimersByTimeAsync(19_000)
    expect(sendings.length).toBe(0)
    await vi.advanceTimersByTimeAsync(3_000)
    expect((await said).status).toBe('sent')
  })

  it('is never exceeded, nothing leaves after its time, and one priority keeps its order', async () => {
    const one = fc.record({
      waitMs: fc.integer({ min: 0, max: 4_000 }),
      priority: fc.integer({ min: 0, max: 2 }),
      expiresS: fc.integer({ min: 1, max: 90 }),
    })
    const run = fc.asyncProperty(fc.array(one, { maxLength: 80 }), async wanted => {
      const { say, sendings } = chat()
      const due = new Map<string, number>()
      for (const [index, { waitMs, priority, expiresS }] of wanted.entries()) {
        const text = `${priority} ${index}`
        due.set(text, performance.now() + expiresS * 1_000)
        void say(text, { priority, expires: `${expiresS}s` })
        await vi.advanceTimersByTimeAsync(waitMs)
      }
      await vi.advanceTimersByTimeAsync(100_000)
      expect(mostInAnyWindow(sendings)).toBeLessThanOrEqual(20)
      for (const { text, at } of sendings) expect(at).toBeLessThanOrEqual(due.get(text) ?? 0)
      for (const priority of ['0', '1', '2']) {
        const order = sendings
          .filter(({ text }) => text.startsWith(priority))
          .map(({ text }) => Number(text.slice(2)))
        expect(order).toEqual(order.toSorted((a, b) => a - b))
      }
    })
    await fc.assert(run, { numRuns: 30 })
  })
})

describe('what waits', () => {
  it('leaves by priority, otherwise in order', async () => {
    const { say, texts } = chat()
    void say('one')
    void say('two', { priority: 5 })
    void say('three')
    void say('four', { priority: 5 })
    await vi.advanceTimersByTimeAsync(0)
    expect(texts()).toEqual(['two', 'four', 'one', 'three'])
  })

  it('makes room for what matters more: the newest of the lowest priority goes', async () => {
    const { say } = chat()
    const waiting = Array.from({ length: 500 }, (_one, count) => say(`line ${count}`))
    const urgent = say('urgent', { priority: 1 })
    await vi.advanceTimersByTimeAsync(0)
    expect((await urgent).status).toBe('sent')
    expect(await waiting[499]).toMatchObject({ status: 'dropped', reason: 'queue_full' })
  })

  it('is dropped at once when it is muted', async () => {
    const { say, outbox, effects, sendings } = chat()
    const waiting = Array.from({ length: 30 }, (_, count) => say(`line ${count}`))
    await vi.advanceTimersByTimeAsync(0)
    effects.mutes.mute('greeter')
    outbox.dropMuted()
    expect(await waiting[29]).toMatchObject({ reason: 'muted' })
    expect(await say('more')).toMatchObject({ reason: 'muted' })
    effects.mutes.unmute()
    await vi.advanceTimersByTimeAsync(31_000)
    expect(sendings.length).toBe(20)
  })
})

describe('a platform that wants it slower', () => {
  it('is left alone for a moment, then gets the same text, and others after it', async () => {
    let refusals = 2
    const { say, sendings, told } = chat(() => {
      refusals -= 1
      return refusals >= 0
        ? { status: 'dropped', refusal: { code: 'rate_limited' }, confirmed: true }
        : { status: 'sent', confirmed: true }
    })
    const first = say('one')
    const second = say('two')
    await vi.advanceTimersByTimeAsync(10)
    expect(sendings.length).toBe(1)
    expect(told).toEqual([])
    await vi.advanceTimersByTimeAsync(10_000)
    expect([await first, await second].map(({ status }) => status)).toEqual(['sent', 'sent'])
    expect(sendings.length).toBe(4)
  })

  it('and says for how long is left alone for so long', async () => {
    const { say, sendings } = chat(({ at }) =>
      at - (sendings[0]?.at ?? 0) < 9_000
        ? {
            status: 'dropped',
            refusal: { code: 'rate_limited', retryAfterMs: 9_000 },
            confirmed: true,
          }
        : { status: 'sent', confirmed: true },
    )
    const said = say('one')
    await vi.advanceTimersByTimeAsync(8_900)
    expect(sendings.length).toBe(1)
    await vi.advanceTimersByTimeAsync(1_100)
    expect((await said).status).toBe('sent')
    expect(sendings.length).toBe(2)
  })

  it.each([Number.NaN, -1, 0])('and names %s ms is left alone for a moment', async retryAfterMs => {
    const { say, sendings } = chat(() => ({
      status: 'dropped',
      refusal: { code: 'rate_limited', retryAfterMs },
      confirmed: true,
    }))
    const said = say('one')
    await vi.advanceTimersByTimeAsync(31_000)
    expect(await said).toMatchObject({ status: 'dropped', reason: 'rate_limited' })
    expect(sendings.length).toBeLessThan(10)
  })

  it('and does so until it expires is told with its word', async () => {
    const { say } = chat(() => ({
      ...{ status: 'dropped', reason: 'msg_ratelimit', confirmed: true },
      refusal: { code: 'rate_limited' },
    }))
    const said = say('one')
    await vi.advanceTimersByTimeAsync(31_000)
    expect(await said).toMatchObject({ status: 'dropped', reason: 'msg_ratelimit' })
  })
})

describe('a long text', () => {
  it('is several lines in a row, with the id of the first in its receipt', async () => {
    let count = 0
    const { say, sendings, texts } = chat(() => ({
      status: 'sent',
      confirmed: true,
      messageId: `m${++count}`,
    }))
    const long = `${'word '.repeat(150)}end`
    const said = say(long)
    void say('urgent', { priority: 9 })
    await vi.advanceTimersByTimeAsync(0)
    expect(await said).toEqual({ status: 'sent', confirmed: true, messageId: 'm2' })
    expect(texts()[0]).toBe('urgent')
    expect(texts().slice(1).join(' ')).toBe(long)
    expect(sendings.every(({ text }) => [...text].length <= 500)).toBe(true)
  })

  it('of more than five lines is not said', async () => {
    const { say } = chat()
    expect(await say('word '.repeat(600))).toMatchObject({ reason: 'too_long' })
  })
})

describe('what is never said', () => {
  it('is a link a model wrote, and one a person wrote is', async () => {
    const { say } = chat()
    const text = 'join us at discord dot gg'
    expect(await say(text, { isGenerated: true })).toMatchObject({ reason: 'link' })
    const said = say(text)
    await vi.advanceTimersByTimeAsync(0)
    expect((await said).status).toBe('sent')
  })

  it.each<[string, string, boolean]>([
    ['own_line', 'bea', true],
    ['bot', 'otherbot', false],
    ['relay', 'restream', false],
  ])('is an answer to ourselves, a bot or a relay: %s', async (reason, name, isSelf) => {
    const { outbox } = chat()
    const to = {
      id: 'twitch:chat.message:1',
      type: 'chat.message',
      time: new Date(),
      received: new Date(),
      source: 'twitch-irc',
      ...ANN,
      data: {
        messageId: '1',
        text: 'x',
        isSelf,
        user: { id: '7', name, displayName: name, roles: [] },
      },
    } as const
    expect(await outbox.outputFor('greeter').say('hi', { to })).toMatchObject({ reason })
  })
})
