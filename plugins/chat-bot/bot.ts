import type { Context, Event, Receipt } from 'promethean'
import type { Answer } from './answers/answer.ts'
import { AnswerFailures } from './answers/answer-failures.ts'
import { Replies, type RepliesParts } from './answers/replies.ts'
import { type ActionParts, runAction } from './answers/run-action.ts'
import type { HoldReason } from './gate.ts'
import type { Match, RuleBook } from './rules/rule-book.ts'
import { steadyNow } from './steady-clock.ts'

interface BotParts extends RepliesParts, ActionParts, Pick<Context, 'log'> {
  readonly book: RuleBook
}

/** Decides what is answered, and answers it. */
export class Bot {
  readonly #parts: BotParts
  readonly #failures: AnswerFailures
  readonly #replies: Replies

  constructor(parts: BotParts) {
    this.#parts = parts
    this.#failures = new AnswerFailures(parts)
    this.#replies = new Replies(parts, this.#failures)
  }

  /**
   * The answers an event gets: a line of chat that of its command, else of the first mention or pattern that may; and every
   * rule for its type.
   */
  decide(event: Event): readonly Answer[] {
    const { book, gate } = this.#parts
    const never = gate.neverAnswered(event)
    const matches = [...(event.type === 'chat.message' ? this.#ofLine(event, never) : [])]
    for (const match of book.events(event)) if (this.#may(match, event, never)) matches.push(match)
    return matches.map(match => ({ ...match, event, at: steadyNow() }))
  }

  /** Never rejects: what went wrong is noted and logged. */
  async answer(answer: Answer): Promise<Receipt | undefined> {
    const [receipt] = await Promise.all([
      this.#replies.give(answer),
      runAction(answer, this.#parts, this.#failures),
    ])
    return receipt
  }

  /** There were too many at once: this one is dropped. */
  letGo({ entry, event }: Answer): void {
    this.#parts.gate.giveBack(entry, event)
    this.#holdBack(entry, event, { code: 'too_many', text: 'too many answers are already waiting' })
  }

  #ofLine(event: Event<'chat.message'>, never: HoldReason | undefined): readonly Match[] {
    const { book } = this.#parts
    const command = book.command(event)
    if (command !== undefined) return this.#may(command, event, never) ? [command] : []
    if (never !== undefined) return []
    for (const match of book.texts(event)) if (this.#may(match, event, never)) return [match]
    return []
  }

  #may({ entry }: Match, event: Event, never: HoldReason | undefined): boolean {
    const why = never ?? this.#parts.gate.heldBack(entry, event)
    if (why !== undefined) this.#holdBack(entry, event, why)
    return why === undefined
  }

  #holdBack({ name }: Answer['entry'], event: Event, { code, text }: HoldReason): void {
    this.#parts.note(event, `${name}: held back, ${text}`, { heldBack: code })
  }
}
