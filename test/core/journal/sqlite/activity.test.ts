import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Event } from '../../../../core/events/event.ts'
import type { KeptActivity } from '../../../../core/journal/activity.ts'
import type { JournalEntry } from '../../../../core/journal/port.ts'
import { activities } from '../../../../core/journal/sqlite/activity-sum.ts'
import { openStore, type Store } from '../../../../core/journal/sqlite/store.ts'
import { packEntry } from '../../../../core/journal/sqlite/tables/pack.ts'
import type { Ask } from '../../../../core/journal/sqlite/worker-store.ts'
import { DROPPED, KEPT, START } from '../entries.ts'
import { SESSION } from '../kept-contract.ts'

const STEP_MS = 60_000
const ROLES = [[], ['vip'], ['moderator']]
const USERS = ['ann', 'bea', 'cleo', 'dan'].map((name, at) => ({
  ...{ id: `${at}`, name, displayName: name, roles: name === 'ann' ? ['broadcaster'] : [] },
}))

const rarely = fc.nat({ max: 7 }).map(n => n === 0)
const said = fc.record({
  seconds: fc.nat({ max: 200 }),
  user: fc.constantFrom(0, 1, 1, 3),
  platform: fc.constantFrom('twitch', 'kick', undefined),
  isSelf: rarely,
  isTest: rarely,
  isDropped: rarely,
  isOfSession: fc.constantFrom(true, true, false),
})
type Said = typeof said extends fc.Arbitrary<infer T> ? T : never

function entryOf(one: Said, n: number): JournalEntry {
  const { seconds, user, platform, isSelf, isTest, isDropped, isOfSession } = one
  const received = new Date(START + seconds * 1_000)
  const data = {
    ...{ messageId: `${n}`, text: 'hi', user: USERS[user] },
    // Nobody but us writes as dan, and we write as the streamer now and then.
    ...((user === 3 || (user === 0 && isSelf)) && { isSelf: true }),
  }
  return {
    event: {
      ...{ id: `line-${n}`, type: 'chat.message', time: received, received, source: 'test', data },
      ...(platform !== undefined && { platform }),
      ...(isOfSession && { session: SESSION }),
      ...(isTest && { test: true }),
    } as Event<'chat.message'>,
    verdict: isDropped ? DROPPED : KEPT,
  }
}

/** Counted one by one. */
function expected(entries: readonly JournalEntry[], query: Query): KeptActivity['steps'] {
  const steps = new Map<number, { lines: Map<string, number>; who: Set<string> }>()
  for (const { event, verdict } of entries) {
    if (event.type !== 'chat.message' || event.data.isSelf || !verdict.kept) continue
    if (event.test && !query.tests) continue
    if (query.session !== undefined && event.session !== query.session) continue
    const number = Math.floor(event.received.getTime() / STEP_MS)
    const begin = number * STEP_MS
    if (begin + STEP_MS <= query.since.getTime() || begin >= query.until.getTime()) continue
    const step = steps.get(number) ?? { lines: new Map(), who: new Set() }
    const { platform = 'unknown' } = event
    step.lines.set(platform, (step.lines.get(platform) ?? 0) + 1)
    step.who.add(`${platform}/${event.data.user.id}`)
    steps.set(number, step)
  }
  return [...steps]
    .map(([step, { lines, who }]) => ({ step, lines, chatters: who.size }))
    .sort((a, b) => a.step - b.step)
}

type Query = Parameters<ReturnType<typeof activities>>[0]

const asking =
  (store: Store): Ask =>
  async (method, ...args) => {
    // Method and arguments belong together by the type of `Ask`.
    const run = store[method] as (...given: typeof args) => ReturnType<Store[typeof method]>
    return run(...args)
  }

it('what is counted in the kept tables and what is not yet come to the same, whatever came when', async () => {
  const property = fc.asyncProperty(
    fc.array(said, { minLength: 1, maxLength: 80, size: 'max' }),
    fc.nat({ max: 100 }),
    fc.record({
      tests: fc.boolean(),
      session: fc.constantFrom(SESSION, undefined),
      from: fc.nat({ max: 2 }),
      minutes: fc.integer({ min: 1, max: 5 }),
    }),
    async (all, percent, { tests, session, from, minutes }) => {
      const inOrder = all.toSorted((a, b) => a.seconds - b.seconds)
      const entries = inOrder.map(entryOf)
      const since = new Date(START + from * STEP_MS + 30_000)
      const until = new Date(since.getTime() + minutes * STEP_MS)
      const query = { since, until, stepMs: STEP_MS, tests, ...(session && { session }) }
      const store = openStore(':memory:')
      const append = (some: readonly JournalEntry[]) => {
        const nothing = { copies: [], notes: [], held: [], released: [] }
        if (some.length > 0) store.append({ entries: some.map(packEntry), ...nothing })
      }
      const split = Math.ceil((entries.length * percent) / 100)
      append(entries.slice(0, split))
      while (store.countSome() > 0);
      append(entries.slice(split))
      const told = async () => (await activities(asking(store))(query)).steps
      const nonEmpty = (steps: KeptActivity['steps']) => steps.filter(({ lines }) => lines.size > 0)
      expect(nonEmpty(await told())).toEqual(expected(entries, query))
      while (store.countSome() > 0);
      expect(nonEmpty(await told())).toEqual(expected(entries, query))
      store.close()
    },
  )
  await fc.assert(property, { numRuns: 50 })
})

