import { execFile } from 'node:child_process'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { promisify } from 'node:util'
import { bareEnvironment } from '../process/environment.ts'
import { CONFORMANCE_PROGRAM } from './tools.ts'

const run = promisify(execFile)
const DEADLINE_MS = 120_000

/** Runs scenarios of the conformance suite against `/mcp`. @returns their names, each with how many checks it failed */
export async function conformance(
  port: number,
  token: string,
): Promise<ReadonlyMap<string, number>> {
  const door = await withToken(port, token)
  try {
    const args = ['server', '--url', `http://localhost:${door.port}/mcp`, '--suite', 'all']
    const settings = { env: bareEnvironment(), timeout: DEADLINE_MS, maxBuffer: 50_000_000 }
    // It ends with a code of its own where a scenario failed.
    const { stdout } = await run(process.execPath, [CONFORMANCE_PROGRAM, ...args], settings).catch(
      (failure: { stdout: string }) => failure,
    )
    const found = stdout.matchAll(/^[✓✗] ([\w-]+): \d+ passed, (\d+) failed/gmu)
    return new Map([...found].map(([, name = '', failed]) => [name, Number(failed)]))
  } finally {
    door.close()
  }
}

/** The suite knows no tokens: what it sends goes on with one. */
async function withToken(to: number, token: string) {
  const server = createServer((asked, answer) => {
    const { port } = Object(server.address())
    const headers = readdressed(asked.headers, port, to)
    const { url: path, method } = asked
    const told = { ...headers, authorization: `Bearer ${token}` }
    const on = request({ host: '127.0.0.1', port: to, path, method, headers: told }, found => {
      answer.writeHead(found.statusCode ?? 500, found.headers)
      found.pipe(answer)
    })
    on.on('error', () => answer.destroy())
    asked.pipe(on)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port }: { port: number } = Object(server.address())
  return {
    port,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

// Only what names this door: a strange host or page stays strange.
function readdressed(headers: IncomingHttpHeaders, from: number, to: number): IncomingHttpHeaders {
  const changed = (text: string) =>
    text.replace(new RegExp(`(localhost|127\\.0\\.0\\.1):${from}`), `127.0.0.1:${to}`)
  const { host, origin } = headers
  return {
    ...headers,
    ...(host && { host: changed(host) }),
    ...(origin && { origin: changed(origin) }),
  }
}
