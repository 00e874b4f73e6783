import { ConfigProblem, messageOf, PrometheanError, withoutUndefined } from 'promethean'
import type { Refusal } from '../wire.ts'

const DOCK = 'open the address that promethean dock prints'

export const STRANGE_NAME: Refusal = {
  code: 'refused',
  what: 'cannot answer under this name',
  why: 'it is not among the names of the plugin web',
  advice: `${DOCK}, or add the name to names`,
}

export const STRANGER: Refusal = {
  code: 'refused',
  what: 'cannot answer a page of another site',
  why: 'only its own page may ask',
  advice: DOCK,
}

export const NOTHING_THERE: Refusal = {
  code: 'runtime',
  what: 'there is nothing at this address',
  advice: DOCK,
}

export const TOO_MANY_PAGES: Refusal = {
  code: 'refused',
  what: 'cannot serve another page',
  why: 'too many are open',
  advice: 'close some',
}

export const TOO_MUCH_AT_ONCE: Refusal = {
  code: 'refused',
  what: 'cannot do this now',
  why: 'too much is still being answered',
  advice: 'wait for an answer',
}

export function notAllowed(operation: string): Refusal {
  return {
    code: 'refused',
    what: `cannot use ${operation}`,
    why: 'this token may not',
    advice: 'make one that may with promethean dock --token <name> --may <operations>',
  }
}

export function unknownOperation(operation: string): Refusal {
  return {
    code: 'runtime',
    what: `there is no operation ${operation}`,
    advice: 'see the list of operations',
  }
}

export function notAStream(operation: string): Refusal {
  return { code: 'runtime', what: `${operation} is no stream`, advice: 'call it instead' }
}

export function aStream(operation: string): Refusal {
  return {
    code: 'runtime',
    what: `${operation} is a stream of lines`,
    advice: 'listen to it over the WebSocket /socket',
  }
}

/** Why something failed. */
export function refusalOf(failure: unknown): Refusal {
  if (!(failure instanceof PrometheanError)) return { code: 'runtime', what: messageOf(failure) }
  const { code, what, why, advice } = failure
  const problems = failure instanceof ConfigProblem ? failure.problems : undefined
  return withoutUndefined({ code, what, why, advice, problems })
}
