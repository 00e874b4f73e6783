import type { Refusal } from '../wire.ts'
import { NO_JSON, NOT_DECLARED, TOO_LARGE } from './refusals.ts'

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
  const text = await textOf(request)
  if (text === undefined) return tooLarge
  const type = request.headers.get('content-type')
  if (text === '' && type === null) return { value: {} }
  if (!/^application\/json\s*(;|$)/i.test(type ?? '')) return { status: 415, refusal: NOT_DECLARED }
  try {
    return { value: JSON.parse(text || '{}') }
  } catch {
    return { status: 400, refusal: NO_JSON }
  }
}

const tooLarge = { status: 413, refusal: TOO_LARGE } as const

async function textOf({ body }: Request): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > MAX_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
