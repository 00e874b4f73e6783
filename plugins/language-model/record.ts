import { type Event, event, type Generated, type NewEvent } from 'promethean'
import type { Fenced } from './fence.ts'

/** One question and what came. */
export interface Exchange {
  readonly sent: Fenced
  readonly mark: string
  readonly answer: Generated
  readonly latencyMs: number
  readonly cause: Event | undefined
}

/** The `llm.answered` of an exchange: what the model read and wrote. */
export function answeredEvent({ sent, mark, answer, latencyMs, cause }: Exchange): NewEvent {
  // The mark of one question is nothing to learn from, and would make equal prompts differ.
  const plain = (text: string) => text.replaceAll(mark, 'untrusted')
  const { text, model, tokens } = answer
  const data = {
    ...(sent.system !== undefined && { system: plain(sent.system) }),
    prompt: plain(sent.prompt),
    answer: text,
    model,
    latencyMs,
    ...(tokens !== undefined && { tokens }),
  }
  const { id, platform, channel, test } = cause ?? {}
  return event('llm.answered', data, { cause: id, platform, channel, test })
}
