import { languageModel } from '@promethean/plugins'
import {
  aboutProvider,
  definePlugin,
  type EmbeddingPurpose,
  Embeddings,
  EmbeddingsFailure,
  event,
  LanguageModel,
} from 'promethean'
import { contract, type RunPluginSettings, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fastTime } from '../../support/fast-time.ts'
import { type FakeReply, vectorOf } from '../../support/llm/fake-model-server.ts'
import { examined, type Options, server } from './asking.ts'

fastTime()

contract('language-model with embeddings alone', () => ({
  use: languageModel({ provider: 'ollama', embeddings: { model: 'nomic-embed-text' } }),
  other: languageModel({ provider: 'ollama', embeddings: { model: 'bge-m3' } }),
}))

type EmbeddingOptions = NonNullable<Options['embeddings']>

/** A plugin that embeds with a fake Ollama, and a way to ask it. */
async function embedding(
  embeddings: Partial<EmbeddingOptions> = {},
  options: Partial<Options> = {},
  settings: RunPluginSettings = {},
) {
  const fake = await server()
  const own = { model: 'nomic', ...embeddings }
  const use = languageModel({ provider: 'ollama', baseURL: fake.url, ...options, embeddings: own })
  const run = await runPlugin(use, settings)
  onTestFinished(() => run.stop())
  const embed = (
    texts: readonly string[],
    purpose: EmbeddingPurpose = 'passage',
    signal?: AbortSignal,
  ) => run.port(Embeddings).embed(texts, purpose, signal)
  const failure = (...asked: Parameters<typeof embed>) =>
    embed(...asked).then(
      () => ({ kind: 'none', message: 'answered' }),
      (thrown: unknown) => {
        expect(thrown).toBeInstanceOf(EmbeddingsFailure)
        const { kind, message } =
          thrown instanceof EmbeddingsFailure ? thrown : { kind: '', message: '' }
        return { kind, message }
      },
    )
  const inputs = () => fake.questions.map(({ body }) => body.input)
  return { fake, run, embed, failure, inputs }
}

const unit = (numbers: readonly number[]) => {
  const size = Math.hypot(...numbers)
  return Float32Array.from(numbers, part => part / size)
}

describe('every server with the API of OpenAI embeds', () => {
  it.each([
    ['ollama', ''],
    ['lmstudio', '/v1'],
    ['openai', '/v1'],
    ['compatible', '/v1'],
  ] as const)('%s', async (provider, path) => {
    const fake = await server()
    const baseURL = fake.url + path
    const embeddings = { model: 'small' }
    const run = await runPlugin(languageModel({ provider, baseURL, apiKey: 'k-12345', embeddings }))
    onTestFinished(() => run.stop())
    const texts = ['hello', 'a longer line']
    expect(await run.port(Embeddings).embed(texts, 'query')).toEqual({
      vectors: texts.map(text => unit(vectorOf(text, 4))),
      model: 'small',
      dimensions: 4,
    })
    expect(fake.questions).toHaveLength(1)
    expect(fake.questions[0]).toMatchObject({
      path: '/v1/embeddings',
      body: { model: 'small', input: texts, encoding_format: 'float' },
    })
    expect(fake.questions[0]?.headers.authorization).toBe('Bearer k-12345')
  })
})

it('only OpenAI is asked for a number of dimensions, because others refuse to be', async () => {
  for (const provider of ['openai', 'ollama'] as const) {
    const { embed, fake } = await embedding({ dimensions: 4 }, { provider, apiKey: 'k' })
    // The address of this fake is bare; that of OpenAI is documented with /v1.
    await embed(['hello'])
    expect(fake.questions[0]?.body.dimensions).toBe(provider === 'openai' ? 4 : undefined)
  }
})

