import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFrame, type TauRow } from '../../../plugins/tau/client/frame.ts'
import { eventTypeOf } from '../../../plugins/tau/map/event-types.ts'
import { toEvents } from '../../../plugins/tau/map/row-events.ts'
import { friend, own as ownFields, payloads, raidOf } from '../../support/frames/tau/payloads.ts'

const own = { id: '700100', login: 'annstreams' }
const created = '2026-11-20T20:00:00+0000'

function rowOf(type: string, data: unknown, more: Readonly<Record<string, unknown>> = {}): TauRow {
  const envelope = {
    id: '11111111-0000-4000-8000-000000000001',
    event_id: 'twitch-message-1',
    event_type: type,
    event_source: 'EventSub',
    event_data: data,
    created,
    origin: 'twitch',
    ...more,
  }
  const frame = parseFrame(JSON.stringify(envelope))
  if (frame.kind !== 'row') throw new Error(`expected a row, got ${frame.kind}`)
  return frame.row
}

const eventOf = (type: string, data: unknown, more = {}) =>
  toEvents(rowOf(type, data, more), { own })[0]

const bo = { id: '700201', name: 'bo_builds', displayName: 'Bo_Builds', roles: [] }
const cy = { id: '700202', name: 'cyplays', displayName: 'サイ', roles: [] }

describe('what is told of some streamer who is not named', () => {
  test.each([
    ['stream-offline', { broadcaster_user_id: '999' }],
    ['stream-online', {}],
    ['channel-raid', { from_broadcaster_user_id: '999', to_broadcaster_user_id: '998' }],
  ])('%s is kept, of no channel', (type, data) => {
    expect(eventOf(type, data)).toMatchObject({ type: 'platform.event', channel: null })
  })

  test('it is the own channel’s where the id says so, or only that one is told of', () => {
    expect(eventOf('stream-online', { broadcaster_user_id: '700100' })).not.toHaveProperty(
      'channel',
      null,
    )
    expect(eventOf('channel-goal-begin', { type: 'follow' })).not.toHaveProperty('channel', null)
  })
})

