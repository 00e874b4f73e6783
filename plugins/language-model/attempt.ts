import { type Context, parseDuration } from 'promethean'
import { type Budget, estimate } from './budget.ts'
import { calledOff, ModelFailure } from './errors.ts'
import type { ChatOptions } from './options.ts'
import type { Client, ModelRequest } from './provider/client.ts'
import { type CollectedAnswer, collectAnswer } from './provider/collect-answer.ts'
import { modelFailureOf } from './provider/failure.ts'

/** What asking needs of its plugin. */
export interface AttemptParts extends Pick<Context, 'secrets'> {
  readonly options: ChatOptions
  readonly budget: Budget
  client(): Promise<Client>
}

/** Asks once, and counts what it cost; half an answer costs too. @throws Trouble */
export async function attempt(
  question: ModelRequest,
  { options, budget, client, secrets }: AttemptParts,
  signal: AbortSignal,
): Promise<CollectedAnswer> {
  const { system = '', prompt, tools, turns } = question
  const looking = tools.length === 0 ? '' : JSON.stringify([tools, turns])
  const asked = estimate(`${system}${prompt}${looking}`)
  const costOf = (size: number) => asked + Math.ceil(size / 4)
  let cost = 0
  let settle = (_: number) => {}
  try {
    signal.throwIfAborted()
    settle = budget.hold(asked)
    const pieces = (await client()).ask(question, signal)
    const heard = await collectAnswer(pieces, signal, {
      model: options.model,
      quietMs: parseDuration(options.quiet),
      onWaste: size => {
        if (size > 0) cost = costOf(size)
      },
    })
    cost = heard.tokens ?? costOf(heard.size)
    return heard
  } catch (failure) {
    throw signal.aborted
      ? ended(signal, options.model)
      : modelFailureOf(failure, options, secrets.redact)
  } finally {
    settle(cost)
  }
}

// Its time was up, or nothing waits for it any more. That says nothing about the model, so it must not count as unavailable.
function ended({ reason }: AbortSignal, model: string): ModelFailure {
  return reason instanceof ModelFailure ? reason : calledOff(model, reason)
}