it('texts get the prefix of their purpose, in batches that keep their order', async () => {
  const prefixes = { query: 'search_query: ', passage: 'search_document: ' }
  const { embed, inputs } = await embedding({ prefixes, batch: 2 })
  const { vectors } = await embed(['a', 'bb', 'ccc'])
  expect(inputs()).toEqual([
    ['search_document: a', 'search_document: bb'],
    ['search_document: ccc'],
  ])
  expect(vectors).toEqual(
    ['search_document: a', 'search_document: bb', 'search_document: ccc'].map(text =>
      unit(vectorOf(text, 4)),
    ),
  )
  await embed(['what?'], 'query')
  expect(inputs().at(-1)).toEqual(['search_query: what?'])
})

it('any text is embedded: empty, blank, broken, far too long', async () => {
  const { embed, inputs } = await embedding({ maxLength: 10 })
  const { vectors } = await embed(['', ' \n', 'a\0b', '\ud800', 'x'.repeat(100_000)])
  expect(inputs()).toEqual([['.', '.', 'a b', '\ufffd', 'x'.repeat(10)]])
  expect(vectors.map(({ length }) => length)).toEqual([4, 4, 4, 4, 4])
  expect((await embed([])).vectors).toEqual([])
  expect(inputs()).toHaveLength(1)
})

it('vectors that come in another order are put where their index says', async () => {
  const { embed, fake } = await embedding()
  const items = [
    { index: 1, embedding: [0, 1] },
    { index: 0, embedding: [1, 0] },
  ]
  fake.next({ items })
  expect((await embed(['first', 'second'])).vectors).toEqual([
    Float32Array.of(1, 0),
    Float32Array.of(0, 1),
  ])
})

it('model and dimensions are said: as configured, or once the first vectors came', async () => {
  const told: unknown[] = []
  const asker = definePlugin({
    name: 'asker',
    needs: { embeddings: Embeddings },
    setup: ({ ports, on }) => {
      on('title.wanted').subscribe(async () => {
        told.push(aboutProvider(Embeddings, ports.embeddings))
        await ports.embeddings.embed(['hello'], 'query')
        told.push(aboutProvider(Embeddings, ports.embeddings))
      })
    },
  })
  const { run } = await embedding({}, {}, { beside: [asker()] })
  run.emit(event('title.wanted', {}, { key: '1' }))
  await expect
    .poll(() => told)
    .toEqual([
      { model: 'nomic', dimensions: undefined },
      { model: 'nomic', dimensions: 4 },
    ])
  expect(run.port(Embeddings).dimensions).toBe(4)
  const configured = await embedding({ dimensions: 768 })
  expect(configured.run.port(Embeddings).dimensions).toBe(768)
})

describe('what passes is tried again, four times in all', () => {
  const passing: readonly (readonly [string, FakeReply, string, string])[] = [
    [
      'too many questions',
      { status: 429, headers: { 'retry-after': '0' } },
      'away',
      'cannot embed with nomic: Ollama was asked too often (429: made to answer 429); wait',
    ],
    [
      'trouble of the server',
      { status: 500 },
      'away',
      'cannot embed with nomic: Ollama has an internal error (500: made to answer 500); try again later',
    ],
    [
      'a connection that breaks half-way',
      { fault: 'cut' },
      'away',
      'cannot embed with nomic: Ollama does not answer at http://fake/v1 (connection lost); start Ollama',
    ],
    [
      'an answer that ends half-way',
      { fault: 'short' },
      'invalid',
      'cannot embed with nomic: Ollama did not send embeddings (',
    ],
    [
      'a page instead of an answer',
      { body: '<html>Welcome to your router</html>' },
      'invalid',
      'cannot embed with nomic: Ollama did not send embeddings (',
    ],
  ]
  it.each(passing)('%s', async (_, fault, kind, sentence) => {
    const { embed, failure, fake } = await embedding()
    fake.next(fault, fault, fault)
    expect((await embed(['hello'])).dimensions).toBe(4)
    expect(fake.questions).toHaveLength(4)
    fake.always(fault)
    const failed = await failure(['hello'])
    expect(failed.kind).toBe(kind)
    expect(failed.message.replace(fake.url, 'http://fake')).toContain(sentence)
    expect(fake.questions).toHaveLength(8)
  })

  it('and after three calls in a row it is left alone for a while', async () => {
    const { failure, fake } = await embedding()
    fake.always({ status: 503 })
    for (let call = 0; call < 3; call++) await failure(['hello'])
    expect(await failure(['hello'])).toEqual({
      kind: 'away',
      message: expect.stringContaining('nomic is paused, its last 3 answers failed'),
    })
    expect(fake.questions).toHaveLength(12)
  })
})

