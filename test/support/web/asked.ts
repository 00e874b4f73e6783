import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

interface Wish {
  readonly path?: string
  readonly method?: string
  readonly body?: string
}

/** The answer to a request with exactly these headers, `Host` too; fetch sets its own. */
export async function asked(
  served: { readonly port: number },
  headers: Readonly<Record<string, string>>,
  wish: Wish = {},
): Promise<{ readonly status: number | undefined; readonly headers: IncomingHttpHeaders }> {
  const { statusCode: status, headers: told } = (await answerTo(served, headers, wish)).resume()
  return { status, headers: told }
}

/** The whole answer to such a request. */
export async function sent(
  served: { readonly port: number },
  headers: Readonly<Record<string, string>>,
  wish: Wish = {},
): Promise<Response> {
  const answer = await answerTo(served, headers, wish)
  const told = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) told.set(name, String(value))
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const hasBody = answer.statusCode !== 204
  return new Response(hasBody ? Buffer.concat(chunks) : null, {
    status: answer.statusCode ?? 0,
    headers: told,
  })
}

function answerTo(
  { port }: { readonly port: number },
  headers: Readonly<Record<string, string>>,
  { path = '/', method = 'GET', body = '' }: Wish,
): Promise<IncomingMessage> {
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  const all = { ...headers, ...length }
  const asking = request({ host: '127.0.0.1', port, path, method, headers: all }).end(body)
  return new Promise((resolve, reject) => asking.on('response', resolve).on('error', reject))
}
