import { describe, expect, test, vi } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import type { EventType } from '../../../core/events/vocabulary.ts'
import type { Journal, JournalEntry } from '../../../core/journal/port.ts'
import { DROPPED, KEPT, line, START } from './entries.ts'

export const SESSION = '2026-11-23T19:00Z'
const LATER = '2026-11-24T19:00Z'
const BEA = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }

/** Any event of a stream, received so many seconds after 19:00. */
export function during(
  n: number,
  type: EventType,
  data: object,
  more: Partial<Event> = {},
): JournalEntry {
  const at = { ...line(n).event, id: `twitch:${type}:${n}`, session: SESSION }
  // Data of this very type, as the test says it.
  return { event: { ...at, type, data, ...more } as Event, verdict: KEPT }
}

/** An evening with something of everything. */
export const EVENING: readonly JournalEntry[] = [
  during(0, 'session.started', { session: SESSION }),
  during(1, 'channel.updated', { title: 'Soup' }),
  line(2, { session: SESSION }),
  line(3, { session: SESSION }),
  line(61, { session: SESSION, user: 'bea' }),
  line(62, { session: SESSION, user: 'bea' }),
  line(63, { session: SESSION }),
  line(64, { session: SESSION, test: true, user: 'kim' }),
  line(65, { session: SESSION, verdict: DROPPED, user: 'kim' }),
  during(66, 'chat.message', { messageId: '66', text: 'hi', user: BEA, isSelf: true }),
  during(70, 'channel.followed', { user: BEA }),
  during(71, 'channel.gifted', { user: BEA, count: 2 }),
  during(72, 'channel.subscribed', { user: { ...BEA, id: '8' }, gift: { from: BEA } }),
  during(73, 'channel.subscribed', { user: { ...BEA, id: '9' }, gift: { from: BEA } }),
  during(74, 'channel.subscribed', { user: BEA, months: 3, isResub: true }),
  during(75, 'channel.subscribed', { user: BEA }, { test: true }),
  during(76, 'channel.cheered', { user: BEA, bits: 100 }),
  during(77, 'channel.cheered', { bits: 50, isAnonymous: true }),
  during(78, 'channel.tipped', { user: BEA, amount: 0.1, currency: 'EUR' }),
  during(79, 'channel.tipped', { user: BEA, amount: 0.2, currency: 'EUR' }),
  during(80, 'channel.tipped', { user: BEA, amount: 3, currency: 'USD' }),
  during(81, 'channel.raided', { from: BEA, viewers: 12 }),
  during(82, 'title.changed', { title: 'Bread', target: 'twitch', isConfirmed: true }),
  during(83, 'channel.updated', { title: 'Bread' }),
  during(90, 'obs.stream.stopped', {}),
  during(690, 'session.ended', { session: SESSION }),
]

const at = (n: number) => line(n).event.time
export const TOLD = {
  session: SESSION,
  begin: at(0),
  end: at(90),
  titles: [
    { title: 'Soup', at: line(1).event.received },
    { title: 'Bread', at: line(82).event.received },
  ],
  lines: 5,
  chatters: 2,
  follows: 1,
  subs: 1,
  gifts: 2,
  bits: 150,
  tips: [
    { currency: 'EUR', count: 2, amount: 0.3 },
    { currency: 'USD', count: 1, amount: 3 },
  ],
  raids: 1,
  raiders: 12,
  peak: { lines: 3, at: new Date(START + 60_000) },
}

async function counted(journal: Journal): Promise<void> {
  const until = async () => (await journal.sessions({ limit: 1 })).completeUntil
  await vi.waitFor(async () => expect(await until()).toBeUndefined())
}

