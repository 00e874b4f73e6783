import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Event } from '../../../../core/events/event.ts'
import type { EventType } from '../../../../core/events/vocabulary.ts'
import type { Journal, JournalEntry } from '../../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../../core/journal/sqlite/journal.ts'
import { activity } from '../../../../core/operations/activity/activity.ts'
import { exportEvents } from '../../../../core/operations/export/export.ts'
import { sessions } from '../../../../core/operations/history/sessions.ts'
import { viewer } from '../../../../core/operations/history/viewer.ts'
import { DROPPED, KEPT } from '../../journal/entries.ts'

// The night on which clocks in Europe go back, at 1:00 UTC; the two in summer time's last evening begin before the journal.
const NIGHT = Date.UTC(2026, 9, 24, 23)
const STREAMS = ['2026-10-24T19:00Z', '2026-10-25T00:10Z']
const PEOPLE = ['ann', 'bea', 'Ünïq', '🦊fox', 'dan'].map((name, at) => ({
  ...{ id: `${at}`, name: name.toLowerCase(), displayName: name },
  roles: at === 0 ? ['broadcaster'] : [],
}))
const PLATFORMS = ['twitch', 'youtube', 'kick']
const MINUTE = 60_000

const told = fc.record({
  seconds: fc.nat({ max: 120 }),
  what: fc.constantFrom(
    ...(['line', 'line', 'line', 'line', 'line', 'line', 'copy', 'deleted', 'own'] as const),
    ...(['follow', 'sub', 'resub', 'gift', 'gifted', 'bits', 'tip', 'raid'] as const),
  ),
  who: fc.nat({ max: 4 }),
  platform: fc.constantFrom(...PLATFORMS),
  amount: fc.integer({ min: 1, max: 500 }),
  isTest: fc.nat({ max: 9 }).map(n => n === 0),
  isLate: fc.nat({ max: 9 }).map(n => n === 0),
})
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never

const TYPES: Readonly<Record<Told['what'], EventType>> = {
  ...{ line: 'chat.message', copy: 'chat.message', own: 'chat.message', deleted: 'chat.deleted' },
  ...{ follow: 'channel.followed', sub: 'channel.subscribed', resub: 'channel.subscribed' },
  ...{ gift: 'channel.gifted', gifted: 'channel.subscribed', bits: 'channel.cheered' },
  ...{ tip: 'channel.tipped', raid: 'channel.raided' },
}

function dataOf({ what, who, amount }: Told, n: number): object {
  const user = PEOPLE[who]
  const gift = { from: PEOPLE[1] }
  const data: Readonly<Record<Told['what'], object>> = {
    line: { messageId: `${n}`, text: 'hi', user },
    copy: { messageId: `${n}`, text: 'hi', user },
    own: { messageId: `${n}`, text: 'hi', user, isSelf: true },
    deleted: { messageId: `${n - 1}` },
    follow: { user },
    sub: { user },
    resub: { user, isResub: true, gift },
    gift: { user, count: amount % 5 },
    gifted: { user, gift },
    bits: { user, bits: amount },
    tip: { user, amount: amount / 100, currency: amount % 2 ? 'EUR' : 'USD' },
    raid: { from: user, viewers: amount },
  }
  return data[what]
}

/** An evening: the first stream began before the journal, the second is still live. */
function evening(all: readonly Told[]): JournalEntry[] {
  let at = NIGHT
  return all.map((one, n) => {
    at += one.seconds * 1_000
    const { platform, what, isTest, isLate } = one
    const time = new Date(isLate ? at - 90_000 : at)
    const session = STREAMS[n < all.length / 2 ? 0 : 1]
    const event = {
      ...{ id: `${platform}:${what}:${n}`, type: TYPES[what], time, received: new Date(at) },
      ...{ source: platform, platform, channel: 'ann', session, data: dataOf(one, n) },
      ...(isTest && { test: true }),
      ...(isLate && { recovered: true }),
    }
    // Written as the types of core are.
    return { event: event as unknown as Event, verdict: what === 'copy' ? DROPPED : KEPT }
  })
}

function asking(journal: Journal) {
  const { signal } = new AbortController()
  const config = () => Promise.reject(new Error('none is needed'))
  const caller = { kind: 'person', name: 'test' } as const
  return { journal, instance: undefined, config, concerned: config, caller, signal, dry: false }
}

/** A line of the export; what tests here read of it. */
interface Line {
  readonly type: string
  readonly time: Date
  readonly received: Date
  readonly platform: string
  readonly session: string
  readonly data: Readonly<Record<string, unknown>>
}

async function exported(journal: Journal): Promise<Line[]> {
  const lines: Line[] = []
  const answers = exportEvents.listen({ tests: false }, asking(journal))
  for await (const line of answers) lines.push(line as unknown as Line)
  return lines
}

const sum = (lines: readonly Line[], type: string, key: string) =>
  lines.reduce((all, one) => all + (one.type === type ? Number(one.data[key]) : 0), 0)
const count = (lines: readonly Line[], type: string) =>
  lines.filter(one => one.type === type).length
const idOf = ({ data }: Line) => Object(data.user ?? data.from).id as string | undefined
const isLine = ({ type, data }: Line) => type === 'chat.message' && data.isSelf !== true
const chattersOf = (lines: readonly Line[]) =>
  new Set(lines.map(one => `${one.platform}/${idOf(one)}`)).size

