import type { Sentence } from 'promethean'
import type { Budget } from './parts.ts'

/** There is nobody to ask. @param wanted as the config names it */
export function noModel(wanted: string | undefined): Sentence {
  return {
    what: 'cannot write a recap',
    why: wanted === undefined ? 'no language model is ready' : `${wanted} is not ready`,
    advice: 'add languageModel to the config, or start its server',
  }
}

/** Earlier tries used up all of it. */
export function spentAll(session: string, { calls, tokens }: Budget): Sentence {
  return {
    what: `cannot write a recap of ${session}`,
    why: `its budget is used up (${calls} requests, ${tokens} tokens)`,
    advice: 'raise calls or tokens, then promethean parked recap --retry',
  }
}
