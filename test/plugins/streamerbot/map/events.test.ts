import fc from 'fast-check'
import type { NewEvent } from 'promethean'
import { describe, expect, it } from 'vitest'
import { toEvents } from '../../../../plugins/streamerbot/map/events.ts'
import { frame } from '../../../support/frames/streamerbot/frame.ts'
import { allFrames, type Frame } from '../../../support/frames/streamerbot/index.ts'
import { elsewhere, kick, obs, youtube } from '../../../support/frames/streamerbot/others.ts'
import {
  bomb,
  follows,
  happenings,
  moderation,
  oldBomb,
  shows,
  subs,
  unnamed,
} from '../../../support/frames/streamerbot/twitch.ts'
import { CATALOGUE } from '../../../support/streamerbot/catalogue.ts'

const owl = { id: '90210', name: 'moss_owl', displayName: 'Moss_Owl' }
const pip = { id: '555', name: 'pip_squeak', displayName: 'Pip_Squeak' }
const ytPip = {
  id: 'UCpip00000000000000000001',
  name: 'Pip Squeak 🐭',
  displayName: 'Pip Squeak 🐭',
}
const at = new Date('2026-11-20T19:14:58.250Z')

type Row = readonly [frame: Frame, ...expected: readonly object[]]

function told(rows: Readonly<Record<string, Row>>): void {
  for (const [name, [frame, ...expected]] of Object.entries(rows)) {
    it(name, () => {
      const events = toEvents(frame, new Map([['twitch', 'ann']]))
      expect(events).toMatchObject(expected)
      expect(events).toHaveLength(expected.length)
      for (const event of events) expect(event.raw).toBe(frame)
    })
  }
}

const subscribed = (key: string | undefined, data: object) => ({
  type: 'channel.subscribed',
  ...(key === undefined ? {} : { key }),
  data,
})

describe('follows', () => {
  const follow = {
    type: 'channel.followed',
    key: '90210:2026-11-20T19:14:58Z',
    time: at,
    data: { user: owl },
  }
  told({
    'are keyed by user and second, in the old spelling': [follows['0.2.6'], follow],
    'are keyed by user and second, in the new spelling': [follows['1.0.7'], follow],
    'are subscribers on YouTube': [
      youtube.subscriber,
      {
        ...{ type: 'channel.followed', platform: 'youtube', time: at, data: { user: ytPip } },
        key: `${ytPip.id}:2026-11-20T19:14:58Z`,
      },
    ],
    'are read on Kick too': [
      kick.follow,
      { key: '5050:2026-11-20T19:14:58Z', platform: 'kick', data: { user: { name: 'kick_pip' } } },
    ],
  })
})

