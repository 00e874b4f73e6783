import { expect, it, onTestFinished } from 'vitest'
import type { z } from 'zod'
import type { Event } from '../../../../core/events/event.ts'
import { RUNTIME } from '../../../../core/events/runtime-source.ts'
import type { EventType } from '../../../../core/events/vocabulary.ts'
import type { JournalEntry } from '../../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../../core/journal/sqlite/journal.ts'
import { activity } from '../../../../core/operations/activity/activity.ts'
import type { Json } from '../../../../core/plugin/json.ts'
import { KEPT, line, START } from '../../journal/entries.ts'
import { during, SESSION } from '../../journal/kept-contract.ts'

const BEGIN = new Date(START)
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString()

/** An event of no stream. */
function beside(seconds: number, type: EventType, data: object, more: Partial<Event> = {}) {
  const { event, verdict } = during(seconds, type, data, more)
  const { session: _, ...rest } = event
  return { event: { ...rest, source: 'promethean', ...more } as Event, verdict }
}

async function asked(
  entries: readonly JournalEntry[],
  input: z.input<(typeof activity)['input']> = {},
  state: Readonly<Record<string, Json>> = {},
) {
  const journal = await openMemoryJournal()
  onTestFinished(() => journal.close())
  await journal.append(entries)
  await journal.saveState(RUNTIME, new Map(Object.entries(state)))
  const { signal } = new AbortController()
  const config = () => Promise.reject(new Error('none is needed'))
  const caller = { kind: 'person', name: 'test' } as const
  const given = { journal, instance: undefined, config, concerned: config }
  return activity.perform(input, { ...given, caller, signal, dry: false })
}

const talk = [
  during(0, 'session.started', { session: SESSION }),
  line(5, { session: SESSION }),
  line(20, { session: SESSION, user: 'bea' }),
  line(30, { session: SESSION, user: 'bea' }),
  line(40, { session: SESSION, platform: 'kick' }),
  line(50, { session: SESSION, test: true, user: 'kim' }),
  line(130, { session: SESSION }),
]

it('counts lines by platform and chatters for each minute of a stream, those without any too', async () => {
  const found = await asked([...talk, during(170, 'session.ended', { session: SESSION })])
  expect(found).toEqual({
    session: SESSION,
    begin: new Date(START - 40).toISOString(),
    end: new Date(START + 170_000 - 40).toISOString(),
    step: 60,
    points: [
      { at: at(-60), lines: {}, chatters: 0 },
      { at: at(0), lines: { kick: 1, twitch: 3 }, chatters: 3 },
      { at: at(60), lines: {}, chatters: 0 },
      { at: at(120), lines: { twitch: 1 }, chatters: 1 },
    ],
    marks: [],
  })
})

it('counts a time, test events too if they are wanted, in steps as long as wanted', async () => {
  const span = { since: BEGIN.toISOString(), until: at(180) }
  const points = async (more: object) => (await asked(talk, { ...span, ...more })).points
  expect(await points({ step: 180 })).toEqual([
    { at: at(0), lines: { kick: 1, twitch: 4 }, chatters: 3 },
  ])
  expect(await points({ step: 90, tests: true })).toEqual([
    { at: at(0), lines: { kick: 1, twitch: 4 }, chatters: 4 },
    { at: at(90), lines: { twitch: 1 }, chatters: 1 },
  ])
  expect(await points({ since: at(100) })).toEqual([
    { at: at(60), lines: {}, chatters: 0 },
    { at: at(120), lines: { twitch: 1 }, chatters: 1 },
  ])
})

it('gives the mood that was told, where anything of the chat was understood', async () => {
  const mood = (seconds: number, sentiment: number, understood: number) =>
    during(seconds, 'chat.mood', {
      ...{ rate: 1, chatters: 1, mentions: 0, emotes: 0, sentiment, understood },
    })
  const entries = [...talk, mood(10, 0.5, 1), mood(20, 0, 0.5), mood(30, -1, 0), mood(140, -1, 0)]
  const { points } = await asked(entries, { since: BEGIN.toISOString(), until: at(180) })
  expect(points.map(point => point.mood)).toEqual([0.25, undefined, undefined])
})

it('gives how many watched, the last number of each platform, as long as it counts', async () => {
  const told = (seconds: number, name: string, data: object, platform: string) =>
    during(seconds, 'platform.event', { name, data }, { platform })
  const entries = [
    told(-500, 'streamerbot:Twitch.ViewerCountUpdate', { viewers: 10 }, 'twitch'),
    told(-700, 'streamerbot:Kick.ViewerCountUpdate', { viewers: 99 }, 'kick'),
    ...talk,
    told(61, 'streamerbot:YouTube.StatisticsUpdated', { concurrentViewers: 5 }, 'youtube'),
    told(62, 'streamerbot:Twitch.ViewerCountUpdate', { viewers: 12 }, 'twitch'),
    told(125, 'streamerbot:Twitch.RaidStart', { viewers: 1_000 }, 'twitch'),
    told(126, 'streamerbot:Twitch.ViewerCountUpdate', { viewers: 'many' }, 'trovo'),
  ].sort((a, b) => a.event.received.getTime() - b.event.received.getTime())
  const { points } = await asked(entries, { since: BEGIN.toISOString(), until: at(180) })
  expect(points.map(({ viewers }) => viewers)).toEqual([10, 17, 17])
})

