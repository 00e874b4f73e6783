import { type ExamineContext, type Finding, findingOf } from 'promethean'
import { fields } from '../formats/json.ts'
import { vectorsFound } from './embedding/examine.ts'
import type { ChatOptions, LanguageModelOptions } from './options.ts'
import { openClient } from './provider/client.ts'
import { collectAnswer } from './provider/collect-answer.ts'
import { modelFailureOf } from './provider/failure.ts'
import { missingLibraries } from './provider/libraries.ts'
import { baseOf, chatBaseOf, factsOf } from './provider/providers.ts'

/** Looks whether the provider is there, has the model and answers. */
export async function examine({
  options,
  signal,
}: ExamineContext<LanguageModelOptions>): Promise<readonly Finding[]> {
  const missing = missingLibraries(options.provider)
  if (missing !== undefined) return [findingOf(missing)]
  const { model, embeddings } = options
  return [
    ...(model === undefined ? [] : await modelFound({ ...options, model }, signal)),
    ...(embeddings === undefined ? [] : [await vectorsFound(options, embeddings, signal)]),
  ]
}

async function modelFound(options: ChatOptions, signal: AbortSignal): Promise<readonly Finding[]> {
  try {
    const models = await listed(options, signal)
    const there = thereOf(options, models)
    return there.ok ? [there, await answering(options, signal)] : [there]
  } catch (failure) {
    return [findingOf(modelFailureOf(failure, options))]
  }
}

function thereOf({ provider, model }: ChatOptions, models: readonly string[] | undefined) {
  const { name, whenMissing } = factsOf(provider)
  if (models === undefined) return found(true, `${name} answers, but lists no models`)
  const isThere = models.some(one => one === model || one === `${model}:latest`)
  if (isThere) return found(true, `${name} has the model ${model}`)
  return found(false, `${name} has no model ${model}`, whenMissing(model))
}

async function answering(options: ChatOptions, signal: AbortSignal): Promise<Finding> {
  const client = await openClient(options)
  const question = {
    system: undefined,
    temperature: undefined,
    shape: undefined,
    tools: [],
    turns: [],
  }
  const before = performance.now()
  const pieces = client.ask({ ...question, prompt: 'Answer with the word ok.' }, signal)
  const { model } = options
  try {
    await collectAnswer(pieces, signal, { model, quietMs: QUIET_MS, onWaste: () => undefined })
    return found(true, `${model} answered within ${Math.ceil(performance.now() - before)} ms`)
  } catch (failure) {
    return findingOf(modelFailureOf(failure, options))
  }
}

const QUIET_MS = 10_000

// Undefined if the server keeps no list.
async function listed(
  options: LanguageModelOptions,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const { provider, baseURL, apiKey } = options
  const isOllama = provider === 'ollama'
  const url = isOllama
    ? `${baseOf(provider, baseURL)}/api/tags`
    : `${chatBaseOf(provider, baseURL)}/models${provider === 'anthropic' ? '?limit=1000' : ''}`
  const headers = keyHeaders(provider, apiKey)
  const answer = await fetch(url, { headers, signal, redirect: 'error' })
  if (!answer.ok) {
    const responseBody = await answer.text()
    if (answer.status === 404 && provider === 'compatible') return undefined
    throw Object.assign(new Error(answer.statusText), { statusCode: answer.status, responseBody })
  }
  const list: unknown = await answer.json()
  return namesIn(list, isOllama ? 'models' : 'data', isOllama ? 'name' : 'id')
}

function keyHeaders(
  provider: LanguageModelOptions['provider'],
  apiKey: string | undefined,
): Record<string, string> {
  if (!apiKey) return {}
  return provider === 'anthropic'
    ? { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }
    : { authorization: `Bearer ${apiKey}` }
}

function namesIn(list: unknown, under: string, key: string): readonly string[] {
  const models = fields(list)[under]
  if (!Array.isArray(models)) throw new Error('its list of models is invalid')
  return models.flatMap(model => {
    const name = fields(model)[key]
    return typeof name === 'string' ? [name] : []
  })
}

function found(ok: boolean, what: string, advice?: string): Finding {
  return { ok, what, ...(advice !== undefined && { advice }) }
}
