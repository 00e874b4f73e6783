import { describe, expect, it } from 'vitest'
import { troublesOf } from '../../../../../plugins/web/page/health/verdict.ts'
import type { Seen, Status } from '../../../../../plugins/web/page/status.ts'
import { texts } from '../../../../../plugins/web/page/texts.ts'
import { aPlugin, aStatus } from '../a-status.ts'

const NOW = Date.UTC(2030, 0, 1)
const consumer = { delivered: 1, lag: 0, parked: 0, expired: 0 }
const pending = {
  ...{ id: 'alfa', plugin: 'title-generator', what: 'title', text: 'A quiet evening' },
  ...{ since: '2030-01-01T00:00:00.000Z', until: '2030-01-01T00:02:00.000Z' },
}

describe('what is not well', () => {
  it('is nothing if every plugin is connected or ready and nothing waits', () => {
    expect(of({ plugins: [aPlugin({}), aPlugin({ id: 'bot', state: 'ready' })] })).toEqual([])
  })

  it.each<[string, Partial<Status>, string, RegExp]>([
    [
      'a failed plugin',
      { plugins: [aPlugin({ state: 'failed', reason: 'x threw' })] },
      'bad',
      /^twitch failed$/,
    ],
    [
      'a stale source',
      { plugins: [aPlugin({ state: 'stale' })] },
      'wait',
      /^twitch is stale, not connected$/,
    ],
    [
      'a source that is tried again',
      { plugins: [aPlugin({ state: 'retrying', reason: 'refused' })] },
      'wait',
      /^twitch is not connected$/,
    ],
    [
      'a source that is connected in part',
      { plugins: [aPlugin({ reason: 'no right to chat' })] },
      'wait',
      /only partly working$/,
    ],
    [
      'a refused edit',
      { refused: { file: 'a.ts', at: '', problems: [{ path: '', message: '' }] } },
      'wait',
      /not active: a\.ts has 1 problem$/,
    ],
    [
      'a database that is away',
      { consumers: { mongo: { ...consumer, lag: 12, reason: 'refused' } } },
      'wait',
      /^mongo cannot store events$/,
    ],
    [
      'paused logging',
      { consumers: { mongo: { ...consumer, paused: '2030-01-01T00:00:00Z', reason: 'paused' } } },
      'wait',
      /^Logging to mongo is paused$/,
    ],
    [
      'what was set aside',
      { consumers: { mongo: { ...consumer, parked: 1 } } },
      'wait',
      /rejected 1 event,/,
    ],
    [
      'what was deleted too early',
      { consumers: { mongo: { ...consumer, expired: 7 } } },
      'wait',
      /^7 events were deleted/,
    ],
    [
      'a slow journal',
      { journal: { bytes: 1, maxBytes: 100, behind: 5_000 } },
      'wait',
      /^Many events are not stored yet/,
    ],
    [
      'a journal that cannot store anything, from the first event on',
      {
        journal: {
          bytes: 1,
          maxBytes: 100,
          behind: 1,
          reason: 'cannot append to C:\\a: the disk is full; free some space',
        },
      },
      'bad',
      /^Events are not being stored: the disk is full$/,
    ],
    [
      'a title that waits',
      { waiting: [pending] },
      'ask',
      /^title-generator asks you to approve a title$/,
    ],
    [
      'an answer that waits',
      { waiting: [{ ...pending, what: 'answer' }] },
      'ask',
      /approve an answer$/,
    ],
    [
      'a mute of everything',
      { muted: { all: true, plugins: [] } },
      'wait',
      /^All output is stopped$/,
    ],
    [
      'a mute of some',
      { muted: { all: false, plugins: ['a', 'b'] } },
      'wait',
      /of a, b is stopped/,
    ],
  ])('is %s, and a sentence says so', (_, otherwise, level, what) => {
    const [found, ...more] = of(otherwise)
    expect(found).toMatchObject({ level, what: expect.stringMatching(what) })
    expect(more).toEqual([])
  })

  it('is a disk that takes no events: as long as that lasts, and first of all', () => {
    const status = aStatus({ unjournaled: 9, plugins: [aPlugin({ state: 'failed', reason: 'x' })] })
    const [first] = troublesOf({ status, lostAt: NOW - 9_000 }, NOW, texts.verdict)
    expect(first).toMatchObject({
      level: 'bad',
      what: expect.stringMatching(/disk is full: events are lost/),
    })
    const [later] = troublesOf({ status, lostAt: NOW - 11_000 }, NOW, texts.verdict)
    expect(later?.what).toBe('twitch failed')
  })

  it('is said with why, and with what to do apart from it', () => {
    const reason = 'cannot reach OBS: connect ECONNREFUSED; start OBS and enable its server'
    const [away] = of({ plugins: [aPlugin({ state: 'retrying', reason })] })
    expect(away).toMatchObject({
      why: 'cannot reach OBS: connect ECONNREFUSED',
      todo: 'Start OBS and enable its server. Promethean keeps trying by itself.',
    })
    const [without] = of({ plugins: [aPlugin({ state: 'retrying', reason: 'refused' })] })
    expect(without).toMatchObject({ why: 'refused', todo: 'Promethean keeps trying by itself.' })
    const [partly] = of({ plugins: [aPlugin({ reason: 'no right to chat; sign in again' })] })
    expect(partly).toMatchObject({ why: 'no right to chat', todo: 'Sign in again.' })
    // What a plugin threw is nobody's advice.
    const [failed] = of({ plugins: [aPlugin({ state: 'failed', reason: "reading 'a; b'" })] })
    expect(failed).toMatchObject({ why: "reading 'a; b'", todo: texts.verdict.failedTodo })
    const [stale] = of({ plugins: [aPlugin({ state: 'stale', reason: 'no data; reconnecting' })] })
    expect(stale).toMatchObject({ why: 'no data; reconnecting', todo: texts.verdict.staleTodo })
  })

  it('is said once of a database that is away, with what becomes of its events', () => {
    const reason = 'cannot write to MongoDB: connect ECONNREFUSED; start the server'
    const plugins = [aPlugin({ id: 'mongo', state: 'retrying', reason })]
    const found = of({ plugins, consumers: { mongo: { ...consumer, lag: 12, reason } } })
    expect(found.map(({ what }) => what)).toEqual(['mongo cannot store events'])
    expect(found[0]?.todo).toBe(`Start the server. ${texts.verdict.consumerTodo}`)
  })

  it.each([
    ['after it was over', {}, 'wait'],
    ['while the database is away', { reason: 'refused' }, 'bad'],
    ['while logging is paused', { paused: '2030-01-01T00:00:00Z', reason: 'paused' }, 'bad'],
  ])('is what a full journal deleted, %s', (_, more, level) => {
    const [first] = of({ consumers: { mongo: { ...consumer, expired: 7, ...more } } })
    expect(first).toMatchObject({ level, what: expect.stringMatching(/^7 events were deleted/) })
  })

  it('says of a refused edit what its problems are, and of what waits its text', () => {
    const problems = [
      { plugin: 'bot', path: 'limit', message: 'at most 20' },
      { path: '', message: 'Unexpected token' },
    ]
    const [refused] = of({ refused: { file: 'a.ts', at: '', problems } })
    expect(refused?.why).toBe('bot limit: at most 20; Unexpected token')
    expect(of({ waiting: [pending] })[0]).toMatchObject({
      why: 'A quiet evening',
      todo: expect.stringMatching(/under Waiting/),
    })
    const agent = { name: 'claude-ai 0.1', shown: [] }
    expect(of({ waiting: [{ ...pending, agent }] })[0]?.what).toContain('claude-ai 0.1')
  })

  it('begins with what cannot wait, then with what needs a word in time', () => {
    const plugins = [
      aPlugin({ state: 'stale' }),
      aPlugin({ id: 'bot', state: 'failed', reason: 'x' }),
    ]
    expect(of({ plugins, waiting: [pending] }).map(({ level }) => level)).toEqual([
      'bad',
      'ask',
      'wait',
    ])
  })

  it('names a view that shows more for each', () => {
    const muted = { all: true, plugins: [] }
    const views = of({ waiting: [pending], muted, plugins: [aPlugin({ state: 'stale' })] })
    expect(views.map(({ view }) => view)).toEqual(['waiting', 'health', 'output'])
  })
})

function of(otherwise: Partial<Status>) {
  const seen: Seen = { status: aStatus(otherwise) }
  return troublesOf(seen, NOW, texts.verdict)
}
