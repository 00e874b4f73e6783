import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Refusal } from '../wire.ts'
import { refusalBody } from './refusals.ts'

/** An answer that says no. */
export function refuse(c: Context, status: ContentfulStatusCode, refusal: Refusal): Response {
  return c.json(refusalBody(refusal), status)
}
