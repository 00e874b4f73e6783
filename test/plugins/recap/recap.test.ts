import { recap } from '@promethean/plugins'
import * as fc from 'fast-check'
import { type Event, EventHistory, type EventQuery, event, type GenerateRequest } from 'promethean'
import {
  contract,
  type FakeModel,
  fakeModel,
  fakePort,
  type PluginRun,
  runPlugin,
} from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { partsOf } from '../../../plugins/recap/parts.ts'
import { statementsOf } from '../../../plugins/recap/statements.ts'

const SESSION = '2026-11-23T19:04Z'
const NOTHING = JSON.stringify({ happened: [], jokes: [], questions: [] })

contract('recap', () => ({
  use: recap(),
  other: recap({ calls: 5 }),
  ports: [fakeModel(NOTHING)],
}))

interface Written extends Partial<Pick<Event, 'session' | 'test'>> {
  readonly name?: string
  readonly isSelf?: true
}

let written = 0

function said(text: string, { name = 'bea', isSelf, ...more }: Written = {}): Event {
  const id = `twitch:chat.message:${++written}`
  const now = new Date()
  const user = { id: name, name, displayName: name, roles: [] }
  const data = { messageId: `${written}`, text, user, ...(isSelf && { isSelf }) }
  const event = { id, type: 'chat.message', time: now, received: now, source: 'irc', data }
  return { ...event, platform: 'twitch', channel: 'ann', session: SESSION, ...more } as Event
}

function told<T extends Event['type']>(
  type: T,
  data: Extract<Event, { type: T }>['data'],
  more: Partial<Event> = {},
): Event {
  return { ...said(''), type, data, ...more } as Event
}

/** A journal with this stream in it. */
function historyOf(past: readonly Event[]) {
  const found = ({ types, session }: EventQuery) =>
    past.filter(
      one =>
        (types === undefined || types.includes(one.type)) &&
        (session === undefined || one.session === session),
    )
  // Each query is answered with the types it asks for.
  const port = {
    query: (async (wanted: EventQuery) => found(wanted)) as EventHistory['query'],
    search: async () => [],
    find: async () => [],
    stream: async function* (wanted: EventQuery) {
      yield* found(wanted)
    } as EventHistory['stream'],
  }
  return fakePort(EventHistory, port)
}

async function stage(
  past: readonly Event[],
  model: FakeModel,
  options: Parameters<typeof recap>[0] = {},
) {
  const run = await runPlugin(recap(options), { ports: [model, historyOf(past)] })
  onTestFinished(() => run.stop())
  const end = () => run.emit(event('session.ended', { session: SESSION }, { key: SESSION }))
  return { run, end }
}

function linesIn({ untrusted }: GenerateRequest): readonly string[] {
  return untrusted?.flatMap(({ lines }) => lines) ?? []
}

function answer(...happened: readonly (readonly [text: string, ...lines: unknown[]])[]): string {
  const list = happened.map(([text, ...lines]) => ({ text, lines }))
  return JSON.stringify({ happened: list, jokes: [], questions: [] })
}

describe('a stream that has ended', () => {
  it('is summed up, each sentence with the messages it rests on', async () => {
    const past = [said('the tower fell'), said('again!'), said('who was it?')]
    const model = fakeModel(
      JSON.stringify({
        happened: [{ text: 'The tower fell twice.', lines: [1, 2] }],
        jokes: [],
        questions: [{ text: 'Who was it?', lines: ['3'] }],
      }),
    )
    const { run, end } = await stage(past, model)
    end()
    const { data, cause } = await run.next('session.summarized')
    expect(data).toEqual({
      session: SESSION,
      happened: [{ text: 'The tower fell twice.', events: [past[0]?.id, past[1]?.id] }],
      jokes: [],
      questions: [{ text: 'Who was it?', events: [past[2]?.id] }],
      ...{ model: 'fake', calls: 1, tokens: expect.any(Number), lines: 3, read: 3 },
    })
    expect(cause).toContain('session.ended')
    expect(linesIn(model.asked[0] as GenerateRequest)).toEqual([
      '1 bea: the tower fell',
      '2 bea: again!',
      '3 bea: who was it?',
    ])
  })

  it('loses what a model made up: sentences without a message, and numbers that do not exist', async () => {
    const past = [said('one'), said('two')]
    const model = fakeModel(
      answer(['real', 2, 99, 0, -1, 1.5], ['made up', 7], ['nothing'], ['', 1]),
    )
    const { run, end } = await stage(past, model)
    end()
    const { data } = await run.next('session.summarized')
    expect(data.happened).toEqual([{ text: 'real', events: [past[1]?.id] }])
  })

  it('is read without commands, own lines, deleted ones and those of who was silenced', async () => {
    const gone = said('delete me')
    const past = [
      ...[
        said('hello'),
        said('!discord'),
        said('welcome!', { name: 'annbot', isSelf: true }),
        gone,
      ],
      said('spam', { name: 'troll' }),
      told('chat.deleted', { messageId: `${gone.id.split(':').at(-1)}` }),
      told('chat.cleared', { user: { name: 'troll' } }),
      told('channel.raided', { from: { displayName: 'Zed' }, viewers: 12 }),
      said('of another stream', { session: 'another' }),
    ]
    const model = fakeModel(NOTHING)
    const { run, end } = await stage(past, model)
    end()
    await run.next('session.summarized')
    expect(linesIn(model.asked[0] as GenerateRequest)).toEqual([
      '1 bea: hello',
      '2 (Zed raids with 12 viewers)',
    ])
  })

  it('has no recap if nobody wrote, and none a second time', async () => {
    const silent = await stage([], fakeModel(NOTHING))
    silent.end()
    await expect.poll(() => takenBy(silent.run)).toBe(1)
    expect(silent.run.events.map(({ type }) => type)).not.toContain('session.summarized')
    const data = {
      ...{ session: SESSION, happened: [], jokes: [], questions: [], model: 'x' },
      ...{ calls: 1, tokens: 1, lines: 1, read: 1 },
    }
    const model = fakeModel(NOTHING)
    const again = await stage([said('hi'), told('session.summarized', data)], model)
    again.end()
    await expect.poll(() => takenBy(again.run)).toBe(1)
    expect(model.asked).toEqual([])
  })
})