describe('each type of TAU becomes the event of its name', () => {
  test.each([
    ['channel-follow', 'channel.followed', { user: bo }],
    [
      'channel-update',
      'channel.updated',
      { title: 'Soldering, part 3', category: 'Science & Technology', language: 'en' },
    ],
    ['channel-subscribe', 'channel.subscribed', { user: bo, tier: '1000', isResub: false }],
    ['channel-subscription-gift', 'channel.gifted', { user: bo, count: 3, tier: '2000' }],
    [
      'channel-subscription-message',
      'channel.subscribed',
      { user: cy, tier: '3000', months: 9, isResub: true, text: 'still here Kappa' },
    ],
    ['channel-cheer', 'channel.cheered', { user: bo, bits: 250, text: 'Cheer250 wow' }],
    [
      'channel-raid',
      'channel.raided',
      {
        from: { id: '700400', name: 'eve_streams', displayName: 'Eve_Streams', roles: [] },
        viewers: 17,
      },
    ],
    [
      'channel-unban',
      'chat.moderated',
      {
        action: 'unban',
        user: cy,
        moderator: { id: '700301', name: 'dee_mods', displayName: 'Dee_Mods' },
      },
    ],
    [
      'channel-channel_points_custom_reward_redemption-add',
      'channel.redeemed',
      {
        redemptionId: '5f00aa11-0000-4000-8000-000000000001',
        user: cy,
        reward: { id: '5f00aa11-0000-4000-8000-00000000beef', title: 'Stretch', cost: 150 },
        text: 'arms, please — ありがとう',
        status: 'unfulfilled',
      },
    ],
    [
      'channel-poll-end',
      'channel.polled',
      {
        phase: 'ended',
        pollId: 'poll-1',
        title: 'Next game?',
        choices: [
          { title: 'Chess', votes: 4 },
          { title: 'Go', votes: 6 },
        ],
        status: 'completed',
      },
    ],
    [
      'channel-prediction-end',
      'channel.predicted',
      {
        phase: 'ended',
        predictionId: 'prediction-1',
        title: 'Will it boot?',
        outcomes: [
          { id: 'o1', title: 'Yes', points: 900, users: 3 },
          { id: 'o2', title: 'No', points: 50, users: 1 },
        ],
        winner: 'o1',
        status: 'resolved',
      },
    ],
    ['channel-hype_train-begin', 'channel.hyped', { phase: 'started', total: 700, goal: 1000 }],
    [
      'channel-hype_train-progress',
      'channel.hyped',
      { phase: 'progressed', level: 2, total: 700, goal: 1000 },
    ],
    [
      'stream-online',
      'stream.online',
      { streamId: '41002', startedAt: new Date('2026-11-20T18:58:00.110Z') },
    ],
    ['stream-offline', 'stream.offline', {}],
    [
      'channel-goal-begin',
      'platform.event',
      { name: 'tau:channel-goal-begin', data: payloads['channel-goal-begin'] },
    ],
    [
      'channel-charity_campaign-donate',
      'platform.event',
      {
        name: 'tau:channel-charity_campaign-donate',
        user: bo,
        data: payloads['channel-charity_campaign-donate'],
      },
    ],
    [
      'channel-channel_points_custom_reward_redemption-update',
      'platform.event',
      {
        name: 'tau:channel-channel_points_custom_reward_redemption-update',
        user: cy,
        text: 'arms, please — ありがとう',
        data: payloads['channel-channel_points_custom_reward_redemption-update'],
      },
    ],
  ] as const)('%s', (type, name, data) => {
    const made = eventOf(type, payloads[type])
    expect(made?.type).toBe(name)
    expect(made?.data).toEqual(data)
    expect(made).toMatchObject({ platform: 'twitch', channel: 'annstreams' })
    expect(made?.raw).toMatchObject({ event_data: payloads[type] })
    expect(made).not.toHaveProperty('test')
    expect(made).not.toHaveProperty('recovered')
  })

  test('every payload TAU is known to send fits its schema', () => {
    for (const [type, data] of Object.entries(payloads)) {
      for (const made of toEvents(rowOf(type, data), { own })) {
        expect(made.data).not.toHaveProperty('problem')
      }
    }
  })

  test('a timeout is a moderation with its length and clears the lines of the user', () => {
    const made = toEvents(rowOf('channel-ban', payloads['channel-ban']), { own })
    expect(made.map(({ type, data }) => [type, data])).toEqual([
      [
        'chat.moderated',
        {
          action: 'timeout',
          user: cy,
          seconds: 600,
          reason: 'caps',
          moderator: { id: '700301', name: 'dee_mods', displayName: 'Dee_Mods' },
        },
      ],
      ['chat.cleared', { user: cy }],
    ])
    expect(made[0]?.time).toEqual(new Date('2026-11-20T19:40:00.500Z'))
  })

  test('the length of a timeout that does not say when it began is counted from the row', () => {
    const { banned_at, ...data } = payloads['channel-ban']
    const row = { ...rowOf('channel-ban', data), created: new Date('2026-11-20T19:45:00.500Z') }
    expect(toEvents(row, { own })[0]?.data).toMatchObject({ action: 'timeout', seconds: 300 })
  })

  test.each([
    ['channel-bits-use', { user_id: '1', user_login: 'bo', bits: 5, type: 'cheer' }],
    ['channel-moderate', { action: 'unban', unban: { user_id: '1', user_login: 'bo' } }],
    ['channel-chat-clear', {}],
  ])('%s tells what older types tell, and is told without a name', (type, data) => {
    const row = rowOf(type, { ...ownFields, ...data })
    expect(toEvents(row, { own })).toMatchObject([{ type: 'platform.event' }])
  })

  test('a ban for good has no length', () => {
    const data = { ...payloads['channel-ban'], ends_at: null, is_permanent: true }
    const [made] = toEvents(rowOf('channel-ban', data), { own })
    expect(made?.data).toMatchObject({ action: 'ban' })
    expect(made?.data).not.toHaveProperty('seconds')
  })

  test('a sub that was a gift says so', () => {
    const made = eventOf('channel-subscribe', { ...payloads['channel-subscribe'], is_gift: true })
    expect(made?.data).toEqual({ user: bo, tier: '1000', gift: {} })
  })

  test('who cheers or gives anonymously has no name', () => {
    const nobody = { user_id: null, user_login: null, user_name: null, is_anonymous: true }
    const cheer = eventOf('channel-cheer', { ...payloads['channel-cheer'], ...nobody })
    expect(cheer?.data).toEqual({ bits: 250, text: 'Cheer250 wow', isAnonymous: true })
    const gift = eventOf('channel-subscription-gift', {
      ...payloads['channel-subscription-gift'],
      ...nobody,
    })
    expect(gift?.data).toEqual({ count: 3, tier: '2000', isAnonymous: true })
  })
})

