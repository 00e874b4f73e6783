import { texts } from '../texts.ts'

/** The answer of `say`. */
export interface SayDone {
  readonly status: 'sent' | 'dropped' | 'dry'
  readonly reason?: string
  readonly capturedBy?: string
  readonly confirmed?: boolean
}

/** What became of an answer, as a sentence. */
export function saidWords({ status, reason = '', capturedBy, confirmed }: SayDone): {
  readonly isDone: boolean
  readonly words: string
} {
  const { acts } = texts
  if (status === 'dropped')
    return { isDone: false, words: acts.notSent(reason.replaceAll('_', ' ')) }
  if (capturedBy !== undefined) return { isDone: true, words: acts.captured(capturedBy) }
  return { isDone: true, words: confirmed === false ? acts.sentUnconfirmed : acts.sent }
}
