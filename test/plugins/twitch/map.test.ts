import type { NewEvent } from 'promethean'
import { describe, expect, test } from 'vitest'
import { mappings } from '../../../plugins/formats/eventsub/mappings.ts'
import { SUBSCRIPTIONS } from '../../../plugins/twitch/eventsub/subscriptions.ts'
import { toEvents } from '../../../plugins/twitch/map/events.ts'
import { bo, cy, emote, line, notice, own, word } from '../../support/frames/twitch/eventsub.ts'
import { subscriptionTypes } from '../../support/twitch-api/subscription-types.ts'

const NOTICES = 'channel.chat.notification'
const time = new Date('2026-11-20T19:30:00.000Z')

function map(type: string, event: unknown, active: readonly string[] = []): readonly NewEvent[] {
  return toEvents(
    { messageId: 'm1', time, type, event },
    { channel: 'annstreams', active: new Set(active) },
  )
}

const one = (type: string, event: unknown) => map(type, event)[0]
const typesOf = (events: readonly NewEvent[]) => events.map(({ type }) => type)

const mod = {
  moderator_user_id: '700301',
  moderator_user_login: 'dee_mods',
  moderator_user_name: 'Dee_Mods',
}
const redemption = {
  id: 'r1',
  ...own,
  ...cy,
  user_input: 'arms, please',
  status: 'unfulfilled',
  reward: { id: 'w1', title: 'Stretch', cost: 150, prompt: '' },
  redeemed_at: '2026-11-20T19:05:07.123456789Z',
}
const poll = {
  id: 'p1',
  ...own,
  title: 'Next game?',
  choices: [{ id: 'c1', title: 'Chess', votes: 4 }],
  started_at: '2026-11-20T19:20:00Z',
}
const prediction = {
  id: 'q1',
  ...own,
  title: 'Will it boot?',
  outcomes: [{ id: 'o1', title: 'Yes', users: 3, channel_points: 900 }],
  started_at: '2026-11-20T19:20:00Z',
}
const train = {
  id: 't1',
  ...own,
  level: 2,
  total: 700,
  goal: 1_000,
  started_at: '2026-11-20T19:10:00Z',
}

