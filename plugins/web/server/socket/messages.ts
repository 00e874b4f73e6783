import { z } from 'zod'
import type { Call, Cancel, Greeting, Listen } from '../../wire.ts'
import { isTooDeep } from '../json-body.ts'

const id = z.int().nonnegative()
const greeting = z.strictObject({ token: z.string().max(1_000) })
const request = z.union([
  z.strictObject({
    id,
    call: z.string(),
    input: z.unknown().optional(),
    dry: z.boolean().optional(),
  }),
  z.strictObject({ id, listen: z.string(), input: z.unknown().optional() }),
  z.strictObject({ id, cancel: z.literal(true) }),
])

/** The first message of a page; undefined if it is none. */
export function readGreeting(text: string): Greeting | undefined {
  return greeting.safeParse(fromJson(text)).data
}

/** Any other message of a page; undefined if it is none. */
export function readRequest(text: string): Call | Listen | Cancel | undefined {
  return request.safeParse(fromJson(text)).data
}

function fromJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isTooDeep(value) ? undefined : value
  } catch {
    return undefined
  }
}
