import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Event } from '../../../../core/events/event.ts'
import type { JournalEntry, KeptSession } from '../../../../core/journal/port.ts'
import {
  packSessionQuery,
  unpackSession,
} from '../../../../core/journal/sqlite/kept/pack-sessions.ts'
import { openStore, type Store } from '../../../../core/journal/sqlite/store.ts'
import { packEntry } from '../../../../core/journal/sqlite/tables/pack.ts'
import { channelKey } from '../../../../core/text/channel.ts'
import { DROPPED, KEPT, START } from '../entries.ts'
import { during } from '../kept-contract.ts'

const USERS = ['ann', 'bea', 'cleo'].map(name => ({
  ...{ id: name.toUpperCase(), name, displayName: name, roles: [] },
}))
const SESSIONS = ['2026-11-23T19:00Z', '2026-11-24T19:00Z', undefined]
const PLATFORMS = ['twitch', 'kick', undefined]
const CHANNELS = ['ann', 'Bea', undefined]
const TYPES = [
  'chat.message',
  'channel.cheered',
  'channel.gifted',
  'channel.subscribed',
  'channel.followed',
  'channel.raided',
  'channel.tipped',
  'channel.updated',
  'session.started',
  'session.ended',
  'stream.offline',
] as const
const MINUTE_MS = 60_000
const QUERY = {
  ...{ types: undefined, channel: null, platform: null, session: null, user: null },
  ...{ tests: 0, dropped: 0, since: 0, until: Number.MAX_SAFE_INTEGER, newest: false },
  ...{ limit: 1_000, after: undefined },
} as const

const pick = (count: number) => fc.nat({ max: count - 1 })
// The first as often as all the others, so that many events are of one kind.
const mostly = <T>(all: readonly T[]) => fc.oneof(fc.constant(all[0] as T), fc.constantFrom(...all))
const happening = fc.record({
  id: pick(400),
  type: mostly(TYPES),
  user: pick(3),
  session: mostly([0, 1, 2]),
  platform: mostly([0, 1, 2]),
  channel: mostly([0, 1, 2]),
  seconds: fc.nat({ max: 300 }),
  amount: fc.nat({ max: 9 }),
  isTest: pick(6).map(n => n === 0),
  isDropped: pick(6).map(n => n === 0),
  isOdd: fc.boolean(),
})
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