describe('subscriptions', () => {
  told({
    'of 0.1.x have no notice id': [
      subs.subOld,
      subscribed(undefined, { user: owl, tier: '1000', isResub: false }),
    ],
    'have the notice id and the tier': [
      subs.sub,
      subscribed('n-1', { user: { ...owl, roles: ['subscriber'] }, tier: '3000', isResub: false }),
    ],
    'may be prime': [subs.prime, subscribed('n-2', { tier: 'prime' })],
    'that go on have months, streak and words': [
      subs.resub,
      subscribed('n-3', {
        months: 14,
        streak: 3,
        isResub: true,
        text: 'over a year',
        tier: '1000',
      }),
      {
        type: 'chat.message',
        key: 'n-3',
        data: { text: 'over a year', user: owl, isNotice: true },
      },
    ],
    'that go on keep a streak that is not shown to themselves': [
      subs.resubOld,
      subscribed(undefined, { months: 6, tier: '2000', text: 'six' }),
      { type: 'chat.message', data: { text: 'six', messageId: '' } },
    ],
    'given to one are a gift and a subscription': [
      subs.gift,
      { type: 'channel.gifted', key: 'n-4', data: { user: owl, count: 1, total: 4, tier: '1000' } },
      subscribed('n-4', { user: pip, gift: { from: owl } }),
    ],
    'given by nobody known name nobody': [
      subs.giftAnonymous,
      { type: 'channel.gifted', key: 'n-5', data: { count: 1, isAnonymous: true } },
      subscribed('n-5', { user: pip, gift: { isAnonymous: true } }),
    ],
    'given in 0.1.x are read': [
      subs.giftOld,
      { type: 'channel.gifted', data: { user: owl, count: 1, total: 2 } },
      subscribed(undefined, { user: pip, months: 4, gift: { from: owl } }),
    ],
    'given in a bomb of 0.1.x are counted': [
      oldBomb,
      { type: 'channel.gifted', data: { user: owl, count: 10, total: 30, tier: '1000' } },
    ],
  })

  it('given in a bomb are counted once, and each receiver has his own', () => {
    const events = bomb.flatMap(frame => toEvents(frame))
    expect(events.map(({ type, key }) => [type, key])).toEqual([
      ['channel.gifted', '7788'],
      ['channel.subscribed', 'n-7-0'],
      ['channel.subscribed', 'n-7-1'],
    ])
    expect(events[0]?.data).toMatchObject({ count: 2, total: 12, user: owl })
    expect(events[1]?.data).toMatchObject({ user: pip, gift: { from: owl, giftId: '7788' } })
  })

  it('given anonymously carry no name of the giver anywhere', () => {
    for (const { data } of toEvents(subs.giftAnonymous)) {
      expect(JSON.stringify(data)).not.toMatch(/ananonymousgifter/i)
    }
  })

  it('do not tell a streak its owner hides', () => {
    expect(toEvents(subs.resubOld)[0]?.data).not.toHaveProperty('streak')
  })
})

describe('raids, redemptions and the stream', () => {
  const reward = { id: 'rw-1', title: 'Drink water', cost: 300 }
  const redeemed = {
    ...{ type: 'channel.redeemed', key: 'rd-1', time: at },
    data: { redemptionId: 'rd-1', user: owl, reward, text: 'cheers', status: 'unfulfilled' },
  }
  told({
    'raids tell who and how many': [
      happenings.raid,
      { type: 'channel.raided', channel: 'ann', data: { from: owl, viewers: 31 } },
    ],
    'raids of 0.1.x and of the test button are read, as tests': [
      happenings.raidOld,
      { type: 'channel.raided', test: true, data: { from: owl, viewers: 31 } },
    ],
    'redemptions in the old spelling': [happenings.redemption, { ...redeemed }],
    'redemptions in the new spelling': [happenings.redemptionNew, { ...redeemed }],
    'automatic rewards are named by their type': [
      happenings.automatic,
      {
        ...{ type: 'channel.redeemed', key: 'rd-2' },
        data: {
          ...{ user: owl, text: 'look at me' },
          reward: { id: 'send_highlighted_message', title: 'send_highlighted_message', cost: 200 },
        },
      },
    ],
    'a stream begins, with its id': [
      happenings.online,
      {
        ...{ type: 'stream.online', key: '5511', time: new Date('2026-11-20T19:00:00Z') },
        data: { streamId: '5511', startedAt: new Date('2026-11-20T19:00:00Z') },
      },
    ],
    'a stream ends': [happenings.offline, { type: 'stream.offline', channel: 'ann', data: {} }],
    'title and category change': [
      happenings.update,
      {
        ...{ type: 'channel.updated', channel: 'ann' },
        data: { title: 'Building a shed', category: 'Makers & Crafting' },
      },
    ],
    'title and category change on Kick': [
      kick.update,
      {
        type: 'channel.updated',
        platform: 'kick',
        data: { title: 'Shed, day two', category: 'Creative' },
      },
    ],
    'ads start': [
      happenings.ad,
      { type: 'channel.ad.started', time: at, data: { seconds: 90, isAutomatic: true } },
    ],
  })
})