describe('each event of EventSub is what it is here', () => {
  test.each<[string, unknown, NewEvent['type'], Record<string, unknown>]>([
    [
      'channel.follow',
      { ...own, ...bo, followed_at: '2026-11-20T19:00:01.123456789Z' },
      'channel.followed',
      { user: { id: '700201' } },
    ],
    [
      'channel.update',
      { ...own, title: 'Now', category_name: 'Chess', language: 'en' },
      'channel.updated',
      { title: 'Now', category: 'Chess', language: 'en' },
    ],
    [
      'channel.subscribe',
      { ...own, ...bo, tier: '1000', is_gift: true },
      'channel.subscribed',
      { tier: '1000', gift: {} },
    ],
    [
      'channel.subscription.gift',
      {
        ...own,
        user_id: null,
        user_login: null,
        user_name: null,
        total: 5,
        tier: '1000',
        is_anonymous: true,
      },
      'channel.gifted',
      { count: 5, isAnonymous: true },
    ],
    [
      'channel.subscription.message',
      {
        ...own,
        ...bo,
        tier: '2000',
        message: { text: 'yes', emotes: [] },
        cumulative_months: 7,
        streak_months: 3,
      },
      'channel.subscribed',
      { isResub: true, months: 7, streak: 3, text: 'yes' },
    ],
    [
      'channel.cheer',
      { ...own, ...bo, is_anonymous: false, message: 'Cheer100', bits: 100 },
      'channel.cheered',
      { bits: 100, text: 'Cheer100' },
    ],
    [
      'channel.raid',
      {
        from_broadcaster_user_id: '1',
        from_broadcaster_user_login: 'eve',
        from_broadcaster_user_name: 'Eve',
        to_broadcaster_user_id: '700100',
        viewers: 12,
      },
      'channel.raided',
      { viewers: 12, from: { name: 'eve' } },
    ],
    [
      'channel.channel_points_custom_reward_redemption.add',
      redemption,
      'channel.redeemed',
      {
        redemptionId: 'r1',
        reward: { id: 'w1', title: 'Stretch', cost: 150 },
        status: 'unfulfilled',
      },
    ],
    ['channel.poll.begin', poll, 'channel.polled', { phase: 'started', pollId: 'p1' }],
    [
      'channel.poll.progress',
      poll,
      'channel.polled',
      { phase: 'progressed', choices: [{ title: 'Chess', votes: 4 }] },
    ],
    [
      'channel.poll.end',
      { ...poll, status: 'completed' },
      'channel.polled',
      { phase: 'ended', status: 'completed' },
    ],
    ['channel.prediction.begin', prediction, 'channel.predicted', { phase: 'started' }],
    ['channel.prediction.progress', prediction, 'channel.predicted', { phase: 'progressed' }],
    ['channel.prediction.lock', prediction, 'channel.predicted', { phase: 'locked' }],
    [
      'channel.prediction.end',
      { ...prediction, winning_outcome_id: 'o1' },
      'channel.predicted',
      { phase: 'ended', winner: 'o1' },
    ],
    [
      'channel.hype_train.begin',
      train,
      'channel.hyped',
      { phase: 'started', level: 2, total: 700, goal: 1_000 },
    ],
    ['channel.hype_train.progress', train, 'channel.hyped', { phase: 'progressed' }],
    ['channel.hype_train.end', train, 'channel.hyped', { phase: 'ended' }],
    [
      'channel.ad_break.begin',
      { ...own, duration_seconds: 60, is_automatic: true, started_at: '2026-11-20T19:11:00Z' },
      'channel.ad.started',
      { seconds: 60, isAutomatic: true },
    ],
    [
      'stream.online',
      { id: '9001', ...own, type: 'live', started_at: '2026-11-20T18:00:00Z' },
      'stream.online',
      { streamId: '9001' },
    ],
    ['stream.offline', own, 'stream.offline', {}],
    ['channel.chat.clear', own, 'chat.cleared', {}],
    [
      'channel.chat.clear_user_messages',
      {
        ...own,
        target_user_id: '700201',
        target_user_login: 'bo_builds',
        target_user_name: 'Bo_Builds',
      },
      'chat.cleared',
      { user: { name: 'bo_builds' } },
    ],
    [
      'channel.chat.message_delete',
      {
        ...own,
        target_user_id: '700201',
        target_user_login: 'bo_builds',
        target_user_name: 'Bo_Builds',
        message_id: 'l1',
      },
      'chat.deleted',
      { messageId: 'l1' },
    ],
    [
      'channel.unban',
      { ...own, ...bo, ...mod },
      'chat.moderated',
      { action: 'unban', moderator: { name: 'dee_mods' } },
    ],
  ])('%s', (type, event, expected, data) => {
    expect(one(type, event)).toMatchObject({
      type: expected,
      platform: 'twitch',
      channel: 'annstreams',
      data,
      raw: { type, event },
    })
  })

  test('every mapped type is subscribed, as Twitch has it', () => {
    const types = SUBSCRIPTIONS.map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(Object.keys(mappings)))
    for (const { type, version } of SUBSCRIPTIONS)
      expect({ type, version }).toEqual({ type, version: subscriptionTypes[type]?.version })
  })
})

describe('keys', () => {
  test('are those other sources know: follow, redemption, stream, deleted line', () => {
    const followed = { ...own, ...bo, followed_at: '2026-11-20T19:00:01.987654321Z' }
    expect(one('channel.follow', followed)?.key).toBe('700201:2026-11-20T19:00:01Z')
    expect(one('channel.channel_points_custom_reward_redemption.add', redemption)?.key).toBe('r1')
    expect(one('stream.online', { id: '9001', ...own })?.key).toBe('9001')
  })

  test('are the message otherwise, known to this source alone', () => {
    expect(one('stream.offline', own)).toMatchObject({ key: 'twitch:m1', time })
  })
})