describe('what does not pass is said at once', () => {
  const json = (message: string) => JSON.stringify({ error: { message } })
  const lasting: readonly (readonly [string, FakeReply, string, string])[] = [
    [
      'a refused key',
      { status: 401 },
      'refused',
      'cannot embed with nomic: Ollama refused the key (401: made to answer 401); put a valid one into apiKey',
    ],
    [
      'an unknown model',
      { status: 404, body: json('model "nomic" not found, try pulling it first') },
      'refused',
      'cannot embed with nomic: Ollama has no such model (404: model "nomic" not found, try pulling it first); run: ollama pull nomic',
    ],
    [
      'a model that only chats',
      { status: 500, body: json('this model does not support embeddings') },
      'refused',
      'cannot embed with nomic: Ollama cannot embed with it (500: this model does not support embeddings); name an embedding model in embeddings.model',
    ],
    [
      'a text that is too long for it',
      { status: 400, body: json('the input length exceeds the context length') },
      'too_long',
      'cannot embed with nomic: Ollama does not accept a question of this length (400: the input length exceeds the context length); lower embeddings.maxLength',
    ],
    [
      'a wait longer than the deadline',
      { status: 429, headers: { 'retry-after': '3600' } },
      'away',
      'cannot embed with nomic: Ollama was asked too often (429: made to answer 429); wait',
    ],
    [
      'an index that is there twice',
      {
        items: [
          { index: 0, embedding: [1, 0] },
          { index: 0, embedding: [0, 1] },
        ],
      },
      'invalid',
      'cannot use what nomic answered: a vector is not a list of 1 to 16384 numbers',
    ],
    [
      'an index from nowhere',
      {
        items: [
          { index: -1, embedding: [1, 0] },
          { index: 1e9, embedding: [0, 1] },
        ],
      },
      'invalid',
      'cannot use what nomic answered: a vector is not a list of 1 to 16384 numbers',
    ],
    [
      'zeros',
      { items: [{ embedding: [0, 0] }, { embedding: [0, 1] }] },
      'invalid',
      'cannot use what nomic answered: a vector has no direction',
    ],
    [
      'vectors of two lengths',
      { items: [{ embedding: [1, 0] }, { embedding: [0, 1, 2] }] },
      'wrong_dimensions',
      'cannot use what nomic answered: its vectors have 3 dimensions instead of 2',
    ],
  ]
  it.each(lasting)('%s', async (_, reply, kind, sentence) => {
    const { failure, fake } = await embedding()
    fake.always(reply)
    const failed = await failure(['hello', 'again'])
    expect(failed).toEqual({ kind, message: expect.stringContaining(sentence) })
    expect(fake.questions).toHaveLength(1)
  })

  it.each([
    ['too few', [{ embedding: [1, 0] }]],
    ['too many', [1, 2, 3].map(() => ({ embedding: [1, 0] }))],
    ['texts', [{ embedding: 'AACAPw==' }, { embedding: 'AACAPw==' }]],
    ['texts in a list', [{ embedding: ['1'] }, { embedding: ['2'] }]],
    ['null', [{ embedding: [null] }, { embedding: [1] }]],
    ['no vectors', [{}, {}]],
  ])('or is never believed: %s', async (_, items) => {
    const { failure, fake } = await embedding()
    fake.always({ items })
    expect((await failure(['hello', 'again'])).kind).toBe('invalid')
  })
})

it('another model behind the same name is noticed by its dimensions, and the plugin works with it once restarted', async () => {
  const { embed, failure, fake, run } = await embedding()
  await embed(['hello'])
  fake.dimensions = 8
  expect(await failure(['hello'])).toEqual({
    kind: 'wrong_dimensions',
    message:
      'cannot use what nomic answered: its vectors have 8 dimensions instead of 4, so they are of another model; restart its plugin if you changed the model, else correct its name or dimensions',
  })
  await run.restart()
  expect((await embed(['hello'])).dimensions).toBe(8)
})