describe('a long stream', () => {
  const past = Array.from({ length: 1_000 }, (_, n) => said(`${n} ${'words '.repeat(8)}`))

  it('is read part by part, then put together with the messages of the parts', async () => {
    const model = fakeModel(request =>
      request.untrusted?.[0]?.label === 'the notes'
        ? answer(['all of it', 1, 2])
        : answer([`part from ${linesIn(request)[0]}`, 1]),
    )
    const { run, end } = await stage(past, model)
    end()
    const { data } = await run.next('session.summarized')
    const parts = model.asked.slice(0, -1)
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.reduce((sum, request) => sum + linesIn(request).length, 0)).toBe(1_000)
    expect(data).toMatchObject({ calls: parts.length + 1, lines: 1_000, read: 1_000 })
    const second = past[linesIn(parts[0] as GenerateRequest).length]
    expect(data.happened).toEqual([{ text: 'all of it', events: [past[0]?.id, second?.id] }])
  })

  it('is thinned out evenly to fit the budget, which is kept', async () => {
    const model = fakeModel(request => answer([`x ${linesIn(request).length}`, 1]))
    const { run, end } = await stage(past, model, { calls: 3, tokens: 20_000 })
    end()
    const { data } = await run.next('session.summarized')
    expect(model.asked).toHaveLength(3)
    expect(data.calls).toBe(3)
    expect(data.tokens).toBeLessThanOrEqual(20_000)
    expect(data.read).toBeLessThan(data.lines)
    const lastRead = linesIn(model.asked[1] as GenerateRequest).at(-1) ?? ''
    expect(Number(lastRead.split(' ')[2])).toBeGreaterThan(950)
  })

  it('goes without a part whose answer cannot be used, and without the last step', async () => {
    let asked = 0
    const model = fakeModel(request => {
      asked += 1
      if (asked === 2 || request.untrusted?.[0]?.label === 'the notes') return new Error('broken')
      return answer([`part ${asked}`, 1])
    })
    const { run, end } = await stage(past, model)
    end()
    const { data } = await run.next('session.summarized')
    expect(data.happened.map(({ text }) => text)).toEqual(
      Array.from({ length: asked - 2 }, (_, n) => `part ${n === 0 ? 1 : n + 2}`),
    )
    expect(data.calls).toBe(asked)
  })
})

describe('a model that is away', () => {
  it('is missed before the first stream', async () => {
    const run = await runPlugin(recap(), { ports: [historyOf([])] })
    onTestFinished(() => run.stop())
    const reason = async () => (await run.status()).plugins.find(({ id }) => id === 'recap')?.reason
    await expect
      .poll(reason)
      .toMatch(/cannot write a recap: no language model is ready; add languageModel to the config/)
  })

  it('is asked again, until the budget of the stream is spent; then the recap is parked', async () => {
    const model = fakeModel(() => new Error('connection refused'))
    const { run, end } = await stage([said('hi')], model, { calls: 2 })
    end()
    await expect.poll(() => model.asked.length, { timeout: 20_000 }).toBe(2)
    await expect
      .poll(async () => (await run.status()).consumers.recap?.parked, { timeout: 20_000 })
      .toBe(1)
    expect(model.asked).toHaveLength(2)
  })
})

it('parts have every line in order, or an even choice of them, and never more than may be asked', () => {
  const anyLines = fc.array(fc.string({ maxLength: 400 }), { maxLength: 400 })
  const budget = fc.record({ calls: fc.nat({ max: 30 }), tokens: fc.nat({ max: 120_000 }) })
  void fc.assert(
    fc.property(anyLines, budget, (texts, budget) => {
      const lines = texts.map((text, at) => ({ id: `${at}`, text }))
      const parts = partsOf(lines, budget)
      const ids = parts.flat().map(({ id }) => Number(id))
      expect(ids).toEqual([...ids].sort((a, b) => a - b))
      expect(new Set(ids).size).toBe(ids.length)
      const calls = parts.length > 1 ? parts.length + 1 : parts.length
      expect(calls).toBeLessThanOrEqual(budget.calls)
      if (budget.calls > 20 && budget.tokens > 100_000) expect(ids).toHaveLength(lines.length)
    }),
  )
})

it('whatever a model answers, each sentence rests on messages there are', () => {
  void fc.assert(
    fc.property(fc.anything(), value => {
      expect(Array.isArray(statementsOf(value, [['a'], ['b']]))).toBe(true)
    }),
  )
  const lines = fc.oneof(fc.anything(), fc.array(fc.oneof(fc.integer(), fc.string())))
  const statement = fc.record({ text: fc.string(), lines })
  const answers = fc.record({ happened: fc.array(statement), jokes: fc.array(statement) })
  void fc.assert(
    fc.property(answers, value => {
      for (const { text, events } of statementsOf(value, [['a'], ['b']])) {
        expect(text).toMatch(/^[^\r\n]+$/)
        expect(events.length).toBeGreaterThan(0)
        expect(['a', 'b']).toEqual(expect.arrayContaining([...events]))
      }
    }),
  )
})

async function takenBy(run: PluginRun): Promise<number | undefined> {
  return (await run.status()).consumers.recap?.delivered
}
