import { expect, it, onTestFinished, vi } from 'vitest'
import type { JournalEntry } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { createMemory } from '../../../core/memory/memory.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import {
  Memory,
  MemoryIndex,
  type MemoryRange,
  type NearPassages,
} from '../../../core/plugin/ports/memory.ts'
import { fakePort, runPlugin } from '../../../core/testing/index.ts'
import { DROPPED, line, lines, START } from '../journal/entries.ts'
import { during } from '../journal/kept-contract.ts'

const id = (n: number) => `twitch:chat.message:${n}`
const at = (n: number) => new Date(START + n * 1_000)

/** A moment from one line to another, as an index tells it. */
function moment(from: number, to = from): NearPassages['passages'][number] {
  const ids = Array.from({ length: to - from + 1 }, (_, n) => id(from + n))
  return { place: 'chat', ids, begin: at(from), end: at(to), similarity: 0.5 }
}

type Nearest = (text: string, range: MemoryRange, signal?: AbortSignal) => Promise<NearPassages>

const finds =
  (...passages: NearPassages['passages']): Nearest =>
  async () => ({ passages, model: 'fake' })

/** A memory over these entries, with an index that finds this; `undefined`: none is in the config. */
async function memoryOf(entries: readonly JournalEntry[], nearest?: Nearest | 'stopped') {
  const journal = await openMemoryJournal()
  onTestFinished(() => journal.close())
  await journal.append(entries)
  const index = nearest === 'stopped' || nearest === undefined ? undefined : { nearest }
  const keeper = () => (nearest === undefined ? undefined : { plugin: 'vectors', index })
  return createMemory({ journal, keeper, redact: text => text.replace('hunter2', '[redacted]') })
}

const TOWER = [
  line(1, { text: 'the tower fell' }),
  line(2, { text: 'oh no' }),
  line(3, { text: 'it came down' }),
  line(60, { text: 'which tower?' }),
]

it('finds by both, each line with the moment that holds it', async () => {
  const memory = await memoryOf(TOWER, finds(moment(1, 3)))
  const { passages, ...rest } = await memory.search('tower', { limit: 10 })
  expect(rest).toEqual({})
  expect(passages).toEqual([
    {
      ...{ place: 'chat', ids: [1, 2, 3].map(id), hits: [id(1)], wordsRank: 2, meaningRank: 1 },
      ...{ platform: 'twitch', channel: 'ann' },
      ...{ begin: TOWER[0]?.event.time, end: TOWER[2]?.event.time },
    },
    {
      ...{ place: 'chat', ids: [id(60)], hits: [id(60)], wordsRank: 1 },
      ...{ platform: 'twitch', channel: 'ann' },
      ...{ begin: TOWER[3]?.event.time, end: TOWER[3]?.event.time },
    },
  ])
})

it('finds by one of them alone', async () => {
  const memory = await memoryOf(TOWER, finds(moment(2, 3)))
  const found = async (by: 'words' | 'meaning') =>
    (await memory.search('tower', { limit: 10, by })).passages.map(({ ids }) => ids)
  expect(await found('words')).toEqual([[id(60)], [id(1)]])
  expect(await found('meaning')).toEqual([[2, 3].map(id)])
})

const QUESTION = [
  line(1, { text: 'there is a lever behind the barrel' }),
  line(2, { text: 'what is the plan' }),
  line(3, { text: 'the plan is dinner' }),
  line(4, { text: 'so tired' }),
]

it('finds by both what has only some of the words, and by words what has all', async () => {
  const memory = await memoryOf(QUESTION, finds(moment(4), moment(3)))
  const found = async (by: 'words' | 'both', text: string) =>
    (await memory.search(text, { limit: 10, by })).passages.map(({ ids, wordsRank }) => [
      ids[0],
      wordsRank,
    ])
  expect(await found('both', 'where is the lever and what is the barrel')).toEqual([
    [id(4), undefined],
    [id(3), 3],
    [id(1), 1],
    [id(2), 2],
  ])
  expect(await found('words', 'where is the lever')).toEqual([])
  expect(await found('words', 'the lever is')).toEqual([[id(1), 1]])
})

it.each(['both', 'meaning'] as const)(
  'finds what has only some of the words where the index is away, by %s',
  async by => {
    const memory = await memoryOf(QUESTION, 'stopped')
    const { passages } = await memory.search('where is the lever', { limit: 10, by })
    expect(passages.map(({ ids }) => ids)).toEqual([[id(1)], [id(3)], [id(2)]])
  },
)

it('asks both deeper than it answers', async () => {
  const asked: number[] = []
  const entries = [...lines(1, 300, { text: 'boss' })]
  const memory = await memoryOf(entries, async (_, { limit }) => {
    asked.push(limit)
    return { passages: [moment(1)], model: 'fake' }
  })
  const { passages } = await memory.search('boss', { limit: 3 })
  // The oldest of three hundred lines is behind the hundredth by words, and the nearest by meaning.
  expect(passages[0]).toMatchObject({ ids: [id(300)] })
  expect(passages[1]).toMatchObject({ ids: [id(1)], meaningRank: 1 })
  await memory.search('boss', { limit: 30 })
  expect(asked).toEqual([100, 150])
})

it.each([
  ['has none in the config', undefined, 'no plugin in the config can search by meaning'],
  ['is not running', 'stopped', 'vectors is not running; see promethean status'],
  [
    'fails',
    () => Promise.reject(new Error('no answer from http://ann:hunter2@localhost')),
    'vectors could not search: no answer from http://ann:[redacted]@localhost',
  ],
] as const)('searches by words alone, and says so, where it %s', async (_, nearest, reason) => {
  const memory = await memoryOf(TOWER, nearest)
  const { passages, wordsOnly } = await memory.search('tower', { limit: 10, by: 'both' })
  expect(wordsOnly).toBe(reason)
  expect(passages.map(({ ids }) => ids)).toEqual([[id(60)], [id(1)]])
})

