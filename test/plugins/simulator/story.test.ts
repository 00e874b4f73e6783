import type { NewEvent } from 'promethean'
import { expect, it } from 'vitest'
import { story } from '../../../plugins/simulator/story.ts'
import { RELAYS } from '../../../plugins/simulator/viewers.ts'

const SPOKEN = new Map([
  ['twitch', 'Twitch'],
  ['youtube', 'YouTube'],
  ['kick', 'Kick'],
])
const RELAY_IDS = Object.values(RELAYS).map(({ user }) => user.id)

it('the same seed tells the same story', () => {
  expect(plain(told('friday', 2_000))).toEqual(plain(told('friday', 2_000)))
})

it('another seed tells another story', () => {
  expect(plain(told('friday', 200))).not.toEqual(plain(told('saturday', 200)))
})

it('no id comes twice, in a second run of the same seed neither', () => {
  const ids = [...told('friday', 3_000), ...told('friday', 3_000)].map(
    ({ platform, type, key }) => `${platform}:${type}:${key}`,
  )
  expect(new Set(ids).size).toBe(ids.length)
})

it('every event is a test event that happens now, on a platform', () => {
  const before = Date.now()
  for (const { test, time, platform, channel } of told('friday', 500)) {
    expect(test).toBe(true)
    expect(time?.getTime()).toBeGreaterThanOrEqual(before)
    expect(['twitch', 'youtube', 'kick', 'obs']).toContain(platform)
    expect(channel === undefined).toBe(platform === 'obs')
  }
})

it('the stream begins within the first dozen events', () => {
  const begins = told('friday', 12).filter(
    ({ type }) => type.includes('.stream.') || type === 'stream.online',
  )
  expect(begins.map(({ platform }) => platform)).toEqual(['obs', 'twitch', 'youtube', 'kick'])
})

it('all that a stream brings happens', () => {
  const types = new Set(told('friday', 3_000).map(({ type }) => type))
  expect([...types].sort()).toEqual([
    'channel.cheered',
    'channel.followed',
    'channel.gifted',
    'channel.raided',
    'channel.redeemed',
    'channel.subscribed',
    'channel.tipped',
    'channel.updated',
    'chat.deleted',
    'chat.message',
    'chat.moderated',
    'obs.scene.changed',
    'obs.stream.started',
    'stream.online',
  ])
})

it('a relayed copy says where and who, and follows its original on another platform', () => {
  const events = told('friday', 1_000)
  const copies = lines(events).filter(({ data }) => RELAY_IDS.includes(data.user.id))
  expect(copies.length).toBeGreaterThan(20)
  for (const copy of copies) {
    const original = lines(events)[lines(events).indexOf(copy) - 1]
    const where = SPOKEN.get(original?.platform ?? '')
    expect(copy.data.text).toBe(
      `[${where}: ${original?.data.user.displayName}] ${original?.data.text}`,
    )
    expect(copy.platform).not.toBe(original?.platform)
  }
})

it('emotes stand where they are said to, counted in code points', () => {
  const emotes = lines(told('friday', 1_000)).flatMap(({ data }) =>
    (data.emotes ?? []).map(emote => ({ ...emote, text: data.text })),
  )
  expect(emotes.some(({ text }) => [...text].length !== text.length)).toBe(true)
  for (const { text, name, start, end } of emotes) {
    expect([...text].slice(start, end + 1).join('')).toBe(name)
  }
})

it('a cheer is a line of chat and a cheer of one key', () => {
  const events = told('friday', 2_000)
  const cheers = events.filter(event => event.type === 'channel.cheered')
  expect(cheers.length).toBeGreaterThan(0)
  for (const { key, data } of cheers) {
    const said = lines(events).find(line => line.key === key)
    expect(said?.data).toMatchObject({ messageId: key, bits: data.bits, text: data.text })
  }
})

it('a gift is told once, and once for each who received it', () => {
  const events = told('friday', 2_000)
  const gifts = events.filter(event => event.type === 'channel.gifted')
  expect(gifts.length).toBeGreaterThan(0)
  for (const { key, data } of gifts) {
    const received = events.filter(
      event => event.type === 'channel.subscribed' && event.data.gift?.giftId === key,
    )
    expect(received).toHaveLength(data.count)
  }
})

function told(seed: string, count: number): readonly NewEvent[] {
  const events = story(seed)
  return Array.from({ length: count }, () => events.next().value)
}

function lines(events: readonly NewEvent[]) {
  return events.filter(event => event.type === 'chat.message')
}

/** Without the clock and the part of the keys that is each run's own. */
function plain(events: readonly NewEvent[]): readonly string[] {
  return events.map(({ time: _time, ...event }) =>
    JSON.stringify({ ...event, data: { ...event.data, startedAt: undefined } }).replace(
      /sim-[0-9a-f]{12}-/g,
      '',
    ),
  )
}
