import { inOrder } from 'promethean'
import { filter, merge, type Observable } from 'rxjs'
import type { Bot } from '../bot.ts'
import type { Answer } from './answer.ts'
import { boundedMergeMap } from './bounded-merge-map.ts'

// Answers that only take their turn in the outbox, which is bounded itself.
const MOST_AT_ONCE = 500
// Questions to a language model are asked one by one; more than this would be answered too late.
const MOST_QUESTIONS = 10

/** Plain answers side by side, questions to a model one by one. */
export function sayAnswers(answers: Observable<Answer>, bot: Bot) {
  return merge(
    answers.pipe(
      filter(answer => !asksModel(answer)),
      boundedMergeMap(answer => bot.answer(answer), {
        max: MOST_AT_ONCE,
        onDrop: answer => bot.letGo(answer),
      }),
    ),
    answers.pipe(
      filter(answer => asksModel(answer)),
      inOrder(answer => bot.answer(answer), {
        max: MOST_QUESTIONS,
        // Only its own answers wait.
        onDrop: answer => bot.letGo(answer as Answer),
      }),
    ),
  )
}

function asksModel({ entry }: Answer): boolean {
  return entry.words.kind === 'prompt'
}