const step = fc.oneof(
  fc.record({ append: fc.array(happening, { minLength: 1, maxLength: 80, size: 'max' }) }),
  fc.record({ count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ retain: fc.nat({ max: 300 }) }),
  fc.record({ oldest: fc.integer({ min: 1, max: 2 }) }),
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function entryOf(told: Happening, n: number): JournalEntry {
  const { id, type, amount, isOdd } = told
  const user = USERS[told.user] as (typeof USERS)[number]
  const [session, platform, channel] = [
    SESSIONS[told.session],
    PLATFORMS[told.platform],
    CHANNELS[told.channel],
  ]
  const data = {
    ...{ messageId: `${id}`, text: 'hi', title: `title ${amount}`, viewers: amount, from: user },
    ...{ count: amount, bits: amount, amount, currency: isOdd ? 'EUR' : 'USD' },
    ...(type !== 'channel.raided' && { user }),
    ...(isOdd && type === 'chat.message' && { isSelf: true }),
    ...(isOdd && type === 'channel.subscribed' && { gift: { isAnonymous: true } }),
  }
  // A clock may be set back. All is within the ten minutes a stream may be away.
  const received = new Date(START + ((n % 300) + told.seconds) * 1_000)
  const { event } = during(0, type, data)
  const { platform: _, channel: __, session: ___, ...rest } = event
  return {
    event: {
      ...{ ...rest, id: `${type}:${id}`, time: received, received },
      ...(platform !== undefined && { platform }),
      ...(channel !== undefined && { channel }),
      ...(session !== undefined && { session }),
      ...(told.isTest && { test: true }),
      ...(isOdd && { recovered: true }),
    } as Event,
    verdict: told.isDropped ? DROPPED : KEPT,
  }
}

/** The same history in plain lists: what is in the journal, up to where it is counted, and what was counted of each stream. */
class Plain {
  rows: { readonly position: number; readonly entry: JournalEntry }[] = []
  counted = 0
  readonly streams = new Map<string, { events: Plain['rows']; left: number }>()

  count(): void {
    const first = this.rows.find(({ position }) => position > this.counted)?.position
    if (first === undefined) return
    const last = Math.min(first + 99, this.rows.at(-1)?.position ?? 0)
    for (const row of this.rows) {
      const { event } = row.entry
      if (row.position < first || row.position > last || !isReal(row.entry)) continue
      if (event.session === undefined) continue
      const stream = this.streams.get(event.session) ?? { events: [], left: 0 }
      stream.events.push(row)
      stream.left += 1
      this.streams.set(event.session, stream)
    }
    this.counted = last
  }

  keepOnly(ids: ReadonlySet<string>): void {
    const gone = this.rows.filter(({ entry }) => !ids.has(entry.event.id))
    this.rows = this.rows.filter(({ entry }) => ids.has(entry.event.id))
    for (const { position, entry } of gone) {
      const session = entry.event.session ?? ''
      const stream = this.streams.get(session)
      if (position > this.counted || !isReal(entry) || stream === undefined) continue
      stream.left -= 1
      if (stream.left === 0) this.streams.delete(session)
    }
  }
}

function isReal({ event, verdict }: JournalEntry): boolean {
  return verdict.kept && event.test !== true
}

/** Carries out a history on both. */
function live(store: Store, plain: Plain, steps: readonly Step[]) {
  let n = 0
  for (const one of steps) {
    if ('append' in one) {
      const entries = one.append.map(told => entryOf(told, n++))
      const packed = entries.map(packEntry)
      const { first, repeats } = store.append({
        entries: packed,
        copies: [],
        notes: [],
        held: [],
        released: [],
      })
      const fresh = entries.filter((_, index) => !repeats.includes(index))
      plain.rows.push(...fresh.map((entry, index) => ({ position: first + index, entry })))
    } else if ('count' in one) {
      for (let piece = 0; piece < one.count; piece++) {
        store.countSome()
        plain.count()
      }
    } else {
      const limits = { retainDroppedMs: 1e12, retainMs: 1e12, maxBytes: 1e12, consumers: [] }
      const now = new Date(START + ('retain' in one ? one.retain * 1_000 : 0))
      const wanted =
        'retain' in one
          ? { ...limits, retainMs: 0, retainDroppedMs: 0 }
          : { ...limits, maxBytes: 0 }
      for (let piece = 0; piece < ('oldest' in one ? one.oldest : 100); piece++)
        if (!store.prune({ ...wanted, now }).more) break
      plain.keepOnly(new Set(store.newestIds(100_000)))
    }
  }
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

function sessionsOf(plain: Plain): KeptSession[] {
  const firstOf = (events: Plain['rows']) => Math.min(...events.map(({ position }) => position))
  const sorted = [...plain.streams].sort(([, a], [, b]) => firstOf(b.events) - firstOf(a.events))
  return sorted.map(([session, { events }], index) => {
    const told = events.map(({ entry }) => entry.event)
    const of = <T extends Event['type']>(type: T) =>
      told.filter((event): event is Extract<Event, { type: T }> => event.type === type)
    const times = (type: Event['type']) => of(type).map(({ time }) => time.getTime())
    const sum = (amounts: readonly (number | undefined)[]) =>
      amounts.reduce<number>((a, b = 0) => a + b, 0)
    const received = told.map(event => event.received.getTime())
    const lines = of('chat.message').filter(({ data }) => !data.isSelf)
    const minutes = grouped(lines, ({ time }) => Math.floor(time.getTime() / MINUTE_MS))
    const [peak] = [...minutes].sort(([a, x], [b, y]) => y.length - x.length || a - b)
    const off =
      times('stream.offline').length > 0 ? Math.max(...times('stream.offline')) : undefined
    const ended =
      times('session.ended').length > 0 ? Math.max(...times('session.ended')) : undefined
    const over = index === 0 ? undefined : (off ?? Math.max(...received))
    const end = ended === undefined ? over : Math.min(ended, off ?? ended)
    const titles = of('channel.updated').map(event => ({
      title: event.data.title ?? '',
      at: event.received,
    }))
    const tips = grouped(of('channel.tipped'), ({ data }) => data.currency)
    return {
      session,
      begin: new Date(
        Math.min(...(times('session.started').length > 0 ? times('session.started') : received)),
      ),
      ...(end !== undefined && { end: new Date(end) }),
      titles: titles.filter(({ title }, at) => title !== titles[at - 1]?.title),
      lines: lines.length,
      chatters: new Set(lines.map(({ platform = '', data }) => `${platform}/${data.user.id}`)).size,
      follows: of('channel.followed').length,
      subs: of('channel.subscribed').filter(({ data }) => data.gift === undefined).length,
      gifts: sum(of('channel.gifted').map(({ data }) => data.count)),
      bits: sum(of('channel.cheered').map(({ data }) => data.bits)),
      tips: [...tips]
        .map(([currency, all]) => ({
          ...{ currency, count: all.length, amount: sum(all.map(({ data }) => data.amount)) },
        }))
        .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
      raids: of('channel.raided').length,
      raiders: sum(of('channel.raided').map(({ data }) => data.viewers)),
      ...(peak && { peak: { lines: peak[1].length, at: new Date(peak[0] * MINUTE_MS) } }),
    }
  })
}

const userOf = ({ data }: Event): string | undefined => {
  const { user, from } = data as { user?: { id: string }; from?: { id: string } }
  return (user ?? from)?.id
}

function viewersOf(plain: Plain, id: string) {
  const rows = plain.rows.filter(
    ({ position, entry }) =>
      position <= plain.counted && isReal(entry) && userOf(entry.event) === id,
  )
  const byPlatform = grouped(rows, ({ entry }) => entry.event.platform ?? '')
  return [...byPlatform].map(([platform, own]) => {
    const told = own.map(({ entry }) => entry.event)
    const all = (type: Event['type'], key: 'count' | 'bits') =>
      told
        .filter(event => event.type === type)
        .reduce((sum, { data }) => sum + Number(Reflect.get(data, key)), 0)
    const types = grouped(told, ({ type }) => type)
    return {
      platform,
      events: [...types].map(([type, events]) => [type, events.length]).sort(),
      given: all('channel.gifted', 'count'),
      received: told.filter(({ type, data }) => type === 'channel.subscribed' && 'gift' in data)
        .length,
      bits: all('channel.cheered', 'bits'),
      lines: own
        .filter(({ entry }) => entry.event.type === 'chat.message')
        .map(({ position }) => position)
        .reverse()
        .slice(0, 3),
    }
  })
}

it('streams and people are what a count of all events gives, whatever came twice, was dropped or has gone', () => {
  void fc.assert(
    fc.property(fc.array(step, { maxLength: 25, size: 'max' }), steps => {
      const store = openStore(':memory:')
      const plain = new Plain()
      live(store, plain, [...steps, { count: 30 }])
      const found = store.sessions(packSessionQuery({ limit: 10 })).map(unpackSession)
      expect(found).toEqual(sessionsOf(plain))
      for (const { id } of USERS) {
        const viewers = store.viewers({ user: id, platform: null, lines: 3 })
        const told = viewers.map(({ platform, events, given, received, bits, lines }) => ({
          ...{ platform, events: [...events], given, received, bits, lines: [...lines] },
        }))
        const byPlatform = (a: { platform: string }, b: { platform: string }) =>
          a.platform < b.platform ? -1 : 1
        expect(told.sort(byPlatform)).toEqual(viewersOf(plain, id).sort(byPlatform))
      }
      store.close()
    }),
    { numRuns: 60, endOnFailure: true },
  )
})

const asked = fc.record({
  types: fc.option(fc.subarray([...TYPES], { minLength: 1 }), { nil: undefined }),
  channel: fc.constantFrom('ann', '#ANN', 'bea', 'nobody', null),
  platform: fc.constantFrom('twitch', 'kick', 'trovo', null),
  session: fc.constantFrom('2026-11-23T19:00Z', '2026-11-25T19:00Z', null),
  user: fc.constantFrom('ann', 'Bea', 'CLEO', 'nobody', null),
  tests: fc.constantFrom(0 as const, 1 as const),
  dropped: fc.constantFrom(0 as const, 1 as const),
  since: fc.oneof(
    fc.constant(0),
    fc.nat({ max: 500 }).map(n => START + n * 1_000),
  ),
  until: fc.oneof(
    fc.constant(Number.MAX_SAFE_INTEGER),
    fc.nat({ max: 500 }).map(n => START + n * 1_000),
  ),
  newest: fc.boolean(),
  limit: fc.integer({ min: 1, max: 30 }),
  after: fc.option(fc.nat({ max: 600 }), { nil: undefined }),
})

type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

function isWanted({ event, verdict }: JournalEntry, query: Asked): boolean {
  const { types, channel, platform, session, user, since, until } = query
  const received = event.received.getTime()
  return (
    (verdict.kept || query.dropped === 1) &&
    (event.test !== true || query.tests === 1) &&
    (types?.some(type => type === event.type) ?? true) &&
    (channel === null ||
      (event.channel !== undefined && channelKey(event.channel) === channelKey(channel))) &&
    (platform === null || event.platform === platform) &&
    (session === null || event.session === session) &&
    (user === null || userOf(event)?.toLowerCase() === user.toLowerCase()) &&
    received >= since &&
    received < until
  )
}

it('events are found by any choice among them, counted or not, from either end', () => {
  void fc.assert(
    fc.property(
      fc.array(step, { maxLength: 15, size: 'max' }),
      fc.array(asked, { minLength: 20, maxLength: 20 }),
      (steps, queries) => {
        const store = openStore(':memory:')
        const plain = new Plain()
        live(store, plain, [...steps, { count: 5 }])
        for (const query of queries) {
          const { after, newest, limit } = query
          const positions = plain.rows
            .filter(({ entry }) => isWanted(entry, query))
            .map(({ position }) => position)
          const ordered = newest ? positions.toReversed() : positions
          const behind = ordered.filter(
            position => after === undefined || (newest ? position < after : position > after),
          )
          const rows = store.query({ ...QUERY, ...query }).rows.map(([position]) => position)
          const wanted = behind.slice(0, limit).toSorted((a, b) => a - b)
          expect(rows, JSON.stringify(query)).toEqual(wanted)
        }
        store.close()
      },
    ),
    { numRuns: 60, endOnFailure: true },
  )
})
