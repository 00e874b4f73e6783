import { languageModel } from '@promethean/plugins'
import { type Generated, type GenerateRequest, LanguageModel } from 'promethean'
import { type PluginRun, type RunPluginSettings, runPlugin } from 'promethean/testing'
import { onTestFinished } from 'vitest'
import { type FakeModelServer, startModelServer } from '../../support/llm/fake-model-server.ts'

export type Options = Parameters<typeof languageModel>[0]

export interface Asking {
  readonly fake: FakeModelServer
  readonly run: PluginRun
  ask(request: Partial<GenerateRequest>): Promise<Generated>
  /** The sentence it fails with. */
  failure(request?: Partial<GenerateRequest>): Promise<string>
}

/** A server of models on loopback. */
export async function server(): Promise<FakeModelServer> {
  const fake = await startModelServer()
  onTestFinished(() => fake.close())
  return fake
}

/** A plugin that asks a fake Ollama, and a way to ask it. */
export async function asking(
  options: Partial<Options> = {},
  settings: RunPluginSettings = {},
): Promise<Asking> {
  const fake = await server()
  const use = languageModel({
    provider: 'ollama',
    model: 'llama3.2',
    baseURL: fake.url,
    ...options,
  })
  const run = await runPlugin(use, settings)
  onTestFinished(() => run.stop())
  const ask = (request: Partial<GenerateRequest>) =>
    run.port(LanguageModel).generate({ prompt: 'Say something.', ...request })
  const failure = async (request: Partial<GenerateRequest> = {}) => {
    const failed = await ask(request).then(
      ({ text }) => new Error(`answered: ${text}`),
      (thrown: unknown) => thrown,
    )
    return failed instanceof Error ? failed.message : String(failed)
  }
  return { fake, run, ask, failure }
}

/** What the doctor finds with these options. */
export async function examined(written: Options) {
  const { plugin } = languageModel(written)
  const options = plugin.options?.['~standard'].validate(written)
  if (options === undefined || 'then' in options || options.issues) throw new Error('no options')
  const { signal } = new AbortController()
  return plugin.examine?.({ options: options.value, folder: '/nowhere', signal, uses: [] })
}
