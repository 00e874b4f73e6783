import { describe, expect, test, vi } from 'vitest'
import { STREAMER_SCOPES } from '../../../plugins/twitch/scopes.ts'
import { fastTime } from '../../support/fast-time.ts'
import { bo, line, own } from '../../support/frames/twitch/eventsub.ts'
import { signedIn, stored } from '../../support/twitch-api/signed-in.ts'
import {
  connected,
  reasonOf,
  run,
  told,
  typesOf,
  until,
  use,
  type World,
  warnings,
  world,
} from './world.ts'

fastTime()

const CHAT = 'channel.chat.message'
// Each type subscribed to is a call of its own: what is no test of subscribing does with these.
const FEW = { scopes: ['user:read:chat', 'moderator:read:followers'] }
const say = (id: string) => line({ text: id, message_id: id })
const follow = { ...own, ...bo, followed_at: '2026-11-20T19:00:01.123456789Z' }

/** Helix was asked so many times whether the stream is on. */
const looked = (given: World, times: number) =>
  until(() => expect(given.fake.asked('GET /streams')).toHaveLength(times))

describe('subscribing', () => {
  test('asks for keepalives that fit the budget, and for each type once', async () => {
    const given = await world({})
    await connected(given, { quiet: '36s' })
    expect(given.fake.events.connections[0]?.get('keepalive_timeout_seconds')).toBe('30')
    const types = given.fake.events.subscriptions.map(({ type }) => type)
    expect(new Set(types).size).toBe(types.length)
    expect(types).toEqual(expect.arrayContaining([CHAT, 'channel.moderate', 'stream.online']))
    // Chat tells these better.
    expect(types).not.toContain('channel.cheer')
    expect(types).not.toContain('channel.subscribe')
    expect(given.fake.events.subscriptions.every(({ cost }) => cost === 0)).toBe(true)
  })

  test('leaves out what a scope is missing for, says so, and tells the rest', async () => {
    const scopes = Object.keys(STREAMER_SCOPES).filter(scope => scope !== 'channel:read:ads')
    const given = await world({ scopes })
    const made = await connected(given)
    expect(warnings(made)).toEqual([
      'cannot receive channel.ad_break.begin: the sign-in lacks the scope channel:read:ads; run promethean auth twitch',
    ])
    given.fake.events.notify('channel.follow', follow)
    await made.next('channel.followed')
  })

  test('names once all that a missing scope leaves out', async () => {
    const scopes = Object.keys(STREAMER_SCOPES).filter(scope => scope !== 'channel:read:goals')
    const made = await connected(await world({ scopes }))
    expect(warnings(made)).toEqual([
      'cannot receive channel.goal.begin, channel.goal.progress, channel.goal.end: the sign-in lacks the scope channel:read:goals; run promethean auth twitch',
    ])
  })

  test('takes the second choice where chat may not be read', async () => {
    const scopes = Object.keys(STREAMER_SCOPES).filter(scope => scope !== 'user:read:chat')
    const given = await world({ scopes })
    await connected(given)
    const types = given.fake.events.subscriptions.map(({ type }) => type)
    expect(types).toEqual(
      expect.arrayContaining(['channel.cheer', 'channel.raid', 'channel.subscription.gift']),
    )
  })

  test.each([
    [
      429,
      'number of websocket transports limit exceeded',
      /three programs already listen as this account/,
    ],
    [429, 'subscription max cost exceeded', /count for some minutes, retrying/],
    [
      400,
      'invalid condition',
      /Twitch rejects it \(invalid condition\); everything else still works/,
    ],
  ])(
    'refused with %i (%s) is a sentence, and everything else still works',
    async (status, message, said) => {
      const given = await world({})
      given.fake.events.refused.set('channel.follow', { status, message })
      const made = await connected(given)
      expect(warnings(made)).toEqual([expect.stringMatching(said)])
      given.fake.events.notify(CHAT, say('a'))
      await made.next('chat.message')
    },
  )

  test('of which nothing is taken is no connection', async () => {
    const given = await world({})
    given.fake.fail(
      'POST /eventsub/subscriptions',
      ...Array.from({ length: 60 }, () => ({ status: 400, body: { message: 'no' } })),
    )
    expect(await reasonOf(await run(given))).toMatch(
      /^cannot receive events from Twitch: it rejects every/,
    )
  })
})