function grouped<K>(lines: readonly Line[], key: (line: Line) => K): Map<K, Line[]> {
  const groups = new Map<K, Line[]>()
  for (const line of lines) groups.set(key(line), [...(groups.get(key(line)) ?? []), line])
  return groups
}

/** A stream's totals, counted line by line. */
function totalsOf(all: readonly Line[]) {
  const lines = all.filter(isLine)
  const minutes = [...grouped(lines, ({ time }) => Math.floor(time.getTime() / MINUTE))]
  const [peak] = minutes.sort(([a, x], [b, y]) => y.length - x.length || a - b)
  const tips = grouped(
    all.filter(({ type }) => type === 'channel.tipped'),
    ({ data }) => String(data.currency),
  )
  const isOwnSub = ({ type, data }: Line) =>
    type === 'channel.subscribed' && (data.gift === undefined || data.isResub === true)
  return {
    lines: lines.length,
    chatters: chattersOf(lines),
    follows: count(all, 'channel.followed'),
    subs: all.filter(isOwnSub).length,
    gifts: sum(all, 'channel.gifted', 'count'),
    bits: sum(all, 'channel.cheered', 'bits'),
    tips: [...tips]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, given]) => ({
        ...{ currency, count: given.length },
        amount: Number(sum(given, 'channel.tipped', 'amount').toFixed(3)),
      })),
    raids: count(all, 'channel.raided'),
    raiders: sum(all, 'channel.raided', 'viewers'),
    ...(peak && {
      peak: { lines: peak[1].length, at: new Date(peak[0] * MINUTE).toISOString() },
    }),
  }
}

async function checkStreams(journal: Journal, lines: readonly Line[]): Promise<void> {
  const found = await sessions.perform({}, asking(journal))
  const expected = [...grouped(lines, ({ session }) => session)].reverse()
  expect(found.sessions).toEqual(
    expected.map(([session, all], index) => ({
      session,
      begin: all[0]?.received.toISOString(),
      ...(index > 0 && { end: all.at(-1)?.received.toISOString() }),
      titles: [],
      ...totalsOf(all),
    })),
  )
}

async function checkCurves(journal: Journal, lines: readonly Line[]): Promise<void> {
  const span = {
    since: new Date(NIGHT).toISOString(),
    until: new Date((lines.at(-1)?.received.getTime() ?? NIGHT) + 1).toISOString(),
  }
  const { points } = await activity.perform({ ...span, step: 600 }, asking(journal))
  const steps = grouped(lines.filter(isLine), ({ received }) =>
    Math.floor(received.getTime() / (10 * MINUTE)),
  )
  const quiet = points.filter(({ chatters }) => chatters === 0)
  expect(quiet.filter(({ lines }) => Object.keys(lines).length > 0)).toEqual([])
  expect(points.filter(({ chatters }) => chatters > 0)).toEqual(
    [...steps].map(([step, all]) => ({
      at: new Date(step * 10 * MINUTE).toISOString(),
      lines: Object.fromEntries(
        [...grouped(all, ({ platform }) => platform)].map(([name, of]) => [name, of.length]),
      ),
      chatters: chattersOf(all),
    })),
  )
}

async function checkViewers(journal: Journal, lines: readonly Line[]): Promise<void> {
  for (const { id, displayName } of PEOPLE) {
    const own = grouped(
      lines.filter(one => idOf(one) === id),
      ({ platform }) => platform,
    )
    if (own.size === 0) continue
    const { viewers } = await viewer.perform({ user: displayName }, asking(journal))
    const figures = viewers.map(({ platform, lines, events, gifts, bits, ...rest }) => ({
      ...{ platform, lines, events, gifts, bits },
      ...{ firstSeen: rest.firstSeen, lastSeen: rest.lastSeen },
    }))
    const expected = [...own].map(([platform, all]) => ({
      platform,
      lines: count(all, 'chat.message'),
      events: Object.fromEntries(
        [...grouped(all, ({ type }) => type)].map(([type, of]) => [type, of.length]),
      ),
      gifts: {
        given: sum(all, 'channel.gifted', 'count'),
        // A renewal that somebody else paid is a renewal.
        received: all.filter(({ data }) => data.gift !== undefined && !data.isResub).length,
      },
      bits: sum(all, 'channel.cheered', 'bits'),
      firstSeen: all[0]?.received.toISOString(),
      lastSeen: all.at(-1)?.received.toISOString(),
    }))
    const byName = (a: { platform: string }, b: { platform: string }) =>
      a.platform < b.platform ? -1 : 1
    expect(figures.sort(byName)).toEqual(expected.sort(byName))
  }
}

it('streams, curves and viewers tell what one counts in the export, line by line', async () => {
  const property = fc.asyncProperty(
    fc.array(told, { minLength: 2, maxLength: 150, size: 'max' }),
    async all => {
      const journal = await openMemoryJournal()
      await journal.append(evening(all))
      const lines = await exported(journal)
      await checkStreams(journal, lines)
      await checkCurves(journal, lines)
      await checkViewers(journal, lines)
      await journal.close()
    },
  )
  await fc.assert(property, { numRuns: 12 })
})
