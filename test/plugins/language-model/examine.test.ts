import { expect, it } from 'vitest'
import { missingLibraries } from '../../../plugins/language-model/provider/libraries.ts'
import { examined, server } from './asking.ts'

it('the doctor sees provider, model and how fast it answers', async () => {
  const { url } = await server()
  const providers = [
    [{ provider: 'ollama', model: 'llama3.2', baseURL: url }, 'Ollama'],
    [{ provider: 'openai', model: 'gpt-5', baseURL: `${url}/v1`, apiKey: 'key-1' }, 'OpenAI'],
    [
      { provider: 'anthropic', model: 'claude-sonnet-4-5', baseURL: `${url}/v1`, apiKey: 'key-1' },
      'Anthropic',
    ],
  ] as const
  for (const [options, name] of providers) {
    expect(await examined(options)).toEqual([
      { ok: true, what: `${name} has the model ${options.model}` },
      {
        ok: true,
        what: expect.stringMatching(new RegExp(`^${options.model} answered within \\d+ ms$`)),
      },
    ])
  }
})

it('the doctor says what is missing and what to do', async () => {
  const fake = await server()
  const ollama = { provider: 'ollama', model: 'qwen3', baseURL: fake.url } as const
  expect(await examined(ollama)).toEqual([
    { ok: false, what: 'Ollama has no model qwen3', advice: 'run: ollama pull qwen3' },
  ])
  const studio = { provider: 'lmstudio', model: 'qwen3', baseURL: `${fake.url}/v1` } as const
  expect(await examined(studio)).toEqual([
    {
      ok: false,
      what: 'LM Studio has no model qwen3',
      advice: 'load it in LM Studio, or write the name it shows there',
    },
  ])
  fake.listStatus = 401
  expect(await examined(studio)).toEqual([
    {
      ok: false,
      what: 'cannot ask qwen3: LM Studio refused the key (401: no)',
      advice: 'put a valid one into apiKey',
    },
  ])
  await fake.close()
  expect(await examined(ollama)).toEqual([
    {
      ok: false,
      what: `cannot ask qwen3: Ollama does not answer at ${fake.url}/v1 (connection refused)`,
      advice: 'start Ollama',
    },
  ])
})

it('a server that keeps no list is asked all the same', async () => {
  const fake = await server()
  fake.listStatus = 404
  const options = { provider: 'compatible', model: 'any', baseURL: `${fake.url}/v1` } as const
  expect(await examined(options)).toMatchObject([
    { ok: true, what: 'the model server answers, but lists no models' },
    { ok: true },
  ])
  fake.always({ status: 500 })
  expect(await examined(options)).toMatchObject([
    { ok: true },
    {
      ok: false,
      what: 'cannot ask any: the model server has an internal error (500: made to answer 500)',
    },
  ])
})

it('a library that is not installed is named, with how to', () => {
  expect(missingLibraries('ollama')).toBeUndefined()
  expect(missingLibraries('anthropic')).toBeUndefined()
  expect(missingLibraries('ollama', () => false)).toEqual({
    what: 'cannot speak to Ollama',
    why: 'ai and @ai-sdk/openai-compatible are not installed',
    advice: 'run npm i ai @ai-sdk/openai-compatible',
  })
  expect(missingLibraries('anthropic', name => name === 'ai')).toEqual({
    what: 'cannot speak to Anthropic',
    why: '@ai-sdk/anthropic is not installed',
    advice: 'run npm i ai @ai-sdk/anthropic',
  })
})