describe('a move Twitch asks for', () => {
  test('loses and doubles nothing, and needs no new subscriptions', async () => {
    const given = await world(FEW)
    const { events } = given.fake
    const made = await connected(given)
    const asked = given.fake.asked('POST /eventsub/subscriptions').length
    events.notify(CHAT, say('before'), { messageId: 'm1' })
    events.reconnect()
    // By the old socket, as the new one is on its way.
    events.notify(CHAT, say('meanwhile'), { messageId: 'm2' })
    await until(() => expect(events.connections).toHaveLength(2))
    events.notify(CHAT, say('meanwhile'), { messageId: 'm2' })
    events.notify(CHAT, say('after'), { messageId: 'm3' })
    await made.next('chat.message', ({ data }) => data.text === 'after')
    expect(
      told(made).map(event => (event.type === 'chat.message' ? event.data.text : event.type)),
    ).toEqual(['before', 'meanwhile', 'after'])
    expect(given.fake.asked('POST /eventsub/subscriptions')).toHaveLength(asked)
    expect((await made.status()).repeats).toBe(0)
    expect(made.events.filter(({ type }) => type === 'source.disconnected')).toEqual([])
  })

  test('to an address it does not know ends in a new connection', async () => {
    const given = await world(FEW)
    const { events } = given.fake
    const made = await connected(given)
    const [session] = events.sessions
    if (session === undefined) throw new Error('no session')
    events.send(session, {
      metadata: metadata('session_reconnect'),
      payload: { session: { reconnect_url: `${events.url}?reconnect=unknown` } },
    })
    const { data } = await made.next('source.disconnected')
    expect(data.reason).toMatch(/does not accept its own reconnect address \(4007\)/)
    await made.next('source.connected')
  })
})

describe('messages', () => {
  test('told again within ten minutes are one, and older ones are none', async () => {
    const given = await world(FEW)
    const { events } = given.fake
    const made = await connected(given)
    const old = new Date(Date.now() - 11 * 60_000)
    events.notify('channel.update', { ...own, title: 'one' }, { messageId: 'm1' })
    events.notify('channel.update', { ...own, title: 'one' }, { messageId: 'm1' })
    events.notify('channel.update', { ...own, title: 'old' }, { time: old })
    events.notify('channel.follow', follow)
    await made.next('channel.followed')
    expect(typesOf(made)).toEqual(['channel.updated', 'channel.followed'])
    expect((await made.status()).repeats).toBe(0)
  })

  test('that make no sense are said once, and everything else still works', async () => {
    const given = await world({})
    const { events } = given.fake
    const made = await connected(given)
    const [session] = events.sessions
    if (session === undefined) throw new Error('no session')
    for (const odd of ['no json', '[]', '{"metadata":{}}', { metadata: metadata('session_news') }])
      events.send(session, odd)
    events.notify(CHAT, say('a'))
    await made.next('chat.message')
    expect(warnings(made)).toEqual([expect.stringMatching(/^cannot read a message from Twitch: /)])
  })

  test('of bits that are no cheer come, and a cheer is one cheer', async () => {
    const given = await world({})
    const { events } = given.fake
    const made = await connected(given)
    const spent = { ...own, ...bo, power_up: null, message: null }
    events.notify('channel.bits.use', { ...spent, bits: 5, type: 'combo' })
    events.notify('channel.bits.use', { ...spent, bits: 100, type: 'cheer' })
    events.notify('channel.chat.message', line({ text: 'Cheer100 well', cheer: { bits: 100 } }))
    events.notify('channel.bits.use', { ...spent, bits: 30, type: 'power_up' })
    const combo = await made.next('platform.event')
    const powerUp = await made.next('platform.event')
    expect([combo.data, powerUp.data]).toMatchObject([
      { name: 'twitch:channel.bits.use.combo', bits: 5, user: { id: '700201' } },
      { name: 'twitch:channel.bits.use.power_up', bits: 30 },
    ])
    expect(typesOf(made).filter(type => type === 'channel.cheered')).toHaveLength(1)
  })

  test('without a name here are kept as they are, and so are those that do not fit', async () => {
    const given = await world({})
    const { events } = given.fake
    const made = await connected(given)
    events.notify('channel.shared_chat.begin', { ...own, session_id: 's1' })
    events.notify('channel.follow', { ...own })
    const first = await made.next('platform.event')
    expect(first).toMatchObject({
      channel: 'annstreams',
      data: { name: 'twitch:channel.shared_chat.begin' },
      raw: { event: { session_id: 's1' } },
    })
    const { data } = await made.next('platform.event')
    expect(data).toMatchObject({ name: 'twitch:channel.follow', problem: expect.any(String) })
    expect(warnings(made)).toEqual([
      expect.stringMatching(/^cannot read the Twitch event twitch:channel.follow: user_id/),
    ])
  })
})

