import { type Context, messageOf } from 'promethean'
import type { Answer } from './answer.ts'

interface FailedAnswer extends Pick<Answer, 'entry' | 'event'> {
  /** No action is needed. */
  readonly heals: boolean
}

/** Notes and logs failed answers: once per rule until it works again, because a busy chat would fill the log. */
export class AnswerFailures {
  readonly #parts: Pick<Context, 'log' | 'note' | 'signal'>
  readonly #failing = new Set<string>()

  constructor(parts: Pick<Context, 'log' | 'note' | 'signal'>) {
    this.#parts = parts
  }

  /** The rule of this name works. */
  worked(name: string): void {
    this.#failing.delete(name)
  }

  failed({ entry, event, heals }: FailedAnswer, failure: unknown): void {
    const { log, note, signal } = this.#parts
    const why = messageOf(failure)
    note(event, `${entry.name}: failed, ${why}`, { heldBack: 'failed' })
    if (signal.aborted) return
    const isNew = !this.#failing.has(entry.name)
    this.#failing.add(entry.name)
    const advice = heals ? 'the next match tries again' : 'correct the rule in the config'
    log[isNew ? (heals ? 'warn' : 'error') : 'debug'](
      `cannot answer ${entry.name}: ${why}; ${advice}`,
    )
  }
}