describe('moderation', () => {
  const act = (action: string, more: object = {}) => ({
    ...{ type: 'chat.moderated', time: at },
    data: { action, user: owl, moderator: { name: 'pip_squeak' }, ...more },
  })
  const cleared = { type: 'chat.cleared', time: at, data: { user: owl } }
  told({
    'a line is removed': [
      moderation.deleted,
      { type: 'chat.deleted', key: 'd-1', data: { messageId: 'd-1', user: owl } },
    ],
    'a timeout clears the lines and says how long': [
      moderation.timedOut,
      cleared,
      act('timeout', { seconds: 600, reason: 'caps', moderator: pip }),
    ],
    'a timeout of 0.1.x is the same': [
      moderation.timedOutOld,
      cleared,
      act('timeout', { seconds: 600, reason: 'caps' }),
    ],
    'a ban clears the lines': [moderation.banned, cleared, act('ban')],
    'an unban clears nothing': [moderation.unbanned, act('unban')],
    'the end of a timeout clears nothing': [moderation.untimedOut, act('untimeout')],
    'a whole chat is cleared': [moderation.cleared, { type: 'chat.cleared', data: {} }],
    'a line is removed on YouTube': [
      youtube.deleted,
      { type: 'chat.deleted', key: 'LCC.m1', platform: 'youtube', data: { messageId: 'LCC.m1' } },
    ],
    'a temporary ban of YouTube is a timeout of the one banned': [
      youtube.timedOut,
      { type: 'chat.cleared', data: { user: ytPip } },
      {
        type: 'chat.moderated',
        data: { action: 'timeout', seconds: 300, user: ytPip, moderator: { name: 'A Mod' } },
      },
    ],
  })
})

describe('shows', () => {
  const poll = {
    ...{ pollId: 'p-1', title: 'Which wood?' },
    choices: [
      { title: 'Oak', votes: 7 },
      { title: 'Pine', votes: 2 },
    ],
  }
  const outcomes = [
    { id: 'o1', title: 'It stands', points: 900, users: 3 },
    { id: 'o2', title: 'It falls', points: 1500, users: 5 },
  ]
  const prediction = { predictionId: 'pr-1', title: 'The shed', outcomes }
  told({
    'a hype train starts': [
      shows.trainStart,
      {
        type: 'channel.hyped',
        time: at,
        data: { phase: 'started', level: 2, total: 1800, goal: 2100 },
      },
    ],
    'a hype train goes on': [
      shows.trainLevel,
      { type: 'channel.hyped', data: { phase: 'progressed', level: 3 } },
    ],
    'a hype train ends': [
      shows.trainEnd,
      { time: new Date('2026-11-20T19:20:00Z'), data: { phase: 'ended', total: 1800 } },
    ],
    'a poll starts': [
      shows.pollStart,
      { type: 'channel.polled', data: { phase: 'started', ...poll } },
    ],
    'a poll ends': [shows.pollEnd, { data: { phase: 'ended', status: 'completed', ...poll } }],
    'a prediction starts': [
      shows.predictionStart,
      { type: 'channel.predicted', data: { phase: 'started', ...prediction } },
    ],
    'a prediction locks': [shows.predictionLock, { time: at, data: { phase: 'locked' } }],
    'a prediction ends with a winner': [
      shows.predictionEnd,
      { data: { phase: 'ended', winner: 'o1', status: 'resolved', ...prediction } },
    ],
  })
})

describe('money and members of YouTube', () => {
  const key = 'LCC.abc'
  told({
    'a Super Chat is a tip in whole units': [
      youtube.superChat,
      {
        ...{ type: 'channel.tipped', key, time: at, channel: 'UCannAnnAnnAnnAnnAnnAnn1' },
        data: { user: ytPip, amount: 12.5, currency: 'USD', text: 'for nails' },
      },
      { type: 'chat.message', key, data: { user: ytPip, text: 'for nails', isNotice: true } },
    ],
    'a Super Sticker is a tip': [
      youtube.superSticker,
      { type: 'channel.tipped', data: { amount: 2, currency: 'EUR' } },
    ],
    'a new member': [
      youtube.newSponsor,
      subscribed(key, { user: ytPip, tier: 'Carpenter', isResub: false }),
    ],
    'a milestone': [
      youtube.milestone,
      subscribed(key, { months: 9, isResub: true, text: 'nine' }),
      { type: 'chat.message', key, data: { text: 'nine', isNotice: true } },
    ],
    'memberships given': [
      youtube.gift,
      { type: 'channel.gifted', key, data: { user: ytPip, count: 5, tier: 'Carpenter' } },
    ],
    'a membership received': [
      youtube.received,
      subscribed(key, { user: ytPip, gift: { from: { name: 'Moss Owl' } } }),
    ],
    'a broadcast begins': [
      youtube.started,
      {
        type: 'stream.online',
        key: 'vid-1',
        data: { streamId: 'vid-1', title: 'Building a shed' },
      },
    ],
    'a broadcast ends': [youtube.ended, { type: 'stream.offline', data: { streamId: 'vid-1' } }],
    'a broadcast is renamed': [
      youtube.updated,
      { type: 'channel.updated', data: { title: 'Building a shed' } },
    ],
  })
})

