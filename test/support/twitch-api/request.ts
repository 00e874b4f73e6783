import type { IncomingMessage } from 'node:http'

export interface FakeRequest {
  readonly method: string
  /** Below its server: `/token`, `/chat/messages`. */
  readonly path: string
  /** Of query and form: clients put them in either. */
  readonly params: URLSearchParams
  readonly json: Readonly<Record<string, unknown>>
  readonly authorization: string
  readonly clientId: string
  readonly at: number
}

export interface FakeAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://fake')
  let text = ''
  for await (const chunk of incoming) text += String(chunk)
  const type = incoming.headers['content-type'] ?? ''
  const form = type.includes('form') ? [...new URLSearchParams(text)] : []
  return {
    method: incoming.method ?? 'GET',
    path: pathname,
    params: new URLSearchParams([...searchParams, ...form]),
    json: type.includes('json') ? parsed(text) : {},
    authorization: incoming.headers.authorization ?? '',
    clientId: String(incoming.headers['client-id'] ?? ''),
    at: Date.now(),
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return {}
  }
}