it('more writers than are asked for at once, each seen in three roles, are counted once each', async () => {
  const store = openStore(':memory:')
  const entries = Array.from({ length: 13_200 }, (_, n) => {
    const one = { seconds: 1, user: 1, platform: 'twitch', isSelf: false, isTest: false } as const
    const { event, verdict } = entryOf({ ...one, isDropped: false, isOfSession: true }, n)
    const user = {
      id: `u${n % 1_100}`,
      name: 'x',
      displayName: 'X',
      roles: ROLES[Math.floor(n / 1_100) % 3] ?? [],
    }
    return { verdict, event: { ...event, data: { ...event.data, user } } as Event }
  })
  store.append({ entries: entries.map(packEntry), copies: [], notes: [], held: [], released: [] })
  while (store.countSome() > 0);
  const span = { since: new Date(START), until: new Date(START + STEP_MS), stepMs: STEP_MS }
  const { steps } = await activities(asking(store))(span)
  expect(steps).toEqual([
    { step: START / STEP_MS, lines: new Map([['twitch', 13_200]]), chatters: 1_100 },
  ])
  store.close()
})

it('a question asked again counts only what is new, and all of it once anything of it came late or has gone', async () => {
  const store = openStore(':memory:')
  const asked: string[] = []
  const ask = asking(store)
  const noting: Ask = (method, ...args) => {
    asked.push(method)
    return ask(method, ...args)
  }
  const activity = activities(noting)
  const query = {
    ...{ since: new Date(START), until: new Date(START + 5 * STEP_MS), stepMs: STEP_MS },
    session: SESSION,
  }
  const append = (...seconds: number[]) =>
    store.append({
      entries: seconds.map(at => packEntry(entryOf(lineAt(at), ++lines))),
      ...{ copies: [], notes: [], held: [], released: [] },
    })
  const told = async () => {
    asked.length = 0
    const { steps } = await activity(query)
    expect(steps).toEqual((await activities(ask)(query)).steps)
    return steps.reduce((sum, { lines }) => sum + (lines.get('twitch') ?? 0), 0)
  }
  let lines = 0
  append(10, 70, 80, 250)
  expect(await told()).toBe(4)
  expect(asked).toContain('activityPlan')
  expect(await told()).toBe(4)
  expect(asked).not.toContain('activityPlan')
  // The disk was full when they came.
  append(255, 290)
  expect(await told()).toBe(6)
  expect(await told()).toBe(6)
  expect(asked).not.toContain('activityPlan')
  const now = new Date(START + 72_000)
  const limits = { retainMs: 0, retainDroppedMs: 0, maxBytes: 1e12, consumers: [], now }
  while (store.prune(limits).more);
  expect(await told()).toBe(4)
  store.close()
})

it('the last minute of a stream that is live is counted each time', async () => {
  const store = openStore(':memory:')
  const activity = activities(asking(store))
  const now = Date.now()
  const seconds = (ms: number) => Math.floor((ms - START) / 1_000)
  let lines = 0
  const counted = async () => {
    const at = packEntry(entryOf(lineAt(seconds(now)), ++lines))
    store.append({ entries: [at], copies: [], notes: [], held: [], released: [] })
    const span = { since: new Date(now - 600_000), until: new Date(now + 1_000), stepMs: STEP_MS }
    const { steps } = await activity(span)
    return steps.reduce((sum, one) => sum + (one.lines.get('twitch') ?? 0), 0)
  }
  expect([await counted(), await counted(), await counted()]).toEqual([1, 2, 3])
  store.close()
})

function lineAt(seconds: number): Said {
  const one = { seconds, user: 1, platform: 'twitch', isSelf: false } as const
  return { ...one, isTest: false, isDropped: false, isOfSession: true }
}
