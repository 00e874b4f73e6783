import { inTime } from 'promethean'
import { cut, ModelFailure, stalled } from '../errors.ts'
import type { AnswerChunk, ToolCall } from './client.ts'
import { statusOf } from './failure.ts'

/** An answer, as the model wrote it. */
export interface CollectedAnswer {
  readonly text: string
  /** What it thought, where the provider tells. */
  readonly thought: string
  /** What it wants to look up. */
  readonly calls: readonly ToolCall[]
  /** Tokens of prompt and answer together, if the provider reported them. */
  readonly tokens: number | undefined
  /** Characters of its text and thinking: used to estimate the cost if the provider does not report it. */
  readonly size: number
  /** False if it was stopped for its length. */
  readonly isWhole: boolean
}

interface CollectSettings {
  readonly model: string
  /** Silence within the answer longer than this ends it. */
  readonly quietMs: number
  /** Told how long an answer was that failed half-way, in characters. */
  onWaste(size: number): void
}

// A title has 140 characters, a summary some hundred; a model that repeats itself never stops.
const MOST_CHARACTERS = 60_000

/**
 * Hears an answer to its end. A stream that falls silent, or ends without saying that it is done, is no answer.
 * @throws Trouble if it stalled or was cut off, else the stream's error or the signal's reason
 */
export async function collectAnswer(
  pieces: AsyncIterable<AnswerChunk>,
  signal: AbortSignal,
  settings: CollectSettings,
): Promise<CollectedAnswer> {
  const { model, quietMs } = settings
  const iterator = pieces[Symbol.asyncIterator]()
  const soFar: SoFar = { text: '', thought: '', calls: [], size: 0 }
  try {
    // Before its first piece a model may be loading for long; that is the deadline's matter.
    for (let ms = Number.POSITIVE_INFINITY; ; ms = quietMs) {
      const limits = { ms, late: () => stalled(model, quietMs), signals: [signal] }
      const step = await inTime(limits, () => iterator.next())
      const heard = take(step, soFar, model)
      if (heard !== undefined) return heard
    }
  } catch (failure) {
    settings.onWaste(soFar.size)
    throw isCut(failure, soFar.size, signal) ? cut(model) : failure
  } finally {
    // Not waited for: what has stalled would not end either.
    void Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}

interface SoFar {
  text: string
  thought: string
  readonly calls: ToolCall[]
  size: number
}

function take(
  step: IteratorResult<AnswerChunk>,
  soFar: SoFar,
  model: string,
): CollectedAnswer | undefined {
  if (step.done) throw cut(model)
  const piece = step.value
  if (piece.kind === 'error') throw piece.error
  if (piece.kind === 'done') return { ...soFar, tokens: piece.tokens, isWhole: true }
  soFar.size += sizeOf(piece)
  if (piece.kind === 'text') soFar.text += piece.text
  if (piece.kind === 'alive') soFar.thought += piece.thought
  if (piece.kind === 'call') soFar.calls.push(piece.call)
  return soFar.size > MOST_CHARACTERS ? { ...soFar, tokens: undefined, isWhole: false } : undefined
}

// Half an answer and then an unreported failure: whatever the libraries call it, it was cut off. If nothing came at
// all, it was no answer to begin with.
function isCut(failure: unknown, size: number, signal: AbortSignal): boolean {
  const isNamed =
    failure instanceof ModelFailure || statusOf(failure) !== undefined || signal.aborted
  return size > 0 && !isNamed
}

function sizeOf(piece: Exclude<AnswerChunk, { readonly kind: 'error' | 'done' }>): number {
  if (piece.kind === 'text') return piece.text.length
  return piece.kind === 'alive'
    ? piece.thought.length
    : (JSON.stringify(piece.call.input)?.length ?? 0)
}
