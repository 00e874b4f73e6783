import { randomUUID } from 'node:crypto'
import {
  type Context,
  cutAtWord,
  type Generated,
  type GenerateRequest,
  inTime,
  jsonSchemaOf,
  type LanguageModel,
  type NewEvent,
  parseDuration,
} from 'promethean'
import { answeredEvent } from './answered-event.ts'
import { type AttemptParts, attempt } from './attempt.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { answerText } from './clean-text.ts'
import * as sentence from './errors.ts'
import { fence } from './fence.ts'
import { type JsonAnswer, readJsonAnswer, schemaInstruction } from './json-answer.ts'
import { LookUps } from './look-ups.ts'
import type { ModelRequest } from './provider/client.ts'
import type { CollectedAnswer } from './provider/collect-answer.ts'
import { modelFailureOf } from './provider/failure.ts'
import { factsOf } from './provider/providers.ts'
import { requestWithoutSecrets } from './without-secrets.ts'

// A model at home answers one at a time; more than these would only wait for each other.
const MOST_AT_ONCE = 8

/** What a speaker needs of its plugin. */
interface ModelParts extends AttemptParts, Pick<Context, 'log' | 'note' | 'signal'> {
  publish(told: NewEvent): void
}

/** A question with the time it has. */
interface TimedRequest {
  readonly request: GenerateRequest
  /** The JSON Schema of the answer, if one is requested and can be expressed. */
  readonly shape: Readonly<Record<string, unknown>> | undefined
  readonly signal: AbortSignal
  /** By the monotonic clock. */
  readonly endsAt: number
}

/** Asks the model: with a fence, within its time and budget, and publishes events about it. */
export class Model implements LanguageModel {
  readonly #parts: ModelParts
  readonly #model: string
  readonly #breaker: CircuitBreaker
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(parts: ModelParts) {
    this.#parts = parts
    this.#model = parts.options.model
    this.#breaker = new CircuitBreaker(this.#model)
  }

  async generate(request: GenerateRequest): Promise<Generated> {
    const { log, note, options, secrets } = this.#parts
    const work = this.#generate(request)
    this.#underWay.add(work)
    try {
      return await work
    } catch (failure) {
      const trouble = modelFailureOf(failure, options, secrets.redact)
      if (request.cause !== undefined) note(request.cause, trouble.message)
      if (trouble.isExpected) log.debug(trouble.message)
      else log.warn(trouble.message)
      throw trouble
    } finally {
      this.#underWay.delete(work)
    }
  }

  /** Resolves when no question is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  async #generate(request: GenerateRequest): Promise<Generated> {
    const { options, signal } = this.#parts
    if (this.#underWay.size >= MOST_AT_ONCE) throw sentence.crowded(this.#model, MOST_AT_ONCE)
    const ms = parseDuration(request.deadline ?? options.deadline)
    const endsAt = performance.now() + ms
    const shape = request.schema && jsonSchemaOf(request.schema, 'draft-07')
    const late = () => sentence.late(this.#model, ms)
    try {
      return await inTime({ ms, late, signals: [request.signal, signal] }, ending =>
        this.#answer({ request, shape, signal: ending, endsAt }),
      )
    } catch (failure) {
      const isCalledOff = signal.aborted || request.signal?.aborted
      throw isCalledOff ? sentence.calledOff(this.#model, failure) : failure
    }
  }

  async #answer(turn: TimedRequest): Promise<Generated> {
    const { schema, maxLength } = turn.request
    const first = await this.#ask(turn, turn.request)
    if (schema === undefined)
      return maxLength === undefined ? first : { ...first, text: cutAtWord(first.text, maxLength) }
    const fits = await readJsonAnswer(first.text, schema)
    if (fits.isFit) return { ...first, value: fits.value }
    const second = await this.#ask(turn, repaired(turn.request, first.text, fits))
    const fitsNow = await readJsonAnswer(second.text, schema)
    if (fitsNow.isFit) return { ...second, value: fitsNow.value }
    throw sentence.misfit(this.#model, fitsNow.why)
  }

  async #ask(turn: TimedRequest, request: GenerateRequest): Promise<Generated> {
    const { options, publish, secrets, log } = this.#parts
    const asked = requestWithoutSecrets(request, secrets.redact)
    const before = performance.now()
    const mark = `untrusted-${randomUUID()}`
    const { tools = [], lookUps: most } = asked
    const lookUps = new LookUps({
      ...{ tools, most, mark, model: this.#model, signal: turn.signal, hide: secrets.redact, log },
    })
    const system = systemOf(asked, turn.shape)
    const sent = fence({ ...asked, system, isOpen: tools.length > 0 }, mark)
    const question = {
      ...sent,
      temperature: asked.temperature ?? options.temperature,
      shape: factsOf(options.provider).takesSchema ? turn.shape : undefined,
    }
    const heard = await this.#hear(turn, question, lookUps)
    const text = answerText(heard.text)
    const tokens = heard.tokens !== undefined && { tokens: heard.tokens }
    const found = lookUps.made.length > 0 && { lookUps: lookUps.made }
    const answer = { text, model: this.#model, ...tokens, ...found }
    const latencyMs = Math.round(performance.now() - before)
    publish(answeredEvent({ sent, mark, answer, latencyMs, asked }, secrets.redact))
    if (text === '') throw sentence.empty(this.#model)
    // Cut to its length anyway, it need not have come to an end.
    const isUsable = asked.maxLength !== undefined && asked.schema === undefined
    if (!heard.isWhole && !isUsable) throw sentence.endless(this.#model)
    return answer
  }

  /** Asks until it answers, with what it looks up in between. */
  async #hear(
    turn: TimedRequest,
    question: Omit<ModelRequest, 'tools' | 'turns'>,
    lookUps: LookUps,
  ): Promise<CollectedAnswer> {
    const limits = { signal: turn.signal, leftMs: () => turn.endsAt - performance.now() }
    for (let spent: number | undefined = 0; ; ) {
      const asked = { ...question, tools: lookUps.offered, turns: [...lookUps.turns] }
      const heard = await this.#breaker.ask(() => attempt(asked, this.#parts, turn.signal), limits)
      spent = heard.tokens === undefined || spent === undefined ? undefined : spent + heard.tokens
      const calls = lookUps.callsIn({ ...heard, text: answerText(heard.text) })
      if (calls.length === 0) return { ...heard, tokens: spent }
      await lookUps.look(calls, heard.thought)
    }
  }
}

function systemOf(
  { system, schema }: GenerateRequest,
  shape: TimedRequest['shape'],
): string | undefined {
  if (schema === undefined) return system
  return [system, schemaInstruction(shape)].filter(part => part).join('\n\n')
}

// Its own answer is no more to be trusted than what it read.
function repaired(
  request: GenerateRequest,
  answer: string,
  { why }: JsonAnswer & { isFit: false },
): GenerateRequest {
  // It has looked up what it may.
  const { prompt, untrusted = [], tools: _, ...rest } = request
  return {
    ...rest,
    prompt: `${prompt}\n\nYour last answer does not fit (${why}). Answer again, so that it fits.`,
    untrusted: [...untrusted, { label: 'your last answer', lines: answer.split('\n') }],
  }
}