describe('OBS', () => {
  told({
    'starts streaming': [obs.started, { type: 'obs.stream.started', platform: 'obs', data: {} }],
    'starts streaming, in 0.1.x': [obs.startedOld, { type: 'obs.stream.started' }],
    'stops streaming': [obs.stopped, { type: 'obs.stream.stopped', data: {} }],
    'starts recording': [obs.recording, { type: 'obs.recording.started', data: {} }],
    'stops recording, with the file where told': [
      obs.recorded,
      { type: 'obs.recording.stopped', data: { file: 'C:/Videos/shed.mkv' } },
    ],
    'changes the scene': [
      obs.scene,
      { type: 'obs.scene.changed', data: { scene: 'Workbench', previous: 'Soon' } },
    ],
    'changes the scene, told flat': [obs.sceneFlat, { data: { scene: 'Workbench' } }],
    'changes the scene, in 0.1.x': [obs.sceneOld, { data: { scene: 'Workbench' } }],
  })
})

describe('everything else', () => {
  it('is kept under its own name with its data', () => {
    for (const frame of [...unnamed, ...elsewhere, obs.connected, youtube.statistics]) {
      expect(toEvents(frame)).toMatchObject([
        {
          type: 'platform.event',
          data: { name: `streamerbot:${frame.event.source}.${frame.event.type}`, data: frame.data },
          raw: frame,
        },
      ])
    }
  })

  it('says who, in which words, for how many bits', () => {
    const user = { id: '90210', login: 'moss_owl', name: 'Moss_Owl', type: 'twitch' }
    const said = (name: string, data: object) => toEvents(frame(name, { ...data }))[0]?.data
    expect(said('Twitch.PowerUp', { user, bits: 30, text: 'big' })).toMatchObject({
      ...{ user: owl, text: 'big', bits: 30 },
    })
    expect(said('Twitch.CoinCheer', { isAnonymous: true, user, bits: 5 })).not.toHaveProperty(
      'user',
    )
    expect(said('General.Custom', { user, text: 'hello' })).not.toHaveProperty('text')
  })

  it('is a line too where somebody typed into a notice, by its id', () => {
    const user = { id: '90210', login: 'moss_owl', name: 'Moss_Owl', type: 'twitch' }
    const notices: readonly (readonly [string, object])[] = [
      ['Twitch.Announcement', { text: 'raffle at nine', messageId: 'n-7' }],
      ['Twitch.Announcement', { message: { message: 'raffle at nine', msgId: 'n-7' } }],
      ['Twitch.WatchStreak', { message: 'raffle at nine', messageId: 'n-7', streak_count: 3 }],
      ['Twitch.NeverHeard', { text: 'raffle at nine', messageId: 'n-7', systemMessage: '…' }],
    ]
    for (const [name, data] of notices) {
      expect(toEvents(frame(name, { user, ...data }))).toMatchObject([
        { type: 'platform.event', data: { user: owl, text: 'raffle at nine' } },
        { type: 'chat.message', key: 'n-7', data: { user: owl, text: 'raffle at nine' } },
      ])
    }
    const shared = { user, text: 'hello', messageId: 'n-8', sharedChatSource: { id: '7' } }
    expect(toEvents(frame('Twitch.SharedChatAnnouncement', shared))).toMatchObject([
      { type: 'platform.event' },
      { data: { text: 'hello', sharedFrom: { id: '7' } } },
    ])
  })

  it('makes no line where nobody typed, or nobody reads it', () => {
    const user = { id: '90210', login: 'moss_owl', name: 'Moss_Owl', type: 'twitch' }
    const silent: readonly (readonly [string, object])[] = [
      ['Twitch.WatchStreak', { user, text: ' ', messageId: 'n-7' }],
      ['Twitch.PayItForward', { user, systemMessage: 'Moss_Owl pays forward', messageId: 'n-7' }],
      ['Twitch.AutoModMessageHeld', { user, text: 'held back', messageId: 'n-7' }],
      ['Twitch.SharedChatMessageDeleted', { user, text: 'gone', targetMessageId: 'n-7' }],
    ]
    for (const [name, data] of silent)
      expect(toEvents(frame(name, { ...data }))).toMatchObject([{ type: 'platform.event' }])
  })

  it('a Power-up told as a reward costs bits, not points', () => {
    const reward = { user_id: '90210', user_login: 'moss_owl', user_name: 'Moss_Owl', cost: 30 }
    for (const reward_type of ['message_effect', 'gigantify_an_emote', 'celebration']) {
      expect(
        toEvents(frame('Twitch.AutomaticRewardRedemption', { ...reward, id: 'r', reward_type })),
      ).toMatchObject([
        { type: 'platform.event', data: { user: owl, bits: 30, data: { reward_type } } },
      ])
    }
  })

  it('that is no event frame tells nothing', () => {
    const noFrames = [
      null,
      7,
      'x',
      [],
      {},
      { event: null },
      { event: { source: 'Twitch' } },
      { id: 'a', status: 'ok' },
    ]
    for (const payload of noFrames) expect(toEvents(payload)).toEqual([])
  })
})

