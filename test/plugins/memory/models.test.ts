import { memory } from '@promethean/plugins'
import { definePlugin, type Embedded, Embeddings, EmbeddingsFailure } from 'promethean'
import { fakeEmbeddings, fakePort } from 'promethean/testing'
import { expect, it, vi } from 'vitest'
import { remembering } from './remembering.ts'

const LONG = 'the boss fight went wrong because of the terrible lag'

type Model = Pick<ReturnType<typeof fakeEmbeddings>, 'model' | 'dimensions' | 'embed'>

/** One provider, whose model can be replaced. */
function replaceable(first: Model) {
  const now = { model: first, failure: undefined as Error | undefined }
  const asked: string[][] = []
  const embed: Model['embed'] = async (texts, purpose, signal) => {
    asked.push([now.model.model, purpose, ...texts])
    if (now.failure !== undefined) throw now.failure
    return now.model.embed(texts, purpose, signal)
  }
  const provided = {
    embed,
    get model() {
      return now.model.model
    },
    get dimensions() {
      return now.model.dimensions
    },
  }
  return Object.assign(fakeEmbeddings(), fakePort(Embeddings, provided), { now, asks: asked })
}

/** The same name and length, and quite another space. */
function reversed(model: Model): Model {
  return {
    ...model,
    embed: async (...given) => {
      const embedded: Embedded = await model.embed(...given)
      return { ...embedded, vectors: embedded.vectors.map(vector => vector.toReversed()) }
    },
  }
}

function gate() {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>(open => {
    resolve = open
  })
  return { promise, resolve: () => resolve() }
}

const away = new EmbeddingsFailure('away', { what: 'cannot reach it', why: 'it is away' })

it('another model begins anew and says how far it is; the vectors of both are never compared', async () => {
  const embeddings = replaceable(fakeEmbeddings({ model: 'one' }))
  const { run, say, finds, nearest } = await remembering({ embeddings })
  const [id] = await say([LONG])
  await finds('lag', { ids: [id] as string[] })
  const two = fakeEmbeddings({ model: 'two', dimensions: 32 })
  let isReading = false
  const held = gate()
  embeddings.now.model = {
    ...two,
    embed: async (texts, purpose, signal) => {
      if (texts.some(text => text.includes('terrible'))) {
        isReading = true
        await held.promise
      }
      return two.embed(texts, purpose, signal)
    },
  }
  await run.restart()
  await vi.waitFor(() => {
    if (!isReading) throw new Error('it is not read yet')
  })
  const early = await nearest('lag')
  expect(early).toEqual({ model: 'two', passages: [], completeUntil: expect.any(Date) })
  held.resolve()
  await finds('lag', { ids: [id] as string[] })
  expect(await nearest('lag')).not.toHaveProperty('completeUntil')
})

it('a model replaced by another of the same name and length is noticed at the start', async () => {
  const one = fakeEmbeddings()
  const embeddings = replaceable(one)
  const { run, say, finds } = await remembering({ embeddings })
  const [id] = await say([LONG])
  await finds('lag', { ids: [id] as string[] })
  embeddings.now.model = reversed(one)
  embeddings.asks.length = 0
  await run.restart()
  await vi.waitFor(() => {
    const read = embeddings.asks.filter(([, purpose]) => purpose === 'passage')
    expect(read.some(texts => texts.includes(LONG))).toBe(true)
  })
  const { similarity } = await finds(LONG, { ids: [id] as string[] })
  expect(similarity).toBeGreaterThan(0.99)
})

it('and after it was away', async () => {
  const one = fakeEmbeddings()
  const embeddings = replaceable(one)
  const { say, finds } = await remembering({ embeddings })
  const [id] = await say([LONG])
  await finds('lag', { ids: [id] as string[] })
  embeddings.now.failure = away
  await say([`${LONG} once more`])
  await vi.waitFor(() => {
    expect(embeddings.asks.flat()).toContain(`${LONG} once more`)
  })
  embeddings.now.model = reversed(one)
  embeddings.now.failure = undefined
  const { similarity } = await finds(LONG, { ids: [id] as string[] })
  expect(similarity).toBeGreaterThan(0.99)
})

it('the same model after a restart: nothing is read twice', async () => {
  const embeddings = replaceable(fakeEmbeddings())
  const { run, say, finds } = await remembering({ embeddings })
  await say([LONG])
  await finds('lag', { place: 'chat' })
  embeddings.asks.length = 0
  await run.restart()
  const [id] = await say(['this line is also more than forty characters long'])
  await finds('forty characters', { ids: [id] as string[] })
  expect(embeddings.asks.flat()).not.toContain(LONG)
})

it('where several are in the config, the option says which; the other one answers while the chosen one is new', async () => {
  const provider = (name: string, model: Model) =>
    definePlugin({
      name,
      provides: [Embeddings],
      setup: ({ provide }) => provide(Embeddings, model),
    })()
  const two = fakeEmbeddings({ model: 'two', dimensions: 32 })
  const held = gate()
  const slow: Model = {
    ...two,
    embed: async (texts, purpose, signal) => {
      if (texts.some(text => text.includes('terrible'))) await held.promise
      return two.embed(texts, purpose, signal)
    },
  }
  const beside = [provider('one', fakeEmbeddings({ model: 'one' })), provider('two', slow)]
  const { run, say, finds, nearest } = await remembering({
    beside,
    embeddings: replaceable(fakeEmbeddings({ model: 'first' })),
    options: { model: 'one' },
  })
  const [id] = await say([LONG])
  await finds('lag', { ids: [id] as string[] })
  expect((await nearest('lag')).model).toBe('one')
  await run.reload(memory({ model: 'two' }))
  const meanwhile = await nearest('lag')
  expect(meanwhile).toMatchObject({ model: 'one', passages: [{ ids: [id] }] })
  expect(meanwhile).not.toHaveProperty('completeUntil')
  held.resolve()
  await vi.waitFor(async () => expect((await nearest('lag')).model).toBe('two'))
  expect((await nearest('lag')).passages).toMatchObject([{ ids: [id] }])
})

it('a text that the model does not take holds up no other, and is given up in the end', async () => {
  const one = fakeEmbeddings()
  const refused = new EmbeddingsFailure('invalid', { what: 'cannot use what it answered' })
  const embeddings = replaceable({
    ...one,
    embed: async (texts, purpose, signal) => {
      if (texts.some(text => text.includes('poison'))) throw refused
      return one.embed(texts, purpose, signal)
    },
  })
  const { say, finds } = await remembering({ embeddings })
  await say([`poison, ${LONG}`, LONG])
  await finds('boss', { place: 'chat' })
})

it('a text that is too long for the model is read as far as it takes it', async () => {
  const one = fakeEmbeddings()
  const embeddings = replaceable({
    ...one,
    embed: async (texts, purpose, signal) => {
      if (texts.some(text => text.length > 150)) throw new EmbeddingsFailure('too_long', 'too long')
      return one.embed(texts, purpose, signal)
    },
  })
  const { say, finds } = await remembering({ embeddings })
  const [id] = await say([`${LONG}${', so terrible'.repeat(20)}`])
  await finds('boss', { ids: [id] as string[] })
})
