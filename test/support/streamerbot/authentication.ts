import { createHash, randomBytes } from 'node:crypto'

/** What a server greets with where authentication is on. */
export interface Challenge {
  readonly salt: string
  readonly challenge: string
}

/** A fresh challenge, as each connection gets one. */
export function makeChallenge(): Challenge {
  return { salt: randomBytes(32).toString('base64'), challenge: randomBytes(32).toString('base64') }
}

/** The right answer: salt and challenge are used as the texts they are, never decoded. */
export function answerTo({ salt, challenge }: Challenge, password: string): string {
  return hash(`${hash(`${password}${salt}`)}${challenge}`)
}

function hash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64')
}
