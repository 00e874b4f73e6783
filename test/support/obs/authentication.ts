import { createHash } from 'node:crypto'

/** What a client answers to Hello: the documented algorithm. */
export function answerTo(
  { salt, challenge }: { readonly salt: string; readonly challenge: string },
  password: string,
): string {
  return base64Hash(base64Hash(password + salt) + challenge)
}

function base64Hash(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
