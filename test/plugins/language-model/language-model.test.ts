import { languageModel } from '@promethean/plugins'
import { event, LanguageModel } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { asking, server } from './asking.ts'

contract('language-model', () => ({
  use: languageModel({ provider: 'ollama', model: 'llama3.2' }),
  other: languageModel({ provider: 'ollama', model: 'qwen3' }),
}))

describe('every provider answers', () => {
  it.each([
    ['ollama', '', 'llama3.2', '/v1/chat/completions'],
    ['ollama', '/v1/', 'llama3.2', '/v1/chat/completions'],
    ['lmstudio', '/v1', 'qwen3', '/v1/chat/completions'],
    ['openai', '/v1', 'gpt-5', '/v1/chat/completions'],
    ['anthropic', '/v1', 'claude-sonnet-4-5', '/v1/messages'],
    ['compatible', '/v1', 'some', '/v1/chat/completions'],
  ] as const)('%s at %s', async (provider, path, model, asked) => {
    const fake = await server()
    const use = languageModel({ provider, model, baseURL: fake.url + path, apiKey: 'k-12345' })
    const run = await runPlugin(use)
    onTestFinished(() => run.stop())
    const question = { system: 'Be brief.', prompt: 'Does it work?', temperature: 0.5 }
    const answer = await run.port(LanguageModel).generate(question)
    expect(answer).toEqual({ text: 'It works.', model, tokens: 17 })
    const [heard] = fake.questions
    expect(heard).toMatchObject({ path: asked, system: 'Be brief.', prompt: 'Does it work?' })
    expect(heard?.body).toMatchObject({ model, temperature: 0.5, stream: true })
    expect(heard?.body).not.toHaveProperty('tools')
    const header = provider === 'anthropic' ? 'x-api-key' : 'authorization'
    expect(heard?.headers[header]).toContain('k-12345')
  })
})

it('each answer is told, with what it answers', async () => {
  const { run, ask } = await asking()
  run.emit(event('title.wanted', {}, { platform: 'twitch', channel: 'ann', key: '1' }))
  const cause = await run.next('title.wanted')
  await ask({ system: 'Be brief.', prompt: 'Does it work?', cause })
  const told = await run.next('llm.answered')
  expect(told).toMatchObject({ cause: cause.id, platform: 'twitch', channel: 'ann' })
  expect(told.data).toEqual({
    system: 'Be brief.',
    prompt: 'Does it work?',
    answer: 'It works.',
    model: 'llama3.2',
    tokens: 17,
    latencyMs: expect.any(Number),
  })
})

it('an answer to a made-up event is made up too', async () => {
  const { run, ask } = await asking()
  run.emit(event('title.wanted', {}, { test: true, key: '1' }))
  await ask({ cause: await run.next('title.wanted') })
  expect((await run.next('llm.answered')).test).toBe(true)
})

it('a question without a temperature gets that of the options, Anthropic at most 1', async () => {
  const { ask, fake } = await asking({ provider: 'anthropic', apiKey: 'k', temperature: 1.5 })
  // This fake's address is bare; Anthropic's is documented with /v1.
  await ask({}).catch(() => undefined)
  expect(fake.questions[0]?.body).toMatchObject({ temperature: 1, max_tokens: 4_096 })
})

it('what it thinks aloud is not part of the answer', async () => {
  const { ask, fake } = await asking()
  fake.next({ text: '<think>a title? They want a title.</think>\nThe title' })
  expect((await ask({})).text).toBe('The title')
  fake.next({ text: 'a title, then.</think>The title' })
  expect((await ask({})).text).toBe('The title')
  fake.next({ thinking: 'They want a title.', text: 'The title' })
  expect((await ask({})).text).toBe('The title')
})

it('a long answer is cut at a word', async () => {
  const { ask, fake } = await asking()
  fake.next({ text: 'We build a very long bridge over the river today' })
  expect((await ask({ maxLength: 20 })).text).toBe('We build a very long')
})

it('an answer under way is finished by the old one when an edit replaces it', async () => {
  const { run, ask, fake } = await asking()
  fake.next({ fault: 'held', text: 'Still here.' })
  const answer = ask({ prompt: 'Before the edit.' })
  await expect.poll(() => fake.questions.length).toBe(1)
  const reload = run.reload(
    languageModel({ provider: 'ollama', model: 'qwen3', baseURL: fake.url }),
  )
  await expect.poll(() => ask({}).then(({ model }) => model)).toBe('qwen3')
  fake.release()
  expect(await answer).toMatchObject({ text: 'Still here.', model: 'llama3.2' })
  await reload
  const told = await run.next('llm.answered', ({ data }) => data.prompt === 'Before the edit.')
  expect(told.data.answer).toBe('Still here.')
})

it('says at the end of a stream how much was used', async () => {
  const { run, ask } = await asking({}, { config: { streamer: { twitch: 'ann' } } })
  run.emit(event('obs.stream.started', {}, { platform: 'obs' }))
  const { data } = await run.next('session.started')
  await ask({})
  await ask({})
  run.emit(event('session.ended', data, {}))
  await expect
    .poll(() => run.logged.map(({ message }) => message))
    .toContain('llama3.2 used 34 tokens in this stream')
})

describe('options', () => {
  const refused = [
    [
      { provider: 'compatible', model: 'm' },
      'baseURL',
      "expected the server's address, such as http://127.0.0.1:8000/v1",
    ],
    [
      { provider: 'openai', model: 'm', apiKey: '' },
      'apiKey',
      'expected the key of OpenAI; set OPENAI_API_KEY in .env and write process.env.OPENAI_API_KEY',
    ],
    [
      { provider: 'anthropic', model: 'm' },
      'apiKey',
      'expected the key of Anthropic; set ANTHROPIC_API_KEY in .env and write process.env.ANTHROPIC_API_KEY',
    ],
    [{ provider: 'ollama', model: ' ' }, 'model', 'expected the name of a model'],
    [
      { provider: 'ollama', model: 'm', baseURL: '127.0.0.1:11434' },
      'baseURL',
      'expected an address that begins with http:// or https://',
    ],
    [{ provider: 'ollama', model: 'm', quiet: 'soon' }, 'quiet', "expected a duration like '30s'"],
    [
      { provider: 'openai', model: 'm', apiKey: 'two words' },
      'apiKey',
      'expected a key without spaces',
    ],
  ] as const
  it.each(refused)('%j', async (options, path, message) => {
    await expect(runPlugin(languageModel(options))).rejects.toMatchObject({
      problems: [{ path, message: expect.stringContaining(message) }],
    })
  })
})
