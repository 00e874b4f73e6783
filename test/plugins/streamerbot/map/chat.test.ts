import { describe, expect, it } from 'vitest'
import { toEvents } from '../../../../plugins/streamerbot/map/events.ts'
import { kick, trovo, youtube } from '../../../support/frames/streamerbot/others.ts'
import {
  firstWords,
  sameCheer,
  sameLine,
  specialLines,
} from '../../../support/frames/streamerbot/twitch-chat.ts'
import { chatFrame } from '../../../support/streamerbot/lines.ts'

const channels = new Map([
  ['youtube', 'UCannAnnAnnAnnAnnAnnAnn1'],
  ['kick', 'ann_kicks'],
  ['trovo', 'anntrovo'],
])
const only = (frame: unknown) => {
  const events = toEvents(frame, channels)
  expect(events).toHaveLength(1)
  return events[0]
}

describe('a Twitch line', () => {
  it('is the same chat.message in the payloads of 0.1.x, 0.2.6 and 1.0.5', () => {
    for (const frame of Object.values(sameLine)) {
      expect(only(frame)).toMatchObject({
        type: 'chat.message',
        key: '0b9f3c1e-1111-4222-8333-444455556666',
        platform: 'twitch',
        channel: 'ann',
        raw: frame,
        data: {
          messageId: '0b9f3c1e-1111-4222-8333-444455556666',
          text: '😀 nice jump Kappa',
          user: {
            id: '90210',
            name: 'moss_owl',
            displayName: 'Moss_Owl',
            color: '#1E90FF',
            badges: [
              { name: 'moderator', version: '1' },
              { name: 'subscriber', version: '6' },
            ],
            roles: ['moderator', 'subscriber'],
          },
          emotes: [{ id: '25', name: 'Kappa', start: 12, end: 16 }],
          isFirst: false,
        },
      })
      expect(only(frame)).not.toHaveProperty('test')
      expect(only(frame)?.data).not.toHaveProperty('bits')
      expect(only(frame)?.data).not.toHaveProperty('reply')
    }
  })

  it('has the time of the platform where it is told, else that of Streamer.bot', () => {
    expect(only(sameLine['1.0.5'])?.time).toEqual(new Date('2026-11-20T19:14:59.500Z'))
    expect(only(sameLine['0.2.6'])?.time).toEqual(new Date('2026-11-20T19:15:00.123Z'))
  })

  it('has emote positions in code points, also where they were told in UTF-16 units', () => {
    expect(only(specialLines.unitPositions)?.data).toMatchObject({
      emotes: [{ name: 'Kappa', start: 12, end: 16 }],
    })
  })

  it('says what it answers', () => {
    expect(only(specialLines.reply)?.data).toMatchObject({
      text: '@Pip_Squeak yes',
      reply: {
        messageId: 'r-0',
        text: 'again?',
        user: { id: '555', name: 'pip_squeak', displayName: 'Pip_Squeak' },
      },
    })
  })

  it('says whether it is the first ever, and whether it is an action', () => {
    expect(only(specialLines.first)?.data).toMatchObject({ isFirst: true })
    expect(only(specialLines.first)?.data).not.toHaveProperty('user.color')
    expect(only(specialLines.action)?.data).toMatchObject({ isAction: true, text: 'waves' })
  })

  it('of an action wrapper has the text alone', () => {
    const frame = {
      ...sameLine['1.0.5'],
      data: { ...sameLine['1.0.5'].data, text: '\u0001ACTION waves\u0001', emotes: [] },
    }
    expect(only(frame)?.data).toMatchObject({ isAction: true, text: 'waves' })
  })

  it('from a shared chat says its room, and cheers nothing here', () => {
    expect(only(specialLines.guest)).toMatchObject({
      type: 'chat.message',
      channel: 'ann',
      data: { sharedFrom: { id: '777', name: 'fern_house' }, bits: 50 },
    })
    expect(only(sameLine['1.0.5'])?.data).not.toHaveProperty('sharedFrom')
  })

  it('with a role number nobody knows has no role', () => {
    expect(only(specialLines.strangeRole)?.data).toMatchObject({ user: { id: '90210', roles: [] } })
  })

  it('is not told a second time by FirstWord', () => {
    for (const frame of firstWords) {
      expect(only(frame)).toMatchObject({
        type: 'platform.event',
        platform: 'twitch',
        channel: 'ann',
        data: { name: 'streamerbot:Twitch.FirstWord', data: frame.data },
      })
    }
  })

  it('is a test where it says so in any of its places', () => {
    for (const place of ['isTest', 'is_test']) {
      const data = { ...sameLine['1.0.5'].data, [place]: true }
      expect(only({ ...sameLine['1.0.5'], data })).toMatchObject({ test: true })
    }
    const meta = { ...sameLine['1.0.5'].data, meta: { isTest: true } }
    expect(only({ ...sameLine['1.0.5'], data: meta })).toMatchObject({ test: true })
  })

  it('that lacks its id, its text or its writer is kept as it is', () => {
    const { data } = sameLine['1.0.5']
    for (const missing of ['messageId', 'text', 'user']) {
      const frame = { ...sameLine['1.0.5'], data: { ...data, [missing]: undefined } }
      expect(only(frame)?.data).toMatchObject({
        name: 'streamerbot:Twitch.ChatMessage',
        data: frame.data,
      })
    }
  })
})