it('vectors of other dimensions than configured are refused from the first', async () => {
  const { failure } = await embedding({ dimensions: 768 })
  expect((await failure(['hello'])).kind).toBe('wrong_dimensions')
})

it('a server that does not answer is given up at the deadline', async () => {
  const { failure, fake } = await embedding({}, { deadline: '300ms' })
  fake.always({ fault: 'slow' })
  expect(await failure(['hello'])).toEqual({
    kind: 'away',
    message: 'nomic did not answer within 0.3 s; use a smaller model or a longer deadline',
  })
  await expect.poll(() => fake.calledOff).toBe(1)
})

it('a caller that goes cancels the request; that says nothing about the model', async () => {
  const { embed, failure, fake } = await embedding()
  const gone = new AbortController()
  fake.next({ fault: 'slow' })
  const failed = failure(['hello'], 'query', gone.signal)
  await expect.poll(() => fake.questions.length).toBe(1)
  gone.abort()
  expect(await failed).toEqual({
    kind: 'aborted',
    message:
      'the question to nomic was cancelled, its answer is no longer needed; you need not do anything',
  })
  await expect.poll(() => fake.calledOff).toBe(1)
  expect((await failure(['hello'], 'query', AbortSignal.abort())).kind).toBe('aborted')
  expect((await embed(['hello'])).dimensions).toBe(4)
})

it('more than eight calls at once are refused', async () => {
  const { embed, failure, fake } = await embedding()
  fake.always({ fault: 'held' })
  const calls = Array.from({ length: 8 }, () => embed(['hello']))
  expect(await failure(['hello'])).toEqual({
    kind: 'busy',
    message: expect.stringContaining('cannot ask nomic: 8 questions are already in progress'),
  })
  fake.release()
  await Promise.all(calls)
})

it('its budget is its own, and stops it alone', async () => {
  const { embed, failure, run } = await embedding({ budget: { tokens: 10 } }, { model: 'llama3.2' })
  await embed(['one', 'two', 'three'])
  expect(await failure(['one', 'two'])).toEqual({
    kind: 'over_budget',
    message: expect.stringMatching(
      /^cannot ask nomic: its budget of 10 tokens for today is used up \(9 spent\)/,
    ),
  })
  expect((await run.port(LanguageModel).generate({ prompt: 'Hello' })).text).toBe('It works.')
})

it('secrets of the config are not sent', async () => {
  const { embed, inputs } = await embedding({}, { apiKey: 'sk-secret-1234567' })
  await embed(['my key is sk-secret-1234567, as you see'])
  expect(inputs()).toEqual([['my key is [redacted], as you see']])
})

it('chat and embeddings come from different servers', async () => {
  const [chat, vectors] = [await server(), await server()]
  const talker = languageModel({ provider: 'ollama', model: 'llama3.2', baseURL: chat.url })
  const embeddings = { model: 'nomic' }
  const embedder = languageModel(
    { provider: 'compatible', baseURL: `${vectors.url}/v1`, embeddings },
    { id: 'embeddings' },
  )
  const answers: unknown[] = []
  const both = definePlugin({
    name: 'both',
    needs: { model: LanguageModel, embeddings: Embeddings },
    setup: async ({ on, ports }) => {
      on('title.wanted').subscribe(async () => {
        answers.push((await ports.model.generate({ prompt: 'Hello' })).text)
        answers.push((await ports.embeddings.embed(['hello'], 'query')).model)
      })
    },
  })
  const run = await runPlugin(both(), { beside: [talker, embedder] })
  onTestFinished(() => run.stop())
  run.emit(event('title.wanted', {}, { key: '1' }))
  await expect.poll(() => answers).toEqual(['It works.', 'nomic'])
  expect([chat, vectors].map(({ questions }) => questions.map(({ path }) => path))).toEqual([
    ['/v1/chat/completions'],
    ['/v1/embeddings'],
  ])
})

