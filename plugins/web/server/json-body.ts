import type { Refusal } from '../wire.ts'
import { NO_JSON, NOT_DECLARED, TOO_DEEP, TOO_LARGE } from './refusals.ts'

const MAX_BYTES = 256_000

export type Body =
  | { readonly value: unknown }
  | { readonly status: 400 | 413 | 415; readonly refusal: Refusal }

/**
 * Reads the JSON of a request; without a body it is `{}`. It must say that it is JSON: a browser sends that from a page of
 * another site only after asking, and it is told no.
 */
export async function jsonBody(request: Request): Promise<Body> {
  if (Number(request.headers.get('content-length')) > MAX_BYTES) return tooLarge
  const bytes = await bytesOf(request)
  if (bytes === undefined) return tooLarge
  const type = request.headers.get('content-type')
  if (bytes.length === 0 && type === null) return { value: {} }
  if (!/^application\/json\s*(;|$)/i.test(type ?? '')) return { status: 415, refusal: NOT_DECLARED }
  try {
    const value: unknown = JSON.parse(UTF_8.decode(bytes) || '{}')
    return isTooDeep(value) ? { status: 400, refusal: TOO_DEEP } : { value }
  } catch {
    return { status: 400, refusal: NO_JSON }
  }
}

/** Whether it has more values in one another than what reads it can follow. */
export function isTooDeep(value: unknown, left = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some(inner => isTooDeep(inner, left - 1))
}

// RFC 8259, section 8.1. What is none is refused, not said in other letters.
const UTF_8 = new TextDecoder('utf-8', { fatal: true })
// No input has more than some of it.
const MAX_DEPTH = 100

const tooLarge = { status: 413, refusal: TOO_LARGE } as const

async function bytesOf({ body }: Request): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > MAX_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