it('marks outages until they were over, reloads, a stream that went, came back, and ended', async () => {
  const reloaded = { kept: ['a'], restarted: ['greeter', 'dice'], added: [], removed: ['old'] }
  const entries = [
    beside(0, 'stream.online', {}, { source: 'twitch' }),
    beside(10, 'source.disconnected', { source: 'obs', reason: 'it closed' }),
    beside(12, 'source.disconnected', { source: 'obs', reason: 'again' }),
    beside(20, 'source.connected', { source: 'obs' }),
    beside(30, 'source.stale', { source: 'tau', quietMs: 5 }),
    beside(40, 'config.reloaded', reloaded),
    beside(41, 'config.reloaded', { ...reloaded, restarted: [], removed: [] }),
    beside(50, 'plugin.failed', { plugin: 'dice', reason: 'it threw' }),
    beside(60, 'stream.offline', {}, { source: 'twitch' }),
    beside(100, 'stream.online', {}, { source: 'twitch' }),
    beside(110, 'obs.stream.stopped', {}, { source: 'obs' }),
    beside(111, 'stream.offline', {}, { source: 'twitch' }),
    beside(3_000, 'stream.online', {}, { source: 'twitch' }),
  ]
  const since = new Date(START - 1_000).toISOString()
  const { marks } = await asked(entries, { since, until: at(3_600) })
  const time = (seconds: number) => new Date(START + seconds * 1_000 - 40).toISOString()
  expect(marks).toEqual([
    { at: time(0), kind: 'live', what: 'twitch' },
    { at: time(10), kind: 'outage', what: 'obs: it closed', until: time(20) },
    { at: time(30), kind: 'outage', what: 'tau: no data' },
    { at: time(40), kind: 'reload', what: 'restarted greeter, dice; removed old' },
    { at: time(41), kind: 'reload', what: 'no plugin changed' },
    { at: time(50), kind: 'outage', what: 'dice: it threw' },
    { at: time(60), kind: 'lost', what: 'twitch', until: time(100) },
    { at: time(110), kind: 'offline', what: 'OBS' },
    { at: time(111), kind: 'offline', what: 'twitch' },
    { at: time(3_000), kind: 'live', what: 'twitch' },
  ])
})

it('an outage of a plugin ends with the reload that mends or removes it', async () => {
  const reloaded = (seconds: number, more: object) =>
    beside(seconds, 'config.reloaded', {
      ...{ kept: [], restarted: [], added: [], removed: [], ...more },
    })
  const entries = [
    beside(10, 'plugin.failed', { plugin: 'dice', reason: 'it threw' }),
    beside(11, 'plugin.failed', { plugin: 'lamp', reason: 'it threw' }),
    beside(12, 'source.disconnected', { source: 'obs', reason: 'it closed' }),
    reloaded(20, { kept: ['dice', 'lamp', 'obs'] }),
    reloaded(30, { restarted: ['dice'], removed: ['obs'], kept: ['lamp'] }),
    beside(40, 'plugin.failed', { plugin: 'dice', reason: 'again' }),
  ]
  const { marks } = await asked(entries, { since: BEGIN.toISOString(), until: at(60) })
  const time = (seconds: number) => new Date(START + seconds * 1_000 - 40).toISOString()
  expect(marks.filter(({ kind }) => kind === 'outage')).toEqual([
    { at: time(10), kind: 'outage', what: 'dice: it threw', until: time(30) },
    { at: time(11), kind: 'outage', what: 'lamp: it threw' },
    { at: time(12), kind: 'outage', what: 'obs: it closed', until: time(30) },
    { at: time(40), kind: 'outage', what: 'dice: again' },
  ])
})

/** The state of a runtime that ran from second to second, and not in between. */
function ran(spans: readonly (readonly [number, number])[], { isAll = false } = {}) {
  const [last = [0, 0], ...before] = spans
    .map(span => span.map(seconds => START + seconds * 1_000))
    .reverse()
  return { run: last, runs: { runs: before.reverse(), isAll } }
}

it('steps in which it did not run have no point, and a mark says so', async () => {
  const span = { since: at(0), until: at(600) }
  const state = ran([
    [0, 70],
    [310, 320],
    [325, 430],
  ])
  const { points, marks } = await asked([line(5), line(400)], span, state)
  expect(points.map(({ at }) => (Date.parse(at) - START) / 60_000)).toEqual([0, 1, 5, 6, 7])
  expect(points.map(({ chatters }) => chatters)).toEqual([1, 0, 0, 1, 0])
  const stopped = { kind: 'stopped', what: 'Promethean did not run' }
  expect(marks).toEqual([
    { ...stopped, at: at(70), until: at(310) },
    { ...stopped, at: at(320), until: at(325) },
    { ...stopped, at: at(430) },
  ])
})

