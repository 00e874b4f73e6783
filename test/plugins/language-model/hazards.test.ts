import { createServer } from 'node:http'
import { languageModel } from '@promethean/plugins'
import { event } from 'promethean'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { fastTime } from '../../support/fast-time.ts'
import type { FakeReply } from '../../support/llm/fake-model-server.ts'
import { asking } from './asking.ts'

fastTime()

describe('what passes is tried once more', () => {
  const passing: readonly (readonly [string, FakeReply, string])[] = [
    [
      'a stream that stalls',
      { fault: 'stall', text: 'The ti tle' },
      'llama3.2 sent nothing for 0.1 s in the middle of its answer; if this keeps happening, use a smaller model',
    ],
    [
      'a connection that breaks half-way',
      { fault: 'cut', text: 'The ti tle' },
      'the answer of llama3.2 broke off before its end; if this keeps happening, check the connection',
    ],
    [
      'a stream that ends in silence half-way',
      { fault: 'short', text: 'The ti tle' },
      'the answer of llama3.2 broke off before its end; if this keeps happening, check the connection',
    ],
    [
      'an error told in the stream',
      { fault: 'error', text: 'The ti tle' },
      'cannot ask llama3.2: Ollama has an internal error (503: overloaded); try again later',
    ],
    [
      'a page instead of an answer',
      { body: '<html>Welcome to your router</html>' },
      'cannot ask llama3.2: Ollama did not send a chat answer (Response stream ended without a finish reason); check that baseURL is its address and try again',
    ],
    [
      'trouble of the server',
      { status: 503 },
      'cannot ask llama3.2: Ollama has an internal error (503: made to answer 503); try again later',
    ],
    [
      'too many questions',
      { status: 429, headers: { 'retry-after': '0' } },
      'cannot ask llama3.2: Ollama was asked too often (429: made to answer 429); wait, or ask less often with a longer cooldown',
    ],
  ]
  it.each(passing)('%s', async (_, fault, sentence) => {
    const { ask, failure, fake } = await asking({ quiet: '100ms' })
    fake.next(fault)
    expect((await ask({})).text).toBe('It works.')
    expect(fake.questions).toHaveLength(2)
    fake.always(fault)
    expect(await failure()).toBe(sentence)
    expect(fake.questions).toHaveLength(4)
  })

  it('with Anthropic too', async () => {
    const { ask, fake } = await asking({ provider: 'anthropic', apiKey: 'key', quiet: '100ms' })
    for (const fault of ['stall', 'cut', 'short', 'error'] as const) {
      fake.next({ fault, text: 'The ti tle' })
      expect((await ask({})).text).toBe('It works.')
    }
    expect(fake.questions).toHaveLength(8)
  })
})

describe('what does not pass is said at once', () => {
  const lasting: readonly (readonly [string, FakeReply, string])[] = [
    [
      'a refused key',
      { status: 401 },
      'cannot ask llama3.2: Ollama refused the key (401: made to answer 401); put a valid one into apiKey',
    ],
    [
      'a missing model',
      { status: 404 },
      'cannot ask llama3.2: Ollama has no such model (404: made to answer 404); run: ollama pull llama3.2',
    ],
    [
      'a question it does not take',
      { status: 400 },
      'cannot ask llama3.2: Ollama refused the question (400: made to answer 400); look at model and the options',
    ],
    [
      'no credit',
      { status: 429, body: '{"error":{"code":"insufficient_quota","message":"pay"}}' },
      'cannot ask llama3.2: Ollama has no credit left on the account (429: pay); top it up',
    ],
    [
      'a wait longer than the deadline',
      { status: 429, headers: { 'retry-after': '3600' } },
      'cannot ask llama3.2: Ollama was asked too often (429: made to answer 429); wait, or ask less often with a longer cooldown',
    ],
  ]
  it.each(lasting)('%s', async (_, reply, sentence) => {
    const { failure, fake } = await asking()
    fake.always(reply)
    expect(await failure()).toBe(sentence)
    expect(fake.questions).toHaveLength(1)
  })
})

