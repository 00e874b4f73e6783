import { definePlugin, Embeddings, event } from 'promethean'
import { fakeEmbeddings, fakePort } from 'promethean/testing'
import { from } from 'rxjs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { line, remembering } from './remembering.ts'

const LONG = 'the boss fight went wrong because of the terrible lag'
const DAY_MS = 24 * 3_600_000

/** Time stands still until it is moved; threads are real. */
function stillTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
}

/** A model with an own way to embed. */
function model(embed: ReturnType<typeof fakeEmbeddings>['embed']) {
  const fake = fakeEmbeddings()
  return Object.assign(fake, fakePort(Embeddings, { model: 'fake', dimensions: 64, embed }))
}

describe('a model that says nothing', () => {
  it('a question is given up after ten seconds', async () => {
    stillTime()
    const fake = fakeEmbeddings()
    const { nearest } = await remembering({
      embeddings: model((texts, purpose, signal) =>
        purpose === 'query' ? new Promise(() => undefined) : fake.embed(texts, purpose, signal),
      ),
    })
    const answer = expect(nearest('lag')).rejects.toThrow(
      'cannot search by meaning: the model did not read the question within 10 s; ask again, or search by words',
    )
    await vi.advanceTimersByTimeAsync(10_000)
    await answer
  })

  it('is given up after two minutes, and asked again', async () => {
    stillTime()
    let calls = 0
    const { reason } = await remembering({
      embeddings: model(() => {
        calls += 1
        return new Promise(() => undefined)
      }),
    })
    await vi.waitFor(() => expect(calls).toBe(1))
    await vi.advanceTimersByTimeAsync(120_000)
    await vi.waitFor(async () =>
      expect(await reason()).toBe(
        'cannot embed what was said: the model did not answer within 2 min; restart its server',
      ),
    )
    await vi.waitFor(() => expect(calls).toBe(2))
  })

  it('does not hold up the end of the plugin', async () => {
    let isAsked = false
    const { run } = await remembering({
      embeddings: model(() => {
        isAsked = true
        return new Promise(() => undefined)
      }),
    })
    await vi.waitFor(() => expect(isAsked).toBe(true))
    await run.stop()
    expect(run.logged.filter(({ level }) => level === 'error')).toEqual([])
  })
})

it('a question whose model is replaced in between is refused, not compared with other vectors', async () => {
  const one = fakeEmbeddings()
  const two = fakeEmbeddings({ model: 'two', dimensions: 32 })
  const { say, finds, nearest } = await remembering({
    embeddings: model((texts, purpose, signal) =>
      (texts.includes('now') ? two : one).embed(texts, purpose, signal),
    ),
  })
  await say([LONG])
  await finds('lag', { place: 'chat' })
  await expect(nearest('now')).rejects.toThrow(
    'cannot search by meaning: the model has just been replaced by another one; ask again',
  )
  await finds('lag', { place: 'chat' })
})

it('what the journal has deleted leaves the index', async () => {
  stillTime()
  const { run, say, finds, found } = await remembering()
  await say([LONG])
  await finds('lag', { place: 'chat' })
  await vi.advanceTimersByTimeAsync(2 * DAY_MS)
  const [id] = await say([`${LONG} again`])
  await finds('again', { ids: [id] as string[] })
  await run.flush()
  const { journal } = run
  await vi.waitFor(async () => {
    await journal.prune({
      ...{ consumers: ['memory'], maxBytes: Number.MAX_SAFE_INTEGER },
      ...{ retainMs: DAY_MS, retainDroppedMs: DAY_MS, now: new Date() },
    })
    const rows = await journal.query({ types: ['chat.message'] })
    expect(rows).toHaveLength(1)
  })
  await vi.advanceTimersByTimeAsync(3_700_000)
  await vi.waitFor(async () =>
    expect((await found('lag', { limit: 9 })).map(one => one.ids)).toEqual([[id]]),
  )
})

it('50,000 lines at once: all are read, in bounded memory', async () => {
  const fake = fakeEmbeddings()
  const lines = Array.from({ length: 50_000 }, (_, n) => line(`line ${n}`))
  const flood = definePlugin({
    name: 'flood',
    setup: () => from(lines),
  })
  let most = 0
  const { run, found } = await remembering({
    beside: [flood()],
    embeddings: model((texts, purpose, signal) => {
      most = Math.max(most, texts.length)
      return fake.embed(texts, purpose, signal)
    }),
  })
  run.emit(event('memory.noted', { text: 'after the flood', by: 'ann' }))
  await vi.waitFor(
    async () => {
      const [note] = await found('after the flood', { in: ['memory'] })
      expect(note).toBeDefined()
      expect(await found('line', { limit: 5_100 })).toHaveLength(5_000)
    },
    { timeout: 120_000, interval: 1_000 },
  )
  expect(most).toBeLessThanOrEqual(32)
}, 150_000)