it('a stop is shown as far as it lies in the time that is asked for', async () => {
  const state = ran([
    [-900, -300],
    [90, 100],
    [1_000, 1_100],
  ])
  const marks = async (since: number, until: number) =>
    (await asked([line(5)], { since: at(since), until: at(until) }, state)).marks
  expect(await marks(0, 60)).toEqual([expect.objectContaining({ at: at(0) })])
  expect(await marks(0, 60)).not.toEqual([expect.objectContaining({ until: expect.anything() })])
  expect(await marks(60, 95)).toMatchObject([{ at: at(60), until: at(90) }])
  expect(await marks(91, 99)).toEqual([])
})

it('what was received has its point, whatever is known of when it ran', async () => {
  const found = await asked([line(130)], { since: at(0), until: at(240) }, ran([[0, 10]]))
  expect(found.points.map(({ at, lines }) => [at, lines])).toEqual([
    [at(0), {}],
    [at(120), { twitch: 1 }],
  ])
})

it('before the first run of a new journal there is no point, and no stop either', async () => {
  const span = { since: at(-600), until: at(60) }
  const first = ran([[0, 60]], { isAll: true })
  expect(await asked([line(5)], span, first)).toMatchObject({ points: [{ at: at(0) }], marks: [] })
  const older = await asked([line(5)], span, ran([[0, 60]]))
  expect(older.points).toHaveLength(11)
})

it('the minute it is has its point while it runs', async () => {
  const now = Date.now()
  const seconds = (ms: number) => (ms - START) / 1_000
  const state = ran([[seconds(now - 300_000), seconds(now - 12_000)]])
  const since = new Date(now - 8_000).toISOString()
  const { points, marks } = await asked([line(5)], { since, step: 1 }, state)
  expect(points.length).toBeGreaterThanOrEqual(8)
  expect(marks).toEqual([])
})

it('viewers see the marks of the stream alone, and no name but that of a platform', async () => {
  const path = '/home/made-up/promethean.config.ts:5:97'
  const entries = [
    beside(0, 'stream.online', {}, { source: 'twitch' }),
    beside(1, 'stream.online', {}, { platform: 'my-secret-desk' }),
    beside(2, 'plugin.failed', { plugin: 'dice', reason: `ENOENT: ${path}` }),
    beside(3, 'source.disconnected', { source: 'obs', reason: 'studio-pc:4455 closed it' }),
    beside(4, 'config.reloaded', { kept: [], restarted: ['dice'], added: [], removed: [] }),
    beside(5, 'stream.offline', {}, { source: 'twitch' }),
    beside(6, 'stream.online', {}, { source: 'twitch' }),
    beside(7, 'obs.stream.stopped', {}, { source: 'obs' }),
  ]
  const state = ran([
    [0, 9],
    [10, 60],
  ])
  const found = await asked(entries, { since: BEGIN.toISOString(), until: at(60) }, state)
  const seen = activity.forViewers?.parse(found)
  expect(seen).toEqual({ ...found, marks: expect.any(Array) })
  expect(Object(seen).marks.map(({ kind, what }: Record<string, string>) => [kind, what])).toEqual([
    ['live', 'twitch'],
    ['live', 'stream'],
    ['lost', 'twitch'],
    ['offline', 'OBS'],
  ])
})

it('a stream that has just begun, and is in no total yet, has its curve', async () => {
  const { session, begin, points } = await asked([line(1, { session: SESSION })], {
    session: SESSION,
    until: at(30),
  })
  expect({ session, begin }).toEqual({ session: SESSION, begin: at(1) })
  expect(points).toEqual([{ at: at(0), lines: { twitch: 1 }, chatters: 1 }])
})

it('without any stream it is the last eight hours, in 480 minutes or 481', async () => {
  const { points, ...rest } = await asked([line(1)])
  expect(rest).not.toHaveProperty('session')
  expect([480, 481]).toContain(points.length)
})

it('what is yet to come has no points', async () => {
  const since = new Date(Date.now() - 600_000).toISOString()
  const { points } = await asked([line(1)], { since, until: '2999-01-01' })
  expect([10, 11]).toContain(points.length)
})

it('a long time has longer steps; more than fit are refused, and a stream nobody knows', async () => {
  const year = { since: '2025-01-01', until: '2026-01-01' }
  const { step, points } = await asked([{ ...line(1), verdict: KEPT }], year)
  expect([step, points.length]).toEqual([21_600, expect.closeTo(1_460, -1)])
  await expect(asked([line(1)], { ...year, step: 60 })).rejects.toThrow(
    'cannot count in steps of 60 s: that would be more than 1500 steps; choose a larger step or a shorter time',
  )
  await expect(asked([line(1)], { session: '2020-01-01T00:00Z' })).rejects.toMatchObject({
    code: 'not_found',
    what: 'the journal has no stream 2020-01-01T00:00Z',
  })
})
