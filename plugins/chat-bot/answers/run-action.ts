import { type Actions, type Context, type Event, inTime, type Json } from 'promethean'
import { doerOf } from '../gate.ts'
import type { Answer } from './answer.ts'
import type { AnswerFailures } from './answer-failures.ts'

const BEGIN_MS = 10_000

export interface ActionParts extends Pick<Context, 'note' | 'signal'> {
  actions(): Actions | undefined
}

/** Runs the action of an answer's rule, if it has one. Never rejects; failures are noted and logged. */
export async function runAction(
  { entry, event, args, rest }: Answer,
  { actions: found, note, signal }: ActionParts,
  failures: AnswerFailures,
): Promise<void> {
  const { run } = entry.rule
  if (run === undefined) return
  try {
    const actions = found()
    if (actions === undefined) throw new Error('no plugin in this config provides Actions')
    const late = () => new Error(`the action did not start within ${BEGIN_MS / 1_000} s`)
    const outcome = await inTime({ ms: BEGIN_MS, signals: [signal], late }, one =>
      actions.run(run, actionArgs(event, args, rest), { cause: event, signal: one }),
    )
    const what = outcome.done ? 'ran an action' : `ran no action, ${outcome.message}`
    note(event, `${entry.name}: ${what}`)
  } catch (failure) {
    // The other program may be in trouble; that heals.
    failures.failed({ entry, event, heals: true }, failure)
  }
}

// The names Streamer.bot uses for its own commands.
function actionArgs(event: Event, args: readonly string[], rest: string): Record<string, Json> {
  const { id = '', name = '', displayName = '' } = doerOf(event) ?? {}
  const inputs = args.map((word, index) => [`input${index}`, word])
  return {
    ...Object.fromEntries(inputs),
    user: displayName,
    userName: name,
    userId: id,
    message: event.type === 'chat.message' ? event.data.text : rest,
    rawInput: rest,
    args: [...args],
    event: event.type,
    platform: event.platform ?? '',
    channel: event.channel ?? '',
  }
}