const names = Object.entries(CATALOGUE).flatMap(([source, types]) =>
  types.map(type => ({ source, type })),
)
const odd = ['constructor', '__proto__', 'toString', ''].map(type => ({ source: 'Twitch', type }))

/** Known fields with any value, nested: what a payload may become in a version to come. */
const anyData = fc.letrec(tie => ({
  value: fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('', '12', 'ann', true, 3, '2026-11-20T19:00:00Z'),
    tie('data'),
  ),
  data: fc.dictionary(fc.constantFrom(...fieldsOf(allFrames)), tie('value'), { maxKeys: 12 }),
}))

function fieldsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return [...new Set(Object.entries(value).flatMap(([key, inner]) => [key, ...fieldsOf(inner)]))]
}

function holds(events: readonly NewEvent[]): void {
  expect(events.length).toBeGreaterThan(0)
  for (const { type, time, key, data } of events) {
    expect(Number.isNaN(time?.getTime())).toBe(false)
    expect(key).not.toBe('')
    expect(JSON.stringify(data)).toBeTypeOf('string')
    if (type !== 'platform.event') expect(Object.values(data)).not.toContain(undefined)
  }
}

describe('a frame of any content', () => {
  it('never throws and is never lost, under any name', () => {
    const frames = fc.record({
      event: fc.constantFrom(...names, ...odd),
      timeStamp: fc.oneof(fc.jsonValue(), fc.constant('2026-11-20T20:15:00.1234567+01:00')),
      data: fc.oneof(fc.jsonValue(), anyData.data),
    })
    fc.assert(
      fc.property(frames, frame => holds(toEvents(frame))),
      { numRuns: 2_000 },
    )
  })

  it('that was good and lost or changed one field never throws and is never lost', () => {
    const changed = fc.tuple(fc.constantFrom(...allFrames), fc.nat(), fc.jsonValue())
    fc.assert(
      fc.property(changed, ([frame, at, value]) => {
        const keys = Object.keys(frame.data)
        const key = keys[at % Math.max(keys.length, 1)] ?? 'none'
        holds(toEvents({ ...frame, data: { ...frame.data, [key]: value } }))
      }),
      { numRuns: 2_000 },
    )
  })

  it('of any JSON at all never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => Array.isArray(toEvents(value))),
      { numRuns: 500 },
    )
  })
})
