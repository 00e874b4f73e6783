import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toEvents } from '../../../plugins/streamerbot/map/events.ts'
import { isPowerUp } from '../../../plugins/streamerbot/map/twitch.ts'
import { allFrames } from '../../support/frames/streamerbot/index.ts'

interface EventFrame {
  readonly event: { readonly source: string; readonly type: string }
  readonly data?: Readonly<Record<string, unknown>>
}

const folder = process.env.PROMETHEAN_CAPTURES
const frames: readonly EventFrame[] = folder ? captured(join(folder, 'streamerbot')) : allFrames
console.info(`streamerbot frames: ${frames.length} ${folder ? 'captured' : 'of our own'}`)

/** Types these frames must have become, by name; all others `platform.event`. */
const TYPES: Readonly<Record<string, string>> = {
  'Twitch.ChatMessage': 'chat.message',
  'Twitch.Cheer': 'channel.cheered',
  'Twitch.Follow': 'channel.followed',
  'Twitch.Sub': 'channel.subscribed',
  'Twitch.ReSub': 'channel.subscribed',
  'Twitch.GiftSub': 'channel.subscribed',
  'Twitch.GiftBomb': 'channel.gifted',
  'Twitch.Raid': 'channel.raided',
  'Twitch.RewardRedemption': 'channel.redeemed',
  'Twitch.AutomaticRewardRedemption': 'channel.redeemed',
  'Twitch.StreamOnline': 'stream.online',
  'Twitch.StreamUpdate': 'channel.updated',
  'Twitch.HypeTrainStart': 'channel.hyped',
  'Twitch.HypeTrainEnd': 'channel.hyped',
  'Twitch.ChatMessageDeleted': 'chat.deleted',
  'Twitch.UserBanned': 'chat.moderated',
  'Twitch.UserTimedOut': 'chat.moderated',
  'YouTube.Message': 'chat.message',
  'YouTube.SuperChat': 'channel.tipped',
  'YouTube.NewSponsor': 'channel.subscribed',
  'YouTube.MemberMileStone': 'channel.subscribed',
  'YouTube.MembershipGift': 'channel.gifted',
  'YouTube.GiftMembershipReceived': 'channel.subscribed',
  'YouTube.NewSubscriber': 'channel.followed',
  'YouTube.UserBanned': 'chat.moderated',
  'Kick.ChatMessage': 'chat.message',
  'Obs.StreamingStarted': 'obs.stream.started',
  'Obs.StreamingStopped': 'obs.stream.stopped',
  'Obs.SceneChanged': 'obs.scene.changed',
}
const named = (frame: EventFrame) => `${frame.event.source}.${frame.event.type}`
const all = frames.flatMap(frame => toEvents(frame).map(event => ({ frame, event })))
const chat = all.flatMap(({ event }) => (event.type === 'chat.message' ? [event] : []))

describe('frames as they came', () => {
  it('become the type their name promises, each of them', () => {
    for (const frame of frames) {
      const types = toEvents(frame).map(({ type }) => type)
      // Paid with bits it is no redemption of points.
      const wanted = isPowerUp(frame.data ?? {}) ? 'platform.event' : TYPES[named(frame)]
      if (wanted) expect(types, named(frame)).toContain(wanted)
      expect(types, named(frame)).not.toEqual([])
    }
    expect(frames.length).toBeGreaterThan(50)
  })

  it('of chat have an id, a text, and a user with id, name and roles in order', () => {
    const order = ['broadcaster', 'moderator', 'vip', 'subscriber']
    expect(chat.length).toBeGreaterThan(5)
    for (const { key, data, channel, platform } of chat) {
      expect(key ?? '').toBe(data.messageId)
      // Words of a notice have none where Streamer.bot tells the notice without.
      expect(key === undefined && !data.isNotice).toBe(false)
      expect(data.user.id).not.toBe('')
      if (platform !== 'youtube') expect(data.user.name).toBe(data.user.name.toLowerCase())
      expect(data.user.roles).toEqual(order.filter(role => data.user.roles.includes(role)))
      if (platform === 'twitch' && !data.isNotice) expect(channel).toMatch(/^[a-z0-9_]+$/)
    }
  })

  it('of a bomb are given once, however many receive', () => {
    const giftIds = new Set(
      all.flatMap(({ event }) =>
        event.type === 'channel.subscribed' ? [event.data.gift?.giftId] : [],
      ),
    )
    const given = all.filter(({ event }) => event.type === 'channel.gifted')
    const keys = given.map(({ event }) => event.key).filter(key => key !== undefined)
    expect(new Set(keys).size).toBe(keys.length)
    expect(giftIds.size).toBeGreaterThan(1)
  })

  it('have a time that is theirs, and are tests only where they say so', () => {
    for (const { frame, event } of all) {
      expect(event.time).toBeInstanceOf(Date)
      expect(event.test ?? false).toBe(saysTest(frame))
    }
  })
})

function saysTest(frame: EventFrame): boolean {
  return /"(isTest|is_test)":true/.test(JSON.stringify(frame))
}

function captured(path: string): readonly EventFrame[] {
  const files = readdirSync(path).filter(name => /^[A-Z][\w.-]*\.json$/.test(name))
  return files.flatMap(name => {
    const content: unknown = JSON.parse(readFileSync(join(path, name), 'utf8'))
    // Each file is an array of whole event frames, as its folder's README says.
    return Array.isArray(content) ? (content as EventFrame[]) : []
  })
}
