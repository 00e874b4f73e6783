import { languageModel } from '@promethean/plugins'
import { type GenerateRequest, LanguageModel } from 'promethean'
import { contract, type PluginRun, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type FakeModelServer, startModelServer } from '../../support/llm/fake-model-server.ts'

type Options = Parameters<typeof languageModel>[0]

contract('language-model', () => ({
  use: languageModel({ provider: 'ollama', model: 'llama3.2' }),
  other: languageModel({ provider: 'ollama', model: 'qwen3' }),
}))

describe('every provider answers', () => {
  const dialects = [
    ['ollama', '', 'llama3.2', '/v1/chat/completions'],
    ['lmstudio', '/v1', 'qwen3', '/v1/chat/completions'],
    ['openai', '/v1', 'gpt-5', '/v1/chat/completions'],
    ['anthropic', '/v1', 'claude-sonnet-4-5', '/v1/messages'],
    ['compatible', '/v1', 'some', '/v1/chat/completions'],
  ] as const
  it.each(dialects)('%s', async (provider, path, model, asked) => {
    const fake = await server()
    const { ask, run } = await asking({
      provider,
      model,
      baseURL: fake.url + path,
      apiKey: 'k-123',
    })
    const answer = await ask({ system: 'Be brief.', prompt: 'Does it work?', temperature: 0.5 })
    expect(answer).toMatchObject({ text: 'It works.', model, tokens: 17 })
    const [question] = fake.questions
    expect(question).toMatchObject({ path: asked, system: 'Be brief.', prompt: 'Does it work?' })
    expect(question?.body).toMatchObject({ model, temperature: 0.5, stream: true })
    expect(question?.body).not.toHaveProperty('tools')
    const key = provider === 'anthropic' ? 'x-api-key' : 'authorization'
    expect(question?.headers[key]).toContain('k-123')
    expect((await run.next('llm.answered')).data).toMatchObject({
      system: 'Be brief.',
      prompt: 'Does it work?',
      answer: 'It works.',
      model,
      tokens: 17,
      latencyMs: expect.any(Number),
    })
  })
})

async function server(): Promise<FakeModelServer> {
  const fake = await startModelServer()
  onTestFinished(() => fake.close())
  return fake
}

/** A running model and a way to ask it. */
async function asking(options: Options): Promise<{
  run: PluginRun
  ask(request: GenerateRequest): ReturnType<LanguageModel['generate']>
}> {
  const run = await runPlugin(languageModel(options))
  onTestFinished(() => run.stop())
  return { run, ask: request => run.port(LanguageModel).generate(request) }
}