describe('a cheer', () => {
  it('is a line and a cheer with the id of the line, in every era', () => {
    for (const frame of Object.values(sameCheer)) {
      const [line, cheer, ...rest] = toEvents(frame)
      expect(rest).toEqual([])
      expect(line).toMatchObject({
        type: 'chat.message',
        data: { bits: 150, text: 'Cheer150 well done' },
      })
      expect(cheer).toMatchObject({
        type: 'channel.cheered',
        key: line?.key,
        data: { bits: 150, text: 'Cheer150 well done', user: { name: 'moss_owl' } },
      })
      expect(line?.key).toBe('0b9f3c1e-1111-4222-8333-444455556666')
    }
  })

  it('without a line is a cheer alone, anonymous where it says so', () => {
    const frame = { event: { source: 'Twitch', type: 'Cheer' }, data: { bits: 7, anonymous: true } }
    expect(only(frame)).toMatchObject({
      type: 'channel.cheered',
      data: { bits: 7, isAnonymous: true },
    })
  })
})

describe('a line elsewhere', () => {
  it('on YouTube has the display name as its name, and the channel of the broadcast', () => {
    expect(only(youtube.message)).toMatchObject({
      type: 'chat.message',
      key: 'LCC.m1',
      platform: 'youtube',
      channel: 'UCannAnnAnnAnnAnnAnnAnn1',
      time: new Date('2026-11-20T19:14:58.250Z'),
      data: {
        messageId: 'LCC.m1',
        text: 'hello from yt',
        user: {
          id: 'UCpip00000000000000000001',
          name: 'Pip Squeak 🐭',
          displayName: 'Pip Squeak 🐭',
          roles: ['broadcaster', 'moderator', 'subscriber'],
        },
      },
    })
  })

  it('on YouTube without a broadcast is of the account connected', () => {
    expect(only(youtube.messageOld)).toMatchObject({
      key: 'LCC.m1',
      channel: 'UCannAnnAnnAnnAnnAnnAnn1',
      data: { user: { roles: [] } },
    })
    expect(toEvents(youtube.messageOld)[0]).not.toHaveProperty('channel')
    expect(only(youtube.firstWords)).toMatchObject({ type: 'platform.event' })
  })

  it('on Kick has the login in lower case, its badges by their id and what it answers', () => {
    expect(only(kick.message)).toMatchObject({
      type: 'chat.message',
      key: 'k-2',
      platform: 'kick',
      channel: 'ann_kicks',
      data: {
        user: {
          ...{ id: '5050', name: 'kick_pip', displayName: 'Kick_Pip', color: '#75FD46' },
          ...{ badges: [{ name: 'moderator', version: '' }], roles: ['moderator', 'subscriber'] },
        },
        reply: { messageId: 'k-1', text: 'hi', user: { id: '5051', name: 'kick_fern' } },
      },
    })
  })

  it('on Trovo is read like the others', () => {
    expect(only(trovo.message)).toMatchObject({
      key: 't-1',
      platform: 'trovo',
      channel: 'anntrovo',
      data: { text: 'ahoy', user: { id: '31', name: 'trovo_pip', roles: [] } },
    })
  })

  it('that Streamer.bot said itself is an own one', () => {
    const frame = chatFrame('own-1')
    const own = { ...frame, data: { ...Object(frame.data), meta: { internal: true } } }
    expect(only(own)).toMatchObject({ data: { isSelf: true } })
    expect(only(frame)).not.toHaveProperty('data.isSelf')
  })
})
