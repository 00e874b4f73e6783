import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

/** The answer to a request with exactly these headers, `Host` too; fetch sets its own. */
export async function asked(
  { port }: { readonly port: number },
  headers: Readonly<Record<string, string>>,
  { path = '/', method = 'GET' } = {},
): Promise<{ readonly status: number | undefined; readonly headers: IncomingHttpHeaders }> {
  const sent = request({ host: '127.0.0.1', port, path, method, headers }).end()
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject)
  })
  const { statusCode: status, headers: told } = (await answered).resume()
  return { status, headers: told }
}
