import { unlessAborted } from '../async.ts'
import { NotReady } from '../errors.ts'
import {
  type Generated,
  type GenerateRequest,
  LanguageModel,
} from '../plugin/ports/language-model.ts'
import { type FakePort, fakePort } from './fakes.ts'

/** An answer of a fake model: a text (JSON if a schema was given), or the error it fails with. */
export type FakeAnswer = string | Error

/** A language model that gives prepared answers and records the requests. */
export interface FakeModel extends FakePort, LanguageModel {
  /** The requests, in order. */
  readonly asked: readonly GenerateRequest[]
}

/**
 * Creates a fake language model.
 * @param answers one text for every request; a list with one item per request, after which it fails; or a function
 */
export function fakeModel(
  answers:
    | FakeAnswer
    | readonly FakeAnswer[]
    | ((request: GenerateRequest) => FakeAnswer | Promise<FakeAnswer>) = 'an answer',
): FakeModel {
  const asked: GenerateRequest[] = []
  const waiting = Array.isArray(answers) ? [...answers] : undefined
  const next = async (request: GenerateRequest): Promise<FakeAnswer> => {
    if (waiting !== undefined) return waiting.shift() ?? outOfAnswers(asked.length)
    if (typeof answers === 'function') return answers(request)
    // `waiting` may be a list; the type of Array.isArray does not recognize read-only arrays.
    return answers as FakeAnswer
  }
  const generate: LanguageModel['generate'] = async request => {
    asked.push(request)
    const answer = await unlessAborted(next(request), request.signal)
    if (answer instanceof Error) throw answer
    return answered(request, { text: answer, model: 'fake' })
  }
  return { ...fakePort(LanguageModel, { generate }), generate, asked }
}

/** An answer as the port promises it: it fits the schema and is not longer than requested. */
export async function answered(request: GenerateRequest, answer: Generated): Promise<Generated> {
  const { schema, maxLength } = request
  if (schema === undefined) {
    const letters = Array.from(answer.text)
    const isLong = maxLength !== undefined && letters.length > maxLength
    return isLong ? { ...answer, text: letters.slice(0, maxLength).join('').trimEnd() } : answer
  }
  const result = await schema['~standard'].validate(parsed(answer.text))
  if (result.issues === undefined) return { ...answer, value: result.value }
  throw new NotReady({
    what: 'the answer of the stand-in does not fit the schema',
    advice: 'give it JSON that does',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function outOfAnswers(asked: number): Error {
  return new NotReady({
    what: `the stand-in has no answer to question ${asked}`,
    advice: 'give it one more answer',
  })
}
