import { texts } from '../texts.ts'

/** The answer of `say`. */
export interface SayDone {
  readonly status: 'sent' | 'dropped' | 'dry'
  readonly reason?: string
  readonly capturedBy?: string
  readonly confirmed?: boolean
}

/** What became of an act. `bad`: it was not done; `wait`: it is done, but not as one may think. */
export interface Became {
  readonly level: 'good' | 'wait' | 'bad'
  readonly words: string
}

/** What became of an answer, as a sentence. */
export function saidWords({ status, reason = '', capturedBy, confirmed }: SayDone): Became {
  const { acts } = texts
  if (status === 'dropped')
    return { level: 'bad', words: acts.notSent(reason.replaceAll('_', ' ')) }
  if (capturedBy !== undefined) return { level: 'wait', words: acts.captured(capturedBy) }
  if (confirmed === false) return { level: 'wait', words: acts.sentUnconfirmed }
  return { level: 'good', words: acts.sent }
}
