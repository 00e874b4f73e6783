import { type Events, type EventType, event, type NewEvent, type Platform } from 'promethean'
import { type Fields, fields, isFields } from '../../formats/json.ts'
import { firstFlag, firstText, firstTime } from '../fields.ts'

/** An event frame of Streamer.bot: `{ timeStamp, event: { source, type }, data }`, read once. */
export interface Frame {
  /** `Twitch.ChatMessage`. */
  readonly name: string
  readonly platform: Platform | undefined
  readonly data: Fields
  /** When Streamer.bot sent it, by its machine's clock. */
  readonly time: Date | undefined
  /** The channel it names, else the account Streamer.bot is signed in with there. */
  readonly channel: string | undefined
  readonly test: boolean
  readonly raw: Fields
}

/** The accounts Streamer.bot is signed in with: channel by platform. */
export type ChannelByPlatform = ReadonlyMap<string, string>

const PLATFORMS: ReadonlyMap<string, Platform> = new Map([
  ['Twitch', 'twitch'],
  ['YouTube', 'youtube'],
  ['Kick', 'kick'],
  ['Trovo', 'trovo'],
  ['Obs', 'obs'],
])

/** Reads an event frame; undefined for anything else: answers, greetings, numbers, nonsense. */
export function readFrame(payload: unknown, channels: ChannelByPlatform): Frame | undefined {
  if (!isFields(payload)) return undefined
  const { source, type } = fields(payload.event)
  if (typeof source !== 'string' || typeof type !== 'string') return undefined
  const platform = PLATFORMS.get(source)
  const data = fields(payload.data)
  return {
    name: `${source}.${type}`,
    platform,
    data,
    time: firstTime(payload.timeStamp),
    channel: channelOf(platform, data) ?? (platform && channels.get(platform)),
    test: isTest(data),
    raw: payload,
  }
}

/** An event of this frame. Time and channel default to the frame's. */
export function tell<T extends EventType>(
  frame: Frame,
  type: T,
  data: Events[T],
  told: { readonly key?: string | undefined; readonly time?: Date | undefined } = {},
): NewEvent<T> {
  const { platform, channel, raw } = frame
  const test = frame.test ? { test: true } : {}
  return event(type, data, {
    ...(told.key ? { key: told.key } : {}),
    ...(platform === undefined ? {} : { platform }),
    ...(channel === undefined ? {} : { channel }),
    ...timeOf(told.time ?? frame.time),
    ...test,
    raw,
  })
}

/** A login as ids and channels carry it. */
export function toLogin(text: string): string {
  return text.replace(/^#/, '').toLowerCase()
}

function timeOf(time: Date | undefined): { time?: Date } {
  return time === undefined ? {} : { time }
}

function channelOf(platform: Platform | undefined, data: Fields): string | undefined {
  if (platform === undefined || platform === 'obs') return undefined
  if (platform === 'youtube') return firstText(fields(data.broadcast).channelId)
  const { login } = fields(data.broadcaster)
  const told = firstText(login, fields(data.message).channel, data.channel)
  return told === undefined ? undefined : toLogin(told)
}

function isTest(data: Fields): boolean {
  const flags = [data.isTest, data.is_test, fields(data.meta).isTest, fields(data.message).isTest]
  return flags.some(flag => firstFlag(flag) === true)
}
