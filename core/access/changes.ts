import { randomBytes } from 'node:crypto'
import { PrometheanError } from '../errors.ts'
import { nearest } from '../text/nearest.ts'
import type { StoredToken } from './file.ts'
import type { AccessHolder } from './tokens.ts'

/** Name of the streamer's own token, which is made at the first start. */
export const DOCK = 'dock'

// As long as a key: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html asks for half of it.
const TOKEN_BYTES = 32

type Tokens = readonly StoredToken[]

/** The same tokens with the dock's. */
export function withDock(tokens: Tokens): Tokens {
  return hasName(tokens, DOCK) ? tokens : withNewDock(tokens)
}

/** The same tokens with a new one for the dock; the old one is nobody's then. */
export function withNewDock(tokens: Tokens): Tokens {
  return [newToken({ name: DOCK, kind: 'dock' }), ...tokens.filter(({ name }) => name !== DOCK)]
}

/** The same tokens with one more. @throws PrometheanError if the name is taken */
export function withToken(tokens: Tokens, holder: AccessHolder): Tokens {
  const { name } = holder
  const what = `cannot make the token ${name}`
  if (name === DOCK) {
    const why = 'this is the name of the one in the address of your page'
    throw new PrometheanError('runtime', { what, why, advice: 'choose another name' })
  }
  if (hasName(tokens, name)) {
    const advice = `choose another name, or revoke that one first: promethean dock --revoke ${name}`
    throw new PrometheanError('runtime', { what, why: 'there is one of this name', advice })
  }
  return [...tokens, newToken(holder)]
}

/** The same tokens without one. @throws PrometheanError if there is none of this name */
export function withoutToken(tokens: Tokens, name: string): Tokens {
  if (hasName(tokens, name)) return tokens.filter(token => token.name !== name)
  const names = tokens.map(token => token.name)
  const meant = nearest(name, names)
  throw new PrometheanError('runtime', {
    what: `cannot revoke the token ${name}`,
    why: 'there is none of this name',
    advice: meant === undefined ? 'promethean dock --list shows all' : `did you mean ${meant}?`,
  })
}

function hasName(tokens: Tokens, wanted: string): boolean {
  return tokens.some(({ name }) => name === wanted)
}

function newToken(holder: AccessHolder): StoredToken {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  return { ...holder, token, since: new Date().toISOString() }
}