describe("the provider's own words are passed on", () => {
  const MEMORY = 'model requires more system memory (7.4 GiB) than is available (5.1 GiB)'
  const json = (body: unknown) => JSON.stringify(body)

  it.each([
    ['nested', 500, json({ error: { message: MEMORY, type: 'api_error' } })],
    ['as Ollama tells them itself', 500, json({ error: MEMORY })],
    ['as plain text', 500, MEMORY],
    ['within a list', 500, json([{ error: { message: MEMORY } }])],
    ['with another status', 400, json({ error: { message: MEMORY } })],
  ])('more memory does not come by waiting: %s', async (_, status, body) => {
    const { failure, fake } = await asking()
    fake.always({ status, body })
    expect(await failure()).toBe(
      `cannot ask llama3.2: Ollama has not enough memory for it (${status}: ${MEMORY}); use a smaller model, or close other programs that need memory there`,
    )
    expect(fake.questions).toHaveLength(1)
  })

  it.each([
    [
      500,
      'model failed to load, this may be due to resource limitations',
      "could not load it (500: model failed to load, this may be due to resource limitations); check the server's log",
    ],
    [
      503,
      'The model is under high load',
      'has an internal error (503: The model is under high load); try again later',
    ],
    [
      403,
      'Your country is not supported',
      'does not allow it (403: Your country is not supported); check that the account may use this model',
    ],
    [
      403,
      'The key is disabled',
      'refused the key (403: The key is disabled); put a valid one into apiKey',
    ],
  ])('%i with %j is not taken for another trouble', async (status, message, sentence) => {
    const { failure, fake } = await asking()
    fake.always({ status, body: JSON.stringify({ error: { message } }) })
    expect(await failure()).toBe(`cannot ask llama3.2: Ollama ${sentence}`)
  })

  it('a model that is being loaded is asked once more, then said to be so', async () => {
    const { ask, failure, fake } = await asking()
    const loading = {
      status: 503,
      body: json({ error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
    }
    fake.next(loading)
    expect((await ask({})).text).toBe('It works.')
    fake.always(loading)
    expect(await failure()).toBe(
      'cannot ask llama3.2: Ollama is not ready yet (503: Loading model); wait until it has loaded the model',
    )
  })

  const told: readonly (readonly [string, FakeReply, string])[] = [
    [
      'a page of a proxy',
      {
        status: 502,
        body: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
      },
      'Ollama has an internal error (502: Bad Gateway); try again later',
    ],
    [
      'nothing at all',
      { status: 500, body: '' },
      'Ollama has an internal error (500: Internal Server Error); try again later',
    ],
    [
      'a wrong address',
      { status: 404, body: '404 page not found' },
      'Ollama has nothing at this address (404: page not found); correct baseURL',
    ],
    [
      'a model it has not',
      {
        status: 404,
        body: json({ error: { message: 'model "llama3.2" not found, try pulling it first' } }),
      },
      'Ollama has no such model (404: model "llama3.2" not found, try pulling it first); run: ollama pull llama3.2',
    ],
    [
      'a question that is too long',
      { status: 400, body: json({ error: { message: 'the context length is 2048' } }) },
      'Ollama does not accept a question of this length (400: the context length is 2048); ask for less, or give the model a longer context',
    ],
    [
      'a list of what is wrong',
      {
        status: 422,
        body: json({ detail: [{ loc: ['body', 'messages'], msg: 'field required' }] }),
      },
      'Ollama refused the question (422: field required); look at model and the options',
    ],
    [
      'no funds',
      { status: 402, body: json({ error: { message: 'Insufficient Balance' } }) },
      'Ollama has no credit left on the account (402: Insufficient Balance); top it up',
    ],
    [
      'a place it may not be asked from',
      { status: 403, body: json({ error: 'unsupported region' }) },
      'Ollama does not allow it (403: unsupported region); check that the account may use this model',
    ],
  ]
  it.each(told)('%s', async (_, reply, sentence) => {
    const { failure, fake } = await asking()
    fake.always(reply)
    expect(await failure()).toBe(`cannot ask llama3.2: ${sentence}`)
  })

  it('shortened, and never with the key, whole or half', async () => {
    const apiKey = 'sk-hazard-0123456789abcdef'
    const { failure, fake } = await asking({ apiKey })
    for (const padding of [0, 150, 170, 180, 190, 195]) {
      fake.always({
        status: 401,
        body: json({ error: `${'x'.repeat(padding)} ${apiKey} is wrong` }),
      })
      const sentence = await failure()
      expect(sentence).not.toContain('sk-haz')
      expect(sentence.length).toBeLessThan(320)
    }
  })
})

it('waits as long as the provider asks for', async () => {
  const { ask, fake } = await asking()
  const soon = new Date(Date.now() + 1_000).toUTCString()
  fake.next({ status: 429, headers: { 'retry-after': soon } })
  expect((await ask({})).text).toBe('It works.')
})

it('nobody at the address: it says where and what to start', async () => {
  const { failure, fake } = await asking()
  await fake.close()
  expect(await failure()).toBe(
    `cannot ask llama3.2: Ollama does not answer at ${fake.url}/v1 (connection refused); start Ollama`,
  )
})

it('a model that never begins is not waited for past the deadline', async () => {
  const { failure, fake, run } = await asking()
  fake.always({ fault: 'slow' })
  expect(await failure({ deadline: '200ms' })).toBe(
    'llama3.2 did not answer within 0.2 s; use a smaller model or a longer deadline',
  )
  await expect.poll(() => fake.calledOff).toBe(1)
  expect(run.events.filter(({ type }) => type === 'llm.answered')).toEqual([])
})

it('the retries are within the deadline', async () => {
  const { failure, fake } = await asking()
  fake.next({ status: 500 })
  fake.always({ fault: 'slow' })
  expect(await failure({ deadline: '1500ms' })).toBe(
    'llama3.2 did not answer within 1.5 s; use a smaller model or a longer deadline',
  )
  expect(fake.questions).toHaveLength(2)
})

it('a question is called off by its signal, and its connection closed', async () => {
  const { failure, fake } = await asking()
  fake.always({ fault: 'stall', text: 'one two' })
  const asker = new AbortController()
  const failed = failure({ signal: asker.signal })
  await expect.poll(() => fake.questions.length).toBe(1)
  asker.abort(new Error('gone'))
  expect(await failed).toBe(
    'the question to llama3.2 was cancelled, its answer is no longer needed; you need not do anything',
  )
  await expect.poll(() => fake.calledOff).toBe(1)
  expect(await failure({ signal: AbortSignal.abort() })).toContain('was cancelled')
  expect(fake.questions).toHaveLength(1)
})

it('questions called off say nothing of the model: the next is asked', async () => {
  const { ask, failure, fake } = await asking()
  fake.always({ fault: 'stall', text: 'one two' })
  for (let asked = 1; asked <= 4; asked++) {
    const asker = new AbortController()
    const failed = failure({ signal: asker.signal })
    await expect.poll(() => fake.questions.length).toBe(asked)
    asker.abort(new Error('a newer one was requested'))
    expect(await failed).toContain('was cancelled')
  }
  fake.always({ text: 'here I am' })
  expect((await ask({})).text).toBe('here I am')
})

it('an empty answer, or nothing but thoughts, is a failure', async () => {
  const { failure, fake } = await asking()
  const sentence =
    'llama3.2 gave an empty answer or only reasoning; ask a simpler question, or use another model'
  for (const text of ['', ' \n', '<think>What do they want?', '<think>a</think> \u0007'])
    fake.next({ text })
  for (let asked = 0; asked < 4; asked++) expect(await failure()).toBe(sentence)
})

it('an answer without end is stopped; with a length it is cut', async () => {
  const { ask, failure, fake } = await asking()
  fake.always({ text: 'again and '.repeat(10_000) })
  expect(await failure()).toBe(
    'llama3.2 did not finish its answer and was stopped; ask for something shorter, or lower the temperature',
  )
  expect((await ask({ maxLength: 20 })).text).toBe('again and again and')
})

it('a key is not carried to another address', async () => {
  const heard: string[] = []
  const other = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  const { failure, fake } = await asking({ apiKey: 'key' })
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : undefined
  fake.always({ status: 307, headers: { location: `http://127.0.0.1:${port}/` }, body: '' })
  expect(await failure()).toContain('cannot ask llama3.2')
  expect(heard).toEqual([])
})

it('more than eight at once are refused', async () => {
  const { ask, failure, fake } = await asking()
  fake.always({ fault: 'held', text: 'done' })
  const under = Array.from({ length: 8 }, () => ask({}))
  expect(await failure()).toBe(
    'cannot ask llama3.2: 8 questions are already in progress; ask less often, for example with a cooldown',
  )
  fake.release()
  expect((await Promise.all(under)).map(({ text }) => text)).toEqual(Array(8).fill('done'))
})

it('after three questions without an answer it is left alone for a while', async () => {
  const { failure, fake, run } = await asking()
  fake.always({ fault: 'slow' })
  const late = 'llama3.2 did not answer within 0.1 s; use a smaller model or a longer deadline'
  for (let asked = 0; asked < 3; asked++) expect(await failure({ deadline: '100ms' })).toBe(late)
  await expect
    .poll(() => failure({ deadline: '100ms' }))
    .toBe(
      `llama3.2 is paused, its last 3 answers failed; it is tried again within 30 s. The last error: ${late}`,
    )
  expect(fake.questions).toHaveLength(3)
  const warned = run.logged.filter(({ level }) => level === 'warn')
  expect(warned.map(({ message }) => message)).toEqual([late, late, late])
})

it('a failure is noted at the event that was to be answered', async () => {
  const { failure, fake, run } = await asking()
  fake.always({ status: 401 })
  run.emit(event('title.wanted', {}, { key: '1' }))
  await failure({ cause: await run.next('title.wanted') })
  const warned = run.logged.filter(({ level }) => level === 'warn')
  expect(warned.map(({ message }) => message)).toEqual([
    'cannot ask llama3.2: Ollama refused the key (401: made to answer 401); put a valid one into apiKey',
  ])
})

describe('an answer from a shape', () => {
  const schema = z.strictObject({ title: z.string().max(20) })

  it('is asked for in words and by schema, and read', async () => {
    const { ask, fake } = await asking()
    fake.next({ text: 'Sure:\n```json\n{"title":"Bridges"}\n```' })
    const { value, text } = await ask({ system: 'You name streams.', schema })
    expect(value).toEqual({ title: 'Bridges' })
    expect(text).toContain('Bridges')
    const [question] = fake.questions
    expect(question?.system).toContain('You name streams.\n\nAnswer with one JSON value')
    expect(question?.system).toContain('"maxLength":20')
    expect(question?.body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { strict: false, schema: { required: ['title'] } },
    })
  })

  it('that does not fit is asked for once more, saying why', async () => {
    const { ask, fake, run } = await asking()
    fake.next({ text: '{"title":7}' }, { text: '{"title":"Bridges"}' })
    expect((await ask({ schema })).value).toEqual({ title: 'Bridges' })
    expect(fake.questions[1]?.prompt).toContain('Your last answer does not fit (title: ')
    expect(fake.questions[1]?.prompt).toContain('| {"title":7}')
    await run.flush()
    expect(run.events.filter(({ type }) => type === 'llm.answered')).toHaveLength(2)
  })

  it('that does not fit twice is a failure', async () => {
    const { failure, fake } = await asking()
    fake.always({ text: 'no JSON at all' })
    expect(await failure({ schema })).toBe(
      'llama3.2 gave two answers that do not fit the schema (it is not JSON); ask for less, or use a larger model',
    )
    expect(fake.questions).toHaveLength(2)
  })

  it('is asked for in words alone where the provider may not know schemas', async () => {
    const { ask, fake } = await asking({ provider: 'anthropic', apiKey: 'key' })
    fake.next({ text: '{"title":"Bridges"}' })
    expect((await ask({ schema })).value).toEqual({ title: 'Bridges' })
    expect(fake.questions[0]?.system).toContain('"maxLength":20')
    expect(fake.questions[0]?.body).not.toHaveProperty('tools')
  })
})

describe('the budget', () => {
  it('is counted as the provider tells, and kept over a reload', async () => {
    const { ask, failure, fake, run } = await asking({ budget: { tokens: 40 } })
    await ask({})
    await ask({})
    const sentence =
      'cannot ask llama3.2: its budget of 40 tokens for today is used up (34 spent); raise budget.tokens, or wait for the next'
    const long = { prompt: 'y'.repeat(40) }
    expect(await failure(long)).toBe(sentence)
    const options = { provider: 'ollama', model: 'llama3.2', baseURL: fake.url } as const
    await run.reload(languageModel({ ...options, budget: { tokens: 41 } }))
    expect(await failure(long)).toContain('its budget of 41 tokens for today is used up (34 spent)')
    await run.reload(languageModel({ ...options, budget: { tokens: 100 } }))
    expect((await ask(long)).text).toBe('It works.')
  })

  it('is estimated where the provider does not tell', async () => {
    const { ask, failure, fake } = await asking({ budget: { tokens: 100 } })
    fake.always({ text: 'x'.repeat(200), usage: null })
    const { tokens } = await ask({ prompt: 'y'.repeat(160) })
    expect(tokens).toBeUndefined()
    expect(await failure({ prompt: 'y'.repeat(160) })).toContain('(90 spent)')
  })

  it('counts what was wasted on half an answer', async () => {
    const { failure, fake } = await asking({ budget: { tokens: 60 }, quiet: '100ms' })
    fake.always({ fault: 'stall', text: `${'x'.repeat(100)} tail` })
    await failure({ prompt: 'y'.repeat(40) })
    expect(await failure({ prompt: 'y'.repeat(40) })).toContain('used up')
  })

  it('is that of the stream while one is on', async () => {
    const { ask, failure, run } = await asking({ budget: { tokens: 20 } })
    await ask({})
    expect(await failure({ prompt: 'y'.repeat(40) })).toContain('for today is used up')
    run.emit(event('obs.stream.started', {}, { platform: 'obs' }))
    await run.next('session.started')
    await ask({})
    expect(await failure({ prompt: 'y'.repeat(40) })).toContain('for this stream is used up')
  })
})
