import { sentenceOf } from 'promethean'
import type { Refusal } from '../wire.ts'

/** A refusal as it is answered over HTTP. */
export function refusalBody(refusal: Refusal) {
  const { code, ...said } = refusal
  return { code, message: sentenceOf(refusal), ...said }
}

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
  code: 'not_found',
  what: 'there is nothing at this address',
  advice: DOCK,
}

const TOKEN = 'take a token that promethean dock prints'

export const NO_TOKEN: Refusal = {
  code: 'refused',
  what: 'cannot answer without a token',
  advice: `${TOKEN} and send it as Authorization: Bearer <token>`,
}

export const UNKNOWN_TOKEN: Refusal = {
  code: 'refused',
  what: 'cannot answer with this token',
  why: 'it is not known, or was revoked',
  advice: TOKEN,
}

export const FOR_AGENTS: Refusal = {
  code: 'refused',
  what: 'cannot answer with this token',
  why: 'it is for an agent, and opens only /mcp',
  advice: 'make one for a program with promethean dock --token <name>',
}

const MAKE_AGENT = 'make one with promethean dock --token <name> --agent'

export const NO_AGENT_TOKEN: Refusal = {
  code: 'refused',
  what: 'cannot answer without the token of an agent',
  advice: `${MAKE_AGENT}, and send it as Authorization: Bearer <token>`,
}

export const UNKNOWN_AGENT_TOKEN: Refusal = {
  ...UNKNOWN_TOKEN,
  advice: `use one that the list of promethean dock --list has for an agent, or ${MAKE_AGENT}`,
}

export const NOT_FOR_AGENTS: Refusal = {
  code: 'refused',
  what: 'cannot answer with this token',
  why: 'it is for a page or a program, and does not open /mcp',
  advice: `an agent needs a token of its own: ${MAKE_AGENT}`,
}

/** What is left of a method that an operation does not answer. */
export function onlyWith(methods: readonly string[]): Refusal {
  return {
    code: 'runtime',
    what: 'cannot answer this method here',
    why: `this operation answers ${methods.join(', ')}`,
    advice: 'send its input as JSON with POST; GET /api lists the operations',
  }
}

export const UNKNOWN_QUERY: Refusal = {
  code: 'invalid_input',
  what: 'the address has a part after ? that is not known',
  why: 'only ?dry=1 is: the token goes in the Authorization header, the input in the body',
  advice: 'leave it out; if it was a token, revoke it, because addresses end up in logs',
}

export const NOT_DECLARED: Refusal = {
  code: 'invalid_input',
  what: 'the input is not declared as JSON',
  advice: 'send it with Content-Type: application/json',
}

export const NO_JSON: Refusal = {
  code: 'invalid_input',
  what: 'the input is not JSON',
  advice: 'correct it; an object without fields is {}',
}

export const TOO_DEEP: Refusal = {
  code: 'invalid_input',
  what: 'the input is nested too deeply',
  why: 'at most 100 lists and objects in one another are read',
  advice: 'send it flatter',
}

export const NO_HTTP: Refusal = {
  code: 'invalid_input',
  what: 'the request cannot be read as HTTP/1.1',
  advice: 'open the page with http://, not https://; a program sends what its HTTP library makes',
}

export const TOO_LONG_HEADERS: Refusal = {
  code: 'invalid_input',
  what: 'the address and headers are too long',
  why: 'at most 16 kB are read',
  advice: 'send the input in the body',
}

export const TOO_SLOW: Refusal = {
  code: 'invalid_input',
  what: 'the request did not arrive in time',
  advice: 'send it again',
}

export const TOO_LARGE: Refusal = {
  code: 'invalid_input',
  what: 'the input is too large',
  why: 'at most 256 kB are read',
  advice: 'send less at once',
}

export const TOO_MANY_PAGES: Refusal = {
  code: 'refused',
  what: 'cannot serve another page',
  why: 'too many are open',
  advice: 'close some',
}

export const NO_WEBSOCKET: Refusal = {
  code: 'runtime',
  what: 'cannot answer here without a WebSocket',
  why: 'the request does not ask for one, or its headers are not those of one',
  advice: 'connect with a WebSocket of version 13, or use POST /api/<operation>',
}

export const TOO_MUCH_AT_ONCE: Refusal = {
  code: 'refused',
  what: 'cannot do this now',
  why: 'too much is still being answered',
  advice: 'wait for an answer',
}

/** @param may the operations that the token may use */
export function notAllowed(operation: string, may: readonly string[]): Refusal {
  return {
    code: 'refused',
    what: `cannot use ${operation}`,
    why: 'this token may not',
    advice: `use a token that may; this one may use ${may.length > 0 ? may.join(', ') : 'nothing'}`,
  }
}

export function unknownOperation(operation: string): Refusal {
  return {
    code: 'not_found',
    what: `there is no operation ${operation}`,
    advice: 'see the list of operations',
  }
}

export function notAStream(operation: string): Refusal {
  return { code: 'not_found', what: `${operation} is no stream`, advice: 'call it instead' }
}

export function aStream(operation: string): Refusal {
  return {
    code: 'not_found',
    what: `${operation} is a stream of lines`,
    advice: 'listen to it over the WebSocket /socket',
  }
}