describe('a connection', () => {
  test('on which nothing comes is stale within its budget', async () => {
    const given = await world(FEW)
    const made = await connected(given, { quiet: '1500ms' })
    given.fake.events.isDeaf = true
    await made.next('source.stale')
    given.fake.events.isDeaf = false
    await made.next('source.connected')
  })

  test('that keepalives keep alive is not stale, and one too slow for the budget is said', async () => {
    const given = await world({})
    given.fake.events.keepaliveMs = 100
    const made = await connected(given, { quiet: '2s' })
    const asked = given.fake.events.connections.length
    await until(() => expect(given.fake.events.keepalives).toBeGreaterThan(30))
    expect(given.fake.events.connections).toHaveLength(asked)
    expect(warnings(made)).toEqual([expect.stringMatching(/set quiet to '12s'$/)])
  })

  test.each([
    [4000, /Twitch had an internal error \(4000\)/],
    [4002, /Twitch got no pong/],
    [4003, /no subscription was made in time/],
    [4004, /the reconnect that Twitch requested took too long/],
    [1006, /the connection was closed \(1006\)/],
  ])('that ends with %i says why, and everything is subscribed anew', async (code, said) => {
    const given = await world(FEW)
    const { events } = given.fake
    const made = await connected(given)
    const before = events.subscriptions.length
    if (code === 1006) for (const { socket } of events.sessions) socket?.terminate()
    else events.hangUp(code)
    expect((await made.next('source.disconnected')).data.reason).toMatch(said)
    await made.next('source.connected')
    expect(events.subscriptions).toHaveLength(before)
  })

  test('without a welcome, or refused, is tried again', async () => {
    const given = await world(FEW)
    given.fake.events.welcomes = false
    const made = await run(given, { quiet: '2s' })
    await until(() => expect(made.state()).toMatch(/stale|retrying/))
    given.fake.events.welcomes = true
    await made.next('source.connected')
  })

  test('refused outright says with what, and is tried again', async () => {
    const given = await world({})
    given.fake.events.refusal = 503
    const made = await run(given)
    expect(await reasonOf(made)).toMatch(/the connection was refused with HTTP 503; reconnecting$/)
    given.fake.events.refusal = undefined
    await made.next('source.connected')
  })

  test('on which Helix is away while it subscribes is tried again', async () => {
    const given = await world({})
    given.fake.fail('POST /eventsub/subscriptions', 'hang up')
    const made = await run(given)
    expect(await reasonOf(made)).toMatch(/^cannot reach Twitch: .*; check the network, retrying/)
    await made.next('source.connected')
  })

  test('tells a stream that is on already, as found', async () => {
    const given = await world(FEW)
    given.fake.world.streams.push({
      id: '9001',
      userId: '700100',
      title: 'Live',
      game: 'Chess',
      startedAt: '2026-11-20T18:00:00Z',
    })
    const made = await connected(given)
    expect(await made.next('stream.online')).toMatchObject({
      id: 'twitch:stream.online:9001',
      recovered: true,
      data: { streamId: '9001', title: 'Live', category: 'Chess' },
    })
  })

  test('tells the end of a stream that nobody heard, once Helix is sure to know', async () => {
    const given = await world(FEW)
    const made = await connected(given)
    await looked(given, 1)
    given.fake.events.notify('stream.online', { id: '9001', ...own, type: 'live', started_at: '' })
    await made.next('stream.online')
    vi.setSystemTime(Date.now() + 4 * 60_000)
    given.fake.events.hangUp(4006)
    expect(await made.next('stream.offline')).toMatchObject({
      platform: 'twitch',
      channel: 'annstreams',
      recovered: true,
      data: { streamId: '9001' },
    })
    // It is news once.
    given.fake.events.hangUp(4006)
    await looked(given, 3)
    expect(typesOf(made).filter(type => type === 'stream.offline')).toHaveLength(1)
  })

  test('waits where the stream went on a moment ago, which Helix does not know yet', async () => {
    const given = await world(FEW)
    const made = await connected(given)
    await looked(given, 1)
    given.fake.events.notify('stream.online', { id: '9001', ...own, type: 'live', started_at: '' })
    await made.next('stream.online')
    given.fake.events.hangUp(4006)
    await looked(given, 2)
    given.fake.events.notify(CHAT, say('still here'))
    await made.next('chat.message')
    expect(typesOf(made)).not.toContain('stream.offline')
  })

  test('does without knowing whether the stream is on', async () => {
    const given = await world({})
    given.fake.fail('GET /streams', { status: 500 })
    const made = await connected(given)
    await until(() =>
      expect(warnings(made)).toEqual([
        expect.stringMatching(/^cannot check whether the stream is live/),
      ]),
    )
  })
})