describe('raids and streams of others', () => {
  test('a raid that leaves the own channel is no raid on it', () => {
    const made = eventOf('channel-raid', raidOf(ownFields, friend))
    expect(made).toMatchObject({ type: 'platform.event', data: { name: 'tau:channel-raid' } })
  })

  test('while the own channel is unknown a raid is on the channel it names', () => {
    const [made] = toEvents(rowOf('channel-raid', raidOf(ownFields, friend)))
    expect(made).toMatchObject({ type: 'channel.raided', channel: 'eve_streams' })
  })

  test.each(['stream-online', 'stream-offline'] as const)('%s of a friend is not ours', type => {
    const made = eventOf(type, { ...payloads[type], ...friend })
    expect(made).toMatchObject({
      type: 'platform.event',
      channel: 'eve_streams',
      data: { name: `tau:${type}` },
    })
  })
})

describe('keys', () => {
  test.each([
    ['channel-follow', '700201:2026-11-20T19:00:01Z'],
    ['channel-channel_points_custom_reward_redemption-add', '5f00aa11-0000-4000-8000-000000000001'],
    ['stream-online', '41002'],
    ['channel-cheer', 'tau:twitch-message-1'],
    ['channel-raid', 'tau:twitch-message-1'],
    ['channel-goal-begin', 'tau:twitch-message-1'],
  ] as const)('%s has the key %s', (type, key) => {
    expect(eventOf(type, payloads[type])?.key).toBe(key)
  })

  test('a row without an event id is known by its own', () => {
    const made = eventOf('channel-cheer', payloads['channel-cheer'], { event_id: null })
    expect(made?.key).toBe('tau:11111111-0000-4000-8000-000000000001')
  })

  test('a test never takes the key of the real happening', () => {
    const test = { id: null, event_id: 'test-1', origin: 'test' }
    const made = eventOf('channel-follow', payloads['channel-follow'], test)
    expect(made).toMatchObject({ test: true, key: 'tau:test-1' })
    const both = eventOf('subscribe', payloads['channel-subscribe'], { ...test, event_id: null })
    expect(both).toMatchObject({ type: 'channel.subscribed', test: true, key: undefined })
  })

  test('each replay is an event of its own, and made up', () => {
    const replay = () => eventOf('channel-follow', payloads['channel-follow'], { origin: 'replay' })
    const [first, second] = [replay(), replay()]
    expect(first?.test).toBe(true)
    expect(first?.key).toMatch(/^700201:2026-11-20T19:00:01Z:replay:[0-9a-f-]{36}$/)
    expect(second?.key).not.toBe(first?.key)
  })
})

describe('times', () => {
  test("Twitch's own time is taken, to the millisecond", () => {
    expect(eventOf('channel-follow', payloads['channel-follow'])?.time).toEqual(
      new Date('2026-11-20T19:00:01.987Z'),
    )
  })

  test.each([
    '2026-11-20T20:00:00+0000',
    '2026-11-20T20:00:00.000123+00:00',
    '2026-11-20T22:00:00+0200',
  ])('without one it is when TAU stored it: %s', text => {
    const made = eventOf('channel-cheer', payloads['channel-cheer'], { created: text })
    expect(made?.time).toEqual(new Date('2026-11-20T20:00:00Z'))
  })

  test.each([null, 7, 'yesterday'])('a time that is none is left out: %s', text => {
    const made = eventOf('channel-cheer', payloads['channel-cheer'], { created: text })
    expect(made?.type).toBe('channel.cheered')
    expect(made?.time).toBeUndefined()
  })
})