/** What every engine makes of streams. `open` gives a fresh, empty journal. */
export function keptContract(name: string, open: () => Promise<Journal>): void {
  // Counted is what came a second ago: they wait for it together.
  describe.concurrent(`what a journal knows of streams, ${name}`, () => {
    const it = test.extend<{ keeping: (entries: readonly JournalEntry[]) => Promise<Journal> }>({
      keeping: ({ onTestFinished }, use) =>
        use(async entries => {
          const journal = await open()
          onTestFinished(() => journal.close())
          await journal.append(entries)
          await counted(journal)
          return journal
        }),
    })

    it('counts everything once, nothing made up and nothing dropped', async ({ keeping }) => {
      const journal = await keeping(EVENING)
      expect(await journal.sessions({ limit: 5 })).toEqual([TOLD])
      await journal.append(EVENING)
      await counted(journal)
      expect(await journal.sessions({ limit: 5 })).toEqual([TOLD])
    })

    it('gives the newest first, of a time or of a name', async ({ keeping }) => {
      const journal = await keeping([
        ...EVENING,
        line(86_400, { session: LATER }),
        line(86_401, { session: 'made up', test: true }),
      ])
      const found = async (query: Partial<Parameters<Journal['sessions']>[0]>) =>
        (await journal.sessions({ limit: 5, ...query })).map(({ session }) => session)
      expect(await found({})).toEqual([LATER, SESSION])
      expect(await found({ limit: 1 })).toEqual([LATER])
      expect(await found({ session: SESSION })).toEqual([SESSION])
      expect(await found({ session: 'made up' })).toEqual([])
      expect(await found({ since: at(1_000) })).toEqual([LATER])
      expect(await found({ until: at(1_000) })).toEqual([SESSION])
    })

    it('says when one ended that nobody ended, once there is a newer one', async ({ keeping }) => {
      const first = [line(1, { session: SESSION }), line(2, { session: SESSION })]
      const journal = await keeping(first)
      const [running] = await journal.sessions({ limit: 5 })
      expect(running).toMatchObject({ begin: line(1).event.received, lines: 2 })
      expect(running).not.toHaveProperty('end')
      await journal.append([line(86_400, { session: LATER })])
      await counted(journal)
      const [, ended] = await journal.sessions({ limit: 5 })
      expect(ended).toMatchObject({ end: line(2).event.received })
    })

    it('ends one with its last sign of life, where Promethean was stopped before its end', async ({
      keeping,
    }) => {
      const dropped = [during(100, 'obs.stream.stopped', {}), during(300, 'obs.stream.started', {})]
      const told = [line(1, { session: SESSION }), ...dropped, line(5_000, { session: SESSION })]
      // Found over at the next start, a day later.
      const ended = during(86_000, 'session.ended', { session: SESSION })
      const journal = await keeping([...told, ended])
      expect(await journal.sessions({ limit: 5 })).toMatchObject([
        { end: line(5_000).event.received },
      ])
    })

    it('ends one when it went offline, though the computer slept before it was sure', async ({
      keeping,
    }) => {
      const journal = await keeping([
        line(1, { session: SESSION }),
        during(5_000, 'obs.stream.stopped', {}),
        line(5_100, { session: SESSION }),
        during(86_000, 'source.stale', { source: 'tau', quietMs: 5 }),
        during(86_000, 'session.ended', { session: SESSION }),
      ])
      expect(await journal.sessions({ limit: 5 })).toMatchObject([{ end: at(5_000) }])
    })

    it('takes what a source told of no number for none', async ({ keeping }) => {
      const journal = await keeping([
        during(1, 'channel.cheered', {}),
        during(2, 'channel.gifted', { count: null }),
        during(3, 'channel.tipped', { amount: 5 }),
        during(4, 'channel.raided', {}),
        during(5, 'chat.message', {}),
      ])
      expect(await journal.sessions({ limit: 5 })).toMatchObject([
        { lines: 1, chatters: 0, bits: 0, gifts: 0, tips: [], raids: 1, raiders: 0 },
      ])
    })

    it('counts in whole numbers what a source told as a fraction or as less than none', async ({
      keeping,
    }) => {
      const journal = await keeping([
        during(1, 'channel.cheered', { user: BEA, bits: 0.4 }),
        during(2, 'channel.gifted', { user: BEA, count: -2 }),
        during(3, 'channel.raided', { from: BEA, viewers: -3 }),
      ])
      const [stream] = await journal.sessions({ limit: 5 })
      expect(stream).toMatchObject({ bits: 0, gifts: 0, raids: 1, raiders: 0 })
      const [viewer] = await journal.viewers({ user: 'bea', lines: 5 })
      expect(viewer).toMatchObject({ bits: 0, gifts: { given: 0, received: 0 } })
    })

    it('counts on behind more than anybody can count to', async ({ keeping }) => {
      const journal = await keeping([
        during(1, 'channel.cheered', { user: BEA, bits: 9e18 }),
        during(2, 'channel.cheered', { user: BEA, bits: 9e18 }),
        during(3, 'channel.tipped', { user: BEA, amount: 1.7e308, currency: 'EUR' }),
        during(4, 'channel.tipped', { user: BEA, amount: 1.7e308, currency: 'EUR' }),
        during(5, 'channel.followed', { user: BEA }),
      ])
      const [stream] = await journal.sessions({ limit: 5 })
      expect(stream).toMatchObject({ follows: 1, bits: 2e9, tips: [{ count: 2, amount: 2e9 }] })
      expect(await journal.viewers({ user: 'bea', lines: 5 })).toMatchObject([{ bits: 2e9 }])
    })

    it('knows a viewer of whom a source told a line without text, and no action', async ({
      keeping,
    }) => {
      const journal = await keeping([
        during(1, 'chat.message', { user: BEA, text: 5 }),
        during(2, 'chat.moderated', { user: BEA, seconds: 'long', reason: 5 }),
      ])
      const [viewer] = await journal.viewers({ user: 'bea', lines: 5 })
      expect(viewer).toMatchObject({ lines: 1, lastLines: [{ text: '' }] })
      expect(viewer?.moderation).toEqual([{ action: '', at: line(2).event.received }])
    })

    it('finds what came after a page on which there was nothing yet', async ({ keeping }) => {
      const journal = await keeping([line(1)])
      const query = { since: line(2).event.received, after: 1, limit: 5 }
      expect(await journal.query(query)).toEqual([])
      await journal.append([line(3)])
      expect((await journal.query(query)).map(({ event }) => event.id)).toEqual([line(3).event.id])
    })

    it('keeps a stream whole until its last event goes, then forgets it', async ({ keeping }) => {
      const journal = await keeping([...EVENING, line(90_000)])
      const prune = async (to: number) => {
        const now = line(to).event.received
        const limits = { retainMs: 0, retainDroppedMs: 0, maxBytes: 1e12, consumers: [], now }
        while ((await journal.prune(limits)).more);
      }
      await prune(70)
      expect(await journal.sessions({ limit: 5 })).toMatchObject([{ lines: 5, chatters: 2 }])
      await prune(700)
      expect(await journal.sessions({ limit: 5 })).toEqual([])
    })

    describe('of a viewer', () => {
      const ben = { id: '5', name: 'ben', displayName: 'Ben', roles: ['vip'] }
      const benny = { ...ben, name: 'benny', displayName: 'Benny', roles: [] }
      const said = (n: number, user: object, more: Partial<Event> = {}) =>
        during(n, 'chat.message', { messageId: `${n}`, text: `line ${n}`, user }, more)
      const life = [
        said(1, benny),
        said(2, ben),
        said(3, ben, { test: true }),
        during(4, 'channel.gifted', { user: ben, count: 5 }),
        during(5, 'channel.gifted', { user: ben, count: 1 }),
        during(6, 'channel.subscribed', { user: ben, gift: { isAnonymous: true } }),
        during(7, 'channel.cheered', { user: ben, bits: 10 }),
        during(8, 'chat.moderated', {
          ...{ action: 'timeout', user: { id: '5' }, seconds: 60, reason: 'caps' },
          moderator: { name: 'mod' },
        }),
        said(9, { ...ben, id: '6' }, { platform: 'kick' }),
        said(10, ben),
        { ...said(11, ben), verdict: DROPPED },
        during(12, 'channel.raided', { from: { name: 'kim' }, viewers: 3 }),
      ]
      const ids = (rows: readonly { readonly event: Event }[]) =>
        rows.map(({ event }) => event.id.split(':')[2]).join(' ')

      it('tells what is known, by a login, a name shown or an id', async ({ keeping }) => {
        const journal = await keeping(life)
        for (const user of ['ben', 'BEN', '@benny', '5']) {
          const found = await journal.viewers({ user, platform: 'twitch', lines: 2 })
          expect(found, user).toMatchObject([
            {
              ...{ platform: 'twitch', id: '5', name: 'ben', displayName: 'Ben', roles: ['vip'] },
              firstSeen: line(1).event.received,
              lastSeen: line(10).event.received,
              lines: 3,
              gifts: { given: 6, received: 1 },
              bits: 10,
              moderation: [{ action: 'timeout', seconds: 60, reason: 'caps', moderator: 'mod' }],
              lastLines: [{ text: 'line 10', channel: 'ann' }, { text: 'line 2' }],
            },
          ])
          expect(found[0]?.names.map(({ name }) => name)).toEqual(['ben', 'benny'])
        }
        expect(await journal.viewers({ user: 'ben', lines: 0 })).toHaveLength(2)
        expect(await journal.viewers({ user: 'kim', lines: 0 })).toMatchObject([{ id: 'kim' }])
        expect(await journal.viewers({ user: 'nobody', lines: 0 })).toEqual([])
      })

      it('knows one whose name is written otherwise from one day to the next', async ({
        keeping,
      }) => {
        const named = (displayName: string) => ({ id: '7', name: 'bea', displayName, roles: [] })
        const said = ['bea', 'Bea', 'BEA'].map((name, n) =>
          during(n, 'chat.message', { messageId: `${n}`, text: 'hello', user: named(name) }),
        )
        const journal = await keeping(said)
        const [viewer] = await journal.viewers({ user: 'bea', lines: 5 })
        expect(viewer).toMatchObject({ lines: 3, lastLines: [{}, {}, {}] })
        expect(await journal.query({ user: 'bea' })).toHaveLength(3)
      })

      it('finds the events that tell of one, also those that are not counted yet', async ({
        keeping,
      }) => {
        const journal = await keeping(life.slice(0, 8))
        await journal.append(life.slice(8))
        const find = async (query: Parameters<Journal['query']>[0]) =>
          ids(await journal.query({ user: 'Ben', platform: 'twitch', ...query }))
        const check = async () => {
          expect(await find({})).toBe('1 2 4 5 6 7 8 10')
          expect(await find({ newest: true, limit: 3 })).toBe('10 8 7')
          expect(await find({ types: ['chat.message'] })).toBe('1 2 10')
          expect(await find({ tests: true, dropped: true, types: ['chat.message'] })).toBe(
            '1 2 3 10 11',
          )
          expect(await find({ since: line(5).event.received })).toBe('5 6 7 8 10')
          expect(await find({ user: '5', after: 4, limit: 2 })).toBe('5 6')
          expect(ids(await journal.query({ user: 'ben', platform: 'kick' }))).toBe('9')
          expect(ids(await journal.query({ user: 'kim' }))).toBe('12')
        }
        await check()
        await counted(journal)
        await check()
      })

      it('forgets one whose events have gone', async ({ keeping }) => {
        const journal = await keeping([...life, line(90_000)])
        const now = line(80_000).event.received
        const limits = { retainMs: 0, retainDroppedMs: 0, maxBytes: 1e12, consumers: [], now }
        while ((await journal.prune(limits)).more);
        expect(await journal.viewers({ user: 'ben', lines: 0 })).toEqual([])
        expect(await journal.viewers({ user: 'ann', lines: 0 })).toHaveLength(1)
      })
    })
  })
}
