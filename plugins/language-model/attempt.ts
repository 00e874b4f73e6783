import { parseDuration } from 'promethean'
import { estimate } from './budget.ts'
import type { Question } from './client.ts'
import { type Heard, listen } from './listen.ts'
import type { SpeakerParts } from './speaker.ts'
import { troubleOf } from './trouble.ts'

type AttemptParts = Pick<SpeakerParts, 'options' | 'budget' | 'client'>

/** Asks once, and counts what it cost; half an answer costs too. @throws Trouble */
export async function attempt(
  question: Question,
  { options, budget, client }: AttemptParts,
  signal: AbortSignal,
): Promise<Heard> {
  const asked = estimate(`${question.system ?? ''}${question.prompt}`)
  const costOf = (size: number) => asked + Math.ceil(size / 4)
  let cost = 0
  let settle = (_: number) => {}
  try {
    signal.throwIfAborted()
    settle = budget.hold(asked)
    const pieces = (await client()).ask(question, signal)
    const heard = await listen(pieces, signal, {
      model: options.model,
      quietMs: parseDuration(options.quiet),
      onWaste: size => {
        if (size > 0) cost = costOf(size)
      },
    })
    cost = heard.tokens ?? costOf(heard.size)
    return heard
  } catch (failure) {
    throw troubleOf(signal.aborted ? signal.reason : failure, options)
  } finally {
    settle(cost)
  }
}
