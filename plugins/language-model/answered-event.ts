import {
  event,
  type Generated,
  type GenerateRequest,
  type NewEvent,
  type Secrets,
} from 'promethean'
import type { Fenced } from './fence.ts'

/** One question and what came. */
interface Exchange {
  readonly sent: Fenced
  readonly mark: string
  readonly answer: Generated
  readonly latencyMs: number
  readonly asked: Pick<GenerateRequest, 'cause' | 'by'>
}

/**
 * The `llm.answered` of an exchange: what the model read and wrote.
 * @param hide makes a text fit to be kept
 */
export function answeredEvent(
  { sent, mark, answer, latencyMs, asked: { cause, by } }: Exchange,
  hide: Secrets['redact'],
): NewEvent {
  // The mark of one question is nothing to learn from, and would make equal prompts differ.
  const plain = (text: string) => hide(text.replaceAll(mark, 'untrusted'))
  const { text, model, tokens, lookUps } = answer
  const data = {
    ...(sent.system !== undefined && { system: plain(sent.system) }),
    prompt: plain(sent.prompt),
    answer: hide(text),
    model,
    latencyMs,
    ...(tokens !== undefined && { tokens }),
    ...(lookUps !== undefined && { lookUps }),
    ...(by !== undefined && { plugin: by }),
  }
  const { id, platform, channel, test } = cause ?? {}
  return event('llm.answered', data, { cause: id, platform, channel, test })
}