it('waits two seconds for the meaning, and cancels it', async () => {
  let heard: AbortSignal | undefined
  const memory = await memoryOf(TOWER, (_, __, signal) => {
    heard = signal
    return new Promise(() => undefined)
  })
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const answer = memory.search('tower', { limit: 10, by: 'meaning' })
  const settled = vi.fn()
  void answer.then(settled)
  await vi.advanceTimersByTimeAsync(1_999)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(await answer).toMatchObject({
    wordsOnly: 'vectors could not search: no answer within 2 s',
    passages: [{ ids: [id(60)] }, { ids: [id(1)] }],
  })
  expect(heard?.aborted).toBe(true)
})

it('ends where its caller leaves', async () => {
  const leaving = new AbortController()
  const memory = await memoryOf(TOWER, () => new Promise(() => leaving.abort(new Error('left'))))
  const asked = memory.search('tower', { limit: 10, by: 'both' }, leaving.signal)
  await expect(asked).rejects.toThrow('left')
})

it('asks for meaning unless the config has none, and refuses to do without', async () => {
  const without = await memoryOf(TOWER)
  const { passages, wordsOnly } = await without.search('tower', { limit: 10 })
  expect([passages.length, wordsOnly]).toEqual([2, undefined])
  await expect(without.search('tower', { limit: 10, by: 'meaning' })).rejects.toThrow(
    'cannot search by meaning: no plugin in this config keeps what lines mean; add memory() and a model for it to the plugins, such as memory(), localEmbeddings()',
  )
  await expect(without.search('tower', { limit: 0.5 })).rejects.toThrow(
    'cannot search: limit is not a whole number, 1 or more',
  )
})

it('gives nothing by meaning that words would not find', async () => {
  const entries = [
    line(1),
    line(2, { verdict: DROPPED }),
    line(3, { test: true }),
    line(4, { platform: 'kick' }),
    line(5, { channel: 'bea' }),
    line(6, { session: '2026-11-23T19:00Z' }),
    line(7),
    during(8, 'memory.noted', { text: 'line 8', by: 'ann' }),
  ]
  // With one that is gone.
  const near = [...entries.map(({ event }) => event.id), 'twitch:chat.message:9'].map(one => ({
    ...{ place: 'chat' as const, ids: [one], begin: at(1), end: at(1), similarity: 1 },
  }))
  const memory = await memoryOf(entries, finds(...near))
  const found = async (range: Partial<MemoryRange>) => {
    const ids = async (by: 'words' | 'meaning') =>
      (await memory.search('line', { limit: 50, by, ...range })).passages
        .flatMap(passage => passage.ids)
        .map(one => Number(one.split(':')[2]))
        .toSorted()
    const meant = await ids('meaning')
    expect(meant).toEqual(await ids('words'))
    return meant
  }
  expect(await found({})).toEqual([1, 4, 5, 6, 7])
  expect(await found({ tests: true })).toEqual([1, 3, 4, 5, 6, 7])
  expect(await found({ platform: 'kick' })).toEqual([4])
  expect(await found({ channel: '#BEA' })).toEqual([5])
  expect(await found({ session: '2026-11-23T19:00Z' })).toEqual([6])
  expect(await found({ since: at(5) })).toEqual([5, 6, 7])
  expect(await found({ since: at(5), until: at(7) })).toEqual([5, 6])
  expect(await found({ in: ['memory'] })).toEqual([8])
  expect(await found({ in: ['memory', 'chat'], since: at(7) })).toEqual([7, 8])
  expect(await found({ in: ['events'] })).toEqual([])
})

it('takes out of a moment what may not be shown, and fills the answer up', async () => {
  const entries = [
    line(1),
    line(2, { verdict: DROPPED }),
    line(3),
    line(4, { test: true }),
    line(5),
  ]
  const memory = await memoryOf(entries, finds(moment(4), moment(1, 3), moment(5)))
  const { passages } = await memory.search('zebra', { limit: 2 })
  expect(passages.map(({ ids, meaningRank }) => [ids, meaningRank])).toEqual([
    [[1, 3].map(id), 2],
    [[id(5)], 3],
  ])
})

it('says from when on words, and up to when meaning, is complete', async () => {
  const until = at(2)
  const memory = await memoryOf(TOWER, async () => ({
    ...{ passages: [], model: 'fake', completeUntil: until },
  }))
  expect(await memory.search('tower', { limit: 9 })).toMatchObject({ completeUntil: until })
  expect(await memory.search('tower', { limit: 9, by: 'words' })).not.toHaveProperty(
    'completeUntil',
  )
})

it('is a port that core provides to plugins', async () => {
  let memory: Memory | undefined
  const asker = definePlugin({
    name: 'asker',
    needs: { memory: Memory },
    setup: ({ ports }) => {
      memory = ports.memory
    },
  })
  const journal = await openMemoryJournal()
  await journal.append(TOWER)
  const index = fakePort(MemoryIndex, { nearest: finds(moment(2, 3)) })
  const run = await runPlugin(asker(), { ports: [index], journal })
  onTestFinished(() => run.stop())
  expect(await memory?.search('tower', { limit: 1 })).toMatchObject({
    passages: [{ ids: [id(60)] }],
  })
  expect(await memory?.search('tower', { limit: 1, by: 'meaning' })).toMatchObject({
    passages: [{ ids: [2, 3].map(id) }],
  })
})