describe('chat', () => {
  const chat = (told: Parameters<typeof line>[0]) => map('channel.chat.message', line(told))

  test('emotes stand where the fragments put them, in code points', () => {
    const fragments = [word('😀 '), emote('Kappa', '25'), word(' '), emote('Keepo', '1902')]
    expect(chat({ text: '😀 Kappa Keepo', fragments })[0]?.data).toMatchObject({
      emotes: [
        { id: '25', name: 'Kappa', start: 2, end: 6 },
        { id: '1902', name: 'Keepo', start: 8, end: 12 },
      ],
    })
  })

  test('an action is told without its wrapper, the emotes with it', () => {
    const fragments = [word('\x01ACTION waves '), emote('Kappa', '25'), word('\x01')]
    expect(chat({ text: '\x01ACTION waves Kappa\x01', fragments })[0]?.data).toMatchObject({
      text: 'waves Kappa',
      isAction: true,
      emotes: [{ id: '25', name: 'Kappa', start: 6, end: 10 }],
    })
  })

  test('a cheer is a line and a cheer of one key', () => {
    const events = chat({ text: 'Cheer100', cheer: { bits: 100 } })
    expect(typesOf(events)).toEqual(['chat.message', 'channel.cheered'])
    expect(events[0]?.key).toBe(events[1]?.key)
  })

  test('an anonymous cheer names nobody', () => {
    const by = { chatter_user_login: 'ananonymouscheerer', chatter_user_name: 'AnAnonymousCheerer' }
    const [, cheered] = chat({ text: 'Cheer1', cheer: { bits: 1 }, ...by })
    expect(cheered?.data).toEqual({ bits: 1, text: 'Cheer1', isAnonymous: true })
  })

  test("a partner's line of a shared chat says so, and its bits are not ours", () => {
    const shared = { source_broadcaster_user_id: '5', source_broadcaster_user_login: 'eve' }
    const events = chat({ text: 'Cheer1', cheer: { bits: 1 }, ...shared })
    expect(typesOf(events)).toEqual(['chat.message'])
    expect(events[0]?.data).toMatchObject({ sharedFrom: { id: '5', name: 'eve' } })
  })

  test('a reply names what it answers', () => {
    const reply = {
      parent_message_id: 'l0',
      parent_message_body: 'who?',
      parent_user_id: '700202',
      parent_user_login: 'cyplays',
      parent_user_name: 'サイ',
    }
    expect(chat({ text: '@サイ me', reply })[0]?.data).toMatchObject({
      reply: {
        messageId: 'l0',
        text: 'who?',
        user: { id: '700202', name: 'cyplays', displayName: 'サイ' },
      },
    })
  })
})

