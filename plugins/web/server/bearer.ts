import type { Context } from 'hono'
import type { Refusal } from '../wire.ts'
import { refuse } from './refuse.ts'

/** What a door says to a request that it does not open for. */
export interface Closed {
  readonly missing: Refusal
  /** To a token that is not known here. */
  unknown(token: string): Promise<Refusal>
}

/** Whoever a request's token belongs to, as `find` tells; or the answer that refuses it. */
export async function bearer<T>(
  c: Context,
  find: (token: string) => Promise<T | undefined>,
  { missing, unknown }: Closed,
): Promise<T | Response> {
  const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const found = token === undefined ? undefined : await find(token)
  if (found !== undefined) return found
  c.header('WWW-Authenticate', 'Bearer')
  return refuse(c, 401, token === undefined ? missing : await unknown(token))
}
