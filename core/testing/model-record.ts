import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { NotReady } from '../errors.ts'
import {
  type Generated,
  type GenerateRequest,
  LanguageModel,
} from '../plugin/ports/language-model.ts'
import { answered } from './fake-model.ts'
import { type FakePort, fakePort } from './fakes.ts'

/** One line of a record. */
interface Recorded {
  readonly key: string
  /** For people who read the file. */
  readonly prompt: string
  readonly text: string
  readonly model: string
  readonly tokens?: number
}

/** Asks a real model and appends each answer to a file, one line of JSON each, for `playModel`. */
export function recordModel(model: LanguageModel, file: string): FakePort & LanguageModel {
  const generate: LanguageModel['generate'] = async request => {
    const answer = await model.generate(request)
    const { text, model: name, tokens } = answer
    const line: Recorded = {
      key: keyOf(request),
      prompt: request.prompt,
      text,
      model: name,
      ...(tokens !== undefined && { tokens }),
    }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
    return answer
  }
  return { ...fakePort(LanguageModel, { generate }), generate }
}

/**
 * Replays answers that `recordModel` stored. A request that was recorded several times gets its answers in that order, then
 * the last one again.
 * @throws NotReady if the file is not a recording
 */
export function playModel(file: string): FakePort & LanguageModel {
  const answers = readRecord(file)
  const generate: LanguageModel['generate'] = async request => {
    const known = answers.get(keyOf(request)) ?? []
    const next = known.length > 1 ? known.shift() : known[0]
    if (next === undefined)
      throw new NotReady({
        what: `${file} has no answer to "${request.prompt.slice(0, 60)}"`,
        advice: 'record it again with the current question',
      })
    return answered(request, next)
  }
  return { ...fakePort(LanguageModel, { generate }), generate }
}

// What the model reads, and nothing of when and how it is asked.
function keyOf({ system, prompt, untrusted = [] }: GenerateRequest): string {
  const texts = untrusted.map(({ label, lines }) => [label, lines])
  return createHash('sha256')
    .update(JSON.stringify([system ?? '', prompt, texts]))
    .digest('hex')
}

function readRecord(file: string): Map<string, Generated[]> {
  const answers = new Map<string, Generated[]>()
  for (const [at, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue
    const { key, ...answer } = recorded(line, `${file}:${at + 1}`)
    answers.set(key, [...(answers.get(key) ?? []), answer])
  }
  return answers
}

function recorded(line: string, place: string): Generated & { readonly key: string } {
  const { key, text, model, tokens } = parsed(line) ?? {}
  if (typeof key !== 'string' || typeof text !== 'string' || typeof model !== 'string')
    throw new NotReady({
      what: `${place} is not a model's answer`,
      advice: 'fix the line, or record the file again with recordModel',
    })
  return { key, text, model, ...(typeof tokens === 'number' && { tokens }) }
}

type Loose = Partial<Record<'key' | 'text' | 'model' | 'tokens', unknown>>

function parsed(line: string): Loose | undefined {
  try {
    const value: unknown = JSON.parse(line)
    // Each member is looked at before use.
    return typeof value === 'object' && value !== null ? (value as Loose) : undefined
  } catch {
    return undefined
  }
}