describe('what others send', () => {
  test('numbers from text boxes are numbers', () => {
    const made = eventOf('channel-cheer', { ...payloads['channel-cheer'], bits: '40' })
    expect(made?.data).toMatchObject({ bits: 40 })
    expect(eventOf('channel-raid', raidOf(friend, ownFields, '9'))?.data).toMatchObject({
      viewers: 9,
    })
  })

  test('old names mean what they meant', () => {
    expect(eventOf('follow', payloads['channel-follow'])?.type).toBe('channel.followed')
    expect(eventOf('hype-train-end', payloads['channel-hype_train-end'])?.type).toBe(
      'channel.hyped',
    )
    expect(eventTypeOf('channel.hype_train.begin')).toBe('channel-hype_train-begin')
  })

  test('what does not fit is kept with what is wrong, without the value', () => {
    const made = eventOf('channel-cheer', { ...payloads['channel-cheer'], bits: 'hunter2' })
    expect(made).toMatchObject({
      type: 'platform.event',
      data: { name: 'tau:channel-cheer', problem: expect.stringMatching(/^bits: /) },
      raw: { event_data: { bits: 'hunter2' } },
    })
    expect(made).not.toHaveProperty('data.problem', expect.stringContaining('hunter2'))
  })

  test('what cost bits tells who and how many', () => {
    const who = { user_id: bo.id, user_login: bo.name, user_name: bo.displayName }
    const combo = { ...ownFields, ...who, bits: 5, type: 'combo', message: null }
    expect(eventOf('channel-bits-use', combo)).toMatchObject({
      type: 'platform.event',
      data: { name: 'tau:channel-bits-use', user: bo, bits: 5 },
    })
  })

  test.each([null, 5, 'text', [], [1], {}])('an event_data of %j never hurts', data => {
    for (const type of Object.keys(payloads)) {
      expect(toEvents(rowOf(type, data), { own }).length).toBeGreaterThan(0)
    }
  })

  test('whatever JSON comes, a row is at least one event and nothing throws', () => {
    const types = fc.oneof(fc.constantFrom(...Object.keys(payloads)), fc.string({ minLength: 1 }))
    const anything = fc.oneof(fc.jsonValue(), broken())
    fc.assert(
      fc.property(
        types,
        anything,
        fc.constantFrom('twitch', 'test', 'replay', 'new'),
        (type, data, origin) => {
          const made = toEvents(rowOf(type, data, { origin }), { own })
          expect(made.length).toBeGreaterThan(0)
          for (const one of made) expect(one.platform).toBe('twitch')
        },
      ),
    )
  })

  test('whatever text comes, it is a row, a control frame or malformed', () => {
    const texts = fc.oneof(fc.string(), fc.json())
    fc.assert(
      fc.property(texts, text => {
        expect(['row', 'control', 'malformed']).toContain(parseFrame(text).kind)
      }),
    )
  })

  test.each([
    ['{"event": "keep_alive"}', 'control'],
    ['{"event": "Created", "chatBot": {}}', 'control'],
    ['[{"event_type": "STATUS_WEBSOCKET"}]', 'malformed'],
    ['{', 'malformed'],
  ])('%s is %s', (text, kind) => {
    expect(parseFrame(text).kind).toBe(kind)
  })
})

/** A known payload with one field replaced by anything. */
function broken(): fc.Arbitrary<unknown> {
  return fc
    .constantFrom(...Object.values(payloads))
    .chain(data =>
      fc
        .tuple(fc.constantFrom(...Object.keys(data)), fc.jsonValue())
        .map(([key, value]) => ({ ...data, [key]: value })),
    )
}