describe('notices', () => {
  const giftTo = (community_gift_id: string | null) => ({
    sub_tier: '1000',
    duration_months: 1,
    cumulative_total: 8,
    recipient_user_id: cy.user_id,
    recipient_user_login: cy.user_login,
    recipient_user_name: cy.user_name,
    community_gift_id,
  })

  test('a subscription, new by prime and renewed', () => {
    const sub = { sub_tier: '1000', is_prime: true, duration_months: 1 }
    expect(one(NOTICES, notice('sub', sub))).toMatchObject({
      key: 'n1',
      data: { tier: 'prime', isResub: false },
    })
    const resub = { sub_tier: '2000', is_prime: false, cumulative_months: 9, streak_months: null }
    expect(one(NOTICES, notice('resub', resub, 'nine'))?.data).toMatchObject({
      tier: '2000',
      isResub: true,
      months: 9,
      text: 'nine',
    })
  })

  test('a gift to one is a gift and a subscription', () => {
    const events = map(NOTICES, notice('sub_gift', giftTo(null)))
    expect(typesOf(events)).toEqual(['channel.gifted', 'channel.subscribed'])
    expect(events[0]?.data).toMatchObject({ count: 1, total: 8, user: { name: 'bo_builds' } })
    expect(events[1]?.data).toMatchObject({
      user: { name: 'cyplays' },
      gift: { from: { name: 'bo_builds' } },
    })
  })

  test('a gift to many is one gift, by its own key, and a subscription for each', () => {
    const gifts = { id: 'g1', total: 5, sub_tier: '1000', cumulative_total: 20 }
    expect(map(NOTICES, notice('community_sub_gift', gifts))).toMatchObject([
      { type: 'channel.gifted', key: 'g1', data: { count: 5, total: 20 } },
    ])
    expect(map(NOTICES, notice('sub_gift', giftTo('g1')))).toMatchObject([
      { type: 'channel.subscribed', key: 'n1', data: { gift: { giftId: 'g1' } } },
    ])
  })

  test('a gift by a chatter who is not told at all is anonymous', () => {
    const nobody = { chatter_user_id: null, chatter_user_login: null, chatter_user_name: null }
    const gifts = { id: 'g9', total: 5, sub_tier: '1000', cumulative_total: null }
    const told = { ...notice('community_sub_gift', gifts), ...nobody, chatter_is_anonymous: true }
    expect(map(NOTICES, told)).toMatchObject([
      { type: 'channel.gifted', key: 'g9', data: { isAnonymous: true, count: 5 } },
    ])
    const as = { chatter_user_login: 'ananonymousgifter', chatter_is_anonymous: false }
    const [given] = map(NOTICES, { ...notice('community_sub_gift', gifts), ...as })
    expect(given?.data).toEqual({ isAnonymous: true, count: 5, tier: '1000' })
  })

  test('an anonymous gift names nobody', () => {
    const told = { ...notice('sub_gift', giftTo(null)), chatter_is_anonymous: true }
    expect(map(NOTICES, told)[0]?.data).toMatchObject({ isAnonymous: true })
    expect(map(NOTICES, told)[0]?.data).not.toHaveProperty('user')
  })

  test('with words is a line too, in whose room it was written', () => {
    const fragments = [emote('Kappa', '25'), word(' raffle at nine')]
    const told = {
      ...notice('announcement', { color: 'BLUE' }),
      message: { text: 'Kappa raffle at nine', fragments },
    }
    expect(map(NOTICES, told)).toMatchObject([
      { type: 'platform.event' },
      {
        type: 'chat.message',
        key: 'n1',
        data: {
          messageId: 'n1',
          text: 'Kappa raffle at nine',
          user: { name: 'bo_builds' },
          isNotice: true,
          emotes: [{ id: '25', start: 0, end: 4 }],
        },
      },
    ])
    expect(map(NOTICES, notice('resub', { sub_tier: '1000' }, 'still here'))).toMatchObject([
      { type: 'channel.subscribed', data: { text: 'still here' } },
      { type: 'chat.message', data: { text: 'still here' } },
    ])
    const shared = { source_broadcaster_user_id: '9', source_broadcaster_user_login: 'Dee' }
    expect(
      map(NOTICES, { ...notice('shared_chat_announcement', {}, 'hi'), ...shared }),
    ).toMatchObject([
      { type: 'platform.event' },
      { data: { text: 'hi', sharedFrom: { id: '9', name: 'dee' } } },
    ])
  })

  test('without words makes no line, nor does an anonymous one', () => {
    for (const text of ['', '  '])
      expect(typesOf(map(NOTICES, notice('watch_streak', {}, text)))).toEqual(['platform.event'])
    const nobody = { ...notice('announcement', {}, 'psst'), chatter_is_anonymous: true }
    expect(typesOf(map(NOTICES, nobody))).toEqual(['platform.event'])
  })

  test('a raid', () => {
    const raid = { user_id: '1', user_login: 'eve', user_name: 'Eve', viewer_count: 12 }
    expect(one(NOTICES, notice('raid', raid))).toMatchObject({
      type: 'channel.raided',
      key: 'n1',
      data: { viewers: 12, from: { id: '1', name: 'eve', displayName: 'Eve' } },
    })
  })

  test.each(['announcement', 'shared_chat_sub_gift', 'watch_streak'])(
    '%s is kept by its name',
    kind => {
      expect(one(NOTICES, notice(kind, {}))).toMatchObject({
        type: 'platform.event',
        data: { name: `twitch:${NOTICES}.${kind}` },
      })
    },
  )
})