describe('a reload', () => {
  test('hands over while events come: each is told once, whether it has an id of its own or not', async () => {
    const given = await world(FEW)
    const { events } = given.fake
    const made = await connected(given)
    let count = 0
    const telling = setInterval(() => {
      count += 1
      events.notify(CHAT, say(`line ${count}`))
      events.notify('channel.shared_chat.update', { ...own, session_id: `s${count}` })
    }, 20)
    try {
      await made.reload(use(given, { quiet: '24s' }))
      await until(() => expect(events.connections).toHaveLength(2))
      await until(() => expect(events.sessions.size).toBe(1))
    } finally {
      clearInterval(telling)
    }
    events.notify('channel.follow', follow)
    await made.next('channel.followed')
    const numbers = Array.from({ length: count }, (_, at) => at + 1)
    const texts = told(made).flatMap(one => (one.type === 'chat.message' ? [one.data.text] : []))
    expect(texts).toEqual(numbers.map(number => `line ${number}`))
    expect(typesOf(made).filter(type => type === 'platform.event')).toHaveLength(count)
  })
})

describe('a revocation', () => {
  test('is said, and the others go on', async () => {
    const given = await world({})
    const made = await connected(given)
    given.fake.events.revoke('channel.follow', 'version_removed')
    given.fake.events.notify(CHAT, say('a'))
    await made.next('chat.message')
    expect(warnings(made)).toEqual([
      'Twitch no longer sends channel.follow (version_removed); run promethean auth twitch, everything else still works',
    ])
  })
})

describe('a sign-in', () => {
  test('that is missing is waited for, told once, and found without a restart', async () => {
    const given = await world()
    const made = await run(given)
    const said = await reasonOf(made)
    expect(said).toMatch(/it has not signed in yet; run promethean auth twitch$/)
    expect(await made.next('platform.event')).toMatchObject({
      data: { name: 'twitch:signed_out', login: 'annstreams' },
    })
    signedIn(given.fake, given.folder, {})
    await made.next('source.connected')
  })

  test('that is dead is an event and a sentence without a secret', async () => {
    const given = await world({ expiresInS: 1 })
    const { accessToken, refreshToken } = stored(given.folder)
    given.fake.world.disconnect('700100')
    const made = await run(given)
    await made.next('platform.event', ({ data }) => data.name === 'twitch:signed_out')
    expect(await reasonOf(made)).toMatch(/Twitch no longer accepts this sign-in; run/)
    const everything = JSON.stringify([made.logged, made.events])
    expect(everything).not.toContain(accessToken)
    expect(everything).not.toContain(refreshToken)
  })

  test('of the bot that is missing stops nothing', async () => {
    const given = await world({})
    const made = await connected(given, { bot: 'annbot' })
    await until(() =>
      expect(warnings(made)).toEqual([
        expect.stringMatching(
          /^cannot act as annbot on Twitch: .* promethean auth twitch --as bot$/,
        ),
      ]),
    )
    given.fake.events.notify(CHAT, say('a'))
    await made.next('chat.message')
  })

  test('is not asked for where Twitch cannot be reached', async () => {
    const given = await world({})
    given.fake.fail('GET /validate', 'hang up')
    const made = await run(given)
    expect(await reasonOf(made)).toMatch(/^cannot renew the sign-in|^cannot reach Twitch/)
    await made.next('source.connected')
  })
})

function metadata(type: string) {
  const now = new Date().toISOString()
  return { message_id: `x-${type}`, message_type: type, message_timestamp: now }
}