it('a request under way is finished by the old one when an edit replaces it', async () => {
  const { run, embed, fake } = await embedding()
  fake.next({ fault: 'held' })
  const answer = embed(['hello'])
  await expect.poll(() => fake.questions.length).toBe(1)
  const reload = run.reload(
    languageModel({ provider: 'ollama', baseURL: fake.url, embeddings: { model: 'bge' } }),
  )
  await expect.poll(() => embed(['hello']).then(({ model }) => model)).toBe('bge')
  fake.release()
  expect((await answer).model).toBe('nomic')
  await reload
})

it('says at the end of a stream how much was used', async () => {
  const { run, embed } = await embedding({}, {}, { config: { streamer: { twitch: 'ann' } } })
  run.emit(event('obs.stream.started', {}, { platform: 'obs' }))
  const { data } = await run.next('session.started')
  await embed(['one', 'two'])
  run.emit(event('session.ended', data, {}))
  await expect
    .poll(() => run.logged.map(({ message }) => message))
    .toContain('nomic used 6 tokens in this stream')
})

describe('the doctor', () => {
  it('says whether they answer, with model and dimensions', async () => {
    const fake = await server()
    const options = {
      provider: 'ollama',
      baseURL: fake.url,
      embeddings: { model: 'nomic' },
    } as const
    const works = {
      ok: true,
      what: expect.stringMatching(/^nomic embeds in 4 dimensions, within \d+ ms$/),
    }
    expect(await examined(options)).toEqual([works])
    expect(await examined({ ...options, model: 'llama3.2' })).toMatchObject([
      { ok: true, what: 'Ollama has the model llama3.2' },
      { ok: true },
      works,
    ])
  })

  it('says what is wrong, without the key', async () => {
    const fake = await server()
    const embeddings = { model: 'nomic', dimensions: 768 }
    const key = 'sk-secret-1234567'
    const options = {
      provider: 'compatible',
      baseURL: `${fake.url}/v1`,
      apiKey: key,
      embeddings,
    } as const
    expect(await examined(options)).toEqual([
      {
        ok: false,
        what: 'cannot use what nomic answered: its vectors have 4 dimensions instead of 768, so they are of another model',
        advice: 'restart its plugin if you changed the model, else correct its name or dimensions',
      },
    ])
    fake.always({ status: 401, body: JSON.stringify({ error: `bad key ${key}` }) })
    expect(await examined(options)).toEqual([
      {
        ok: false,
        what: 'cannot embed with nomic: the model server refused the key (401: bad key [redacted])',
        advice: 'put a valid one into apiKey',
      },
    ])
    await fake.close()
    expect(await examined(options)).toEqual([
      {
        ok: false,
        what: `cannot embed with nomic: the model server does not answer at ${fake.url}/v1 (connection refused)`,
        advice: 'check that the server runs and that baseURL is its address',
      },
    ])
  })
})

describe('options', () => {
  const refused = [
    [
      { provider: 'ollama' },
      'model',
      'expected the name of a model; it may be left out beside embeddings only',
    ],
    [
      { provider: 'anthropic', apiKey: 'k', embeddings: { model: 'm' } },
      'embeddings',
      'Anthropic has no models for them; add a second languageModel with another provider, an id and embeddings',
    ],
    [
      { provider: 'ollama', embeddings: { model: '' } },
      'embeddings.model',
      'expected the name of a model',
    ],
    [
      { provider: 'ollama', embeddings: { model: 'm', dimensions: 0 } },
      'embeddings.dimensions',
      'at least 1',
    ],
    [
      { provider: 'ollama', embeddings: { model: 'm', batch: 257 } },
      'embeddings.batch',
      'at most 256',
    ],
  ] as const
  it.each(refused)('%j', async (options, path, message) => {
    await expect(runPlugin(languageModel(options))).rejects.toMatchObject({
      problems: [{ path, message: expect.stringContaining(message) }],
    })
  })
})