describe('what has no name says what the source told', () => {
  test('an announcement: who, in which words and which colour', () => {
    const told = notice('announcement', { color: 'PRIMARY' }, 'raffle at nine')
    expect(one(NOTICES, { ...told, cheer: null })?.data).toMatchObject({
      name: `twitch:${NOTICES}.announcement`,
      user: { id: '700201', name: 'bo_builds', displayName: 'Bo_Builds', color: '#1E90FF' },
      text: 'raffle at nine',
      data: { announcement: { color: 'PRIMARY' }, message: { text: 'raffle at nine' } },
    })
  })

  test.each([
    ['channel.channel_points_custom_reward_redemption.update', redemption, 'cyplays'],
    ['channel.subscription.end', { ...own, ...bo, tier: '1000', is_gift: false }, 'bo_builds'],
    ['channel.shoutout.create', { ...own, ...mod, viewer_count: 3 }, 'dee_mods'],
    [
      'channel.moderate',
      { ...own, ...mod, action: 'slow', slow: { wait_time_seconds: 9 } },
      'dee_mods',
    ],
    ['channel.shared_chat.begin', { ...own, session_id: 's1' }, undefined],
    [
      'channel.chat_settings.update',
      { ...own, slow_mode: true, slow_mode_wait_time_seconds: 9 },
      undefined,
    ],
    ['channel.goal.begin', { ...own, id: 'g1', type: 'follow', current_amount: 0 }, undefined],
    ['channel.never.heard', { ...own, anything: [1, { at: 'all' }] }, undefined],
  ])('%s', (type, payload, who) => {
    const data = one(type, payload)?.data
    expect(data).toMatchObject({ data: payload })
    expect(data).toHaveProperty('name', expect.stringContaining(`twitch:${type}`))
    if (who === undefined) expect(data).not.toHaveProperty('user')
    else expect(data).toHaveProperty('user.name', who)
  })

  test('a field that was not told is absent, not null', () => {
    const told = notice('announcement', { color: null }, 'hello')
    expect(JSON.stringify(one(NOTICES, told)?.data)).not.toContain('null')
  })

  test('words of a redemption are words', () => {
    expect(
      one('channel.channel_points_custom_reward_redemption.update', redemption)?.data,
    ).toMatchObject({ text: 'arms, please', data: { status: 'unfulfilled' } })
  })

  test('whoever is anonymous is not named', () => {
    const told = { ...notice('pay_it_forward', {}), chatter_is_anonymous: true }
    expect(one(NOTICES, told)?.data).not.toHaveProperty('user')
  })
})

test('an unban request has the words of who asks, its answer has not those of the moderator', () => {
  const about = { ...own, ...bo, id: 'u-1' }
  expect(map('channel.unban_request.create', { ...about, text: 'I am sorry' })).toMatchObject([
    { type: 'platform.event', data: { user: { name: 'bo_builds' }, text: 'I am sorry' } },
  ])
  const [answered] = map('channel.unban_request.resolve', { ...about, resolution_text: 'no' })
  expect(answered?.data).not.toHaveProperty('text')
  expect(answered?.data).toMatchObject({ data: { resolution_text: 'no' } })
})

