import type { Context } from 'hono'
import { NO_TOKEN, UNKNOWN_TOKEN } from './refusals.ts'
import { refuse } from './refuse.ts'

/** Whoever a request's token belongs to, as `find` tells; or the answer that refuses it. */
export async function bearer<T>(
  c: Context,
  find: (token: string) => Promise<T | undefined>,
  refusals = { missing: NO_TOKEN, unknown: UNKNOWN_TOKEN },
): Promise<T | Response> {
  const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const found = token === undefined ? undefined : await find(token)
  if (found !== undefined) return found
  c.header('WWW-Authenticate', 'Bearer')
  return refuse(c, 401, token === undefined ? refusals.missing : refusals.unknown)
}