describe('bits', () => {
  const spent = (what: object) => ({ ...own, ...bo, power_up: null, message: null, ...what })
  const BITS = 'channel.bits.use'

  test('that are no cheer are told: who, how many, for what', () => {
    expect(map(BITS, spent({ bits: 5, type: 'combo' }))).toMatchObject([
      {
        type: 'platform.event',
        data: { name: `twitch:${BITS}.combo`, user: { name: 'bo_builds' }, bits: 5 },
      },
    ])
    const powerUp = { type: 'gigantify_an_emote', emote: { id: '25', name: 'Kappa' } }
    expect(map(BITS, spent({ bits: 30, type: 'power_up', power_up: powerUp }))).toMatchObject([
      { data: { name: `twitch:${BITS}.power_up`, bits: 30, data: { power_up: powerUp } } },
    ])
  })

  test('of a cheer are told by chat, and by their own type only where nobody else tells them', () => {
    const cheer = spent({ bits: 100, type: 'cheer', message: { text: 'Cheer100' } })
    expect(map(BITS, cheer, ['channel.chat.message'])).toEqual([])
    expect(map(BITS, cheer, ['channel.cheer'])).toEqual([])
    expect(map(BITS, cheer)).toMatchObject([
      {
        type: 'channel.cheered',
        data: { user: { name: 'bo_builds' }, bits: 100, text: 'Cheer100' },
      },
    ])
    const nobody = { user_id: null, user_login: null, user_name: null }
    expect(map(BITS, { ...cheer, ...nobody })[0]?.data).toEqual({
      isAnonymous: true,
      bits: 100,
      text: 'Cheer100',
    })
  })

  test('a reward of Twitch’s own is redeemed by its type', () => {
    const told = {
      ...{ ...own, ...cy, id: 'a1', redeemed_at: '2026-11-20T19:05:07Z' },
      reward: { type: 'send_highlighted_message', channel_points: 80, emote: null },
      message: { text: 'look here', fragments: [] },
    }
    expect(one('channel.channel_points_automatic_reward_redemption.add', told)).toMatchObject({
      type: 'channel.redeemed',
      key: 'a1',
      data: {
        redemptionId: 'a1',
        reward: { id: 'send_highlighted_message', title: 'send_highlighted_message', cost: 80 },
        text: 'look here',
      },
    })
  })
})

describe('moderation', () => {
  const done = (action: string, what: object) => ({
    ...own,
    ...mod,
    action,
    [action]: { ...bo, ...what },
  })
  const CLEARS = ['channel.chat.clear_user_messages']

  test('a timeout has its seconds, a ban has none', () => {
    const timeout = done('timeout', { reason: 'calm', expires_at: '2026-11-20T19:40:00Z' })
    expect(map('channel.moderate', timeout, CLEARS)).toMatchObject([
      {
        type: 'chat.moderated',
        data: { action: 'timeout', seconds: 600, reason: 'calm', moderator: { name: 'dee_mods' } },
      },
    ])
    const [ban] = map('channel.moderate', done('ban', { reason: '' }), CLEARS)
    expect(ban?.data).not.toHaveProperty('seconds')
  })

  test('clears the viewer where chat does not tell it by itself', () => {
    const events = map('channel.moderate', done('ban', {}))
    expect(typesOf(events)).toEqual(['chat.moderated', 'chat.cleared'])
    const old = {
      ...own,
      ...bo,
      ...mod,
      banned_at: '2026-11-20T19:00:00Z',
      ends_at: '2026-11-20T19:01:00Z',
    }
    expect(map('channel.ban', old)).toMatchObject([
      { data: { action: 'timeout', seconds: 60 } },
      { type: 'chat.cleared' },
    ])
  })

  test('takes a timeout or ban back', () => {
    for (const action of ['unban', 'untimeout'])
      expect(one('channel.moderate', done(action, {}))?.data).toMatchObject({ action })
  })

  test('deletes a line, by the key chat tells it under', () => {
    const deleted = done('delete', { message_id: 'l1', message_body: 'rude' })
    expect(one('channel.moderate', deleted)).toMatchObject({
      type: 'chat.deleted',
      key: 'l1',
      data: { messageId: 'l1', text: 'rude' },
    })
  })

  test.each(['slow', 'vip', 'shared_chat_ban'])('%s is kept by its name', action => {
    expect(one('channel.moderate', done(action, {}))).toMatchObject({
      type: 'platform.event',
      data: { name: `twitch:channel.moderate.${action}` },
    })
  })
})

test('whatever comes in the place of a payload, something is told and nothing is thrown', () => {
  for (const type of [...Object.keys(mappings), 'channel.never.heard'])
    for (const odd of [
      null,
      7,
      'text',
      [],
      {},
      { user_id: 3 },
      { notice_type: 'sub', action: 'ban' },
    ])
      expect(map(type, odd).length).toBeGreaterThan(0)
})
