import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { sent } from './asked.ts'

type Headers = Readonly<Record<string, string>>

const HANDSHAKE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'bWFkZS11cC1mb3ItdGVzdA==',
}

/** The request for a WebSocket, as text. */
export function handshake(
  { port }: { readonly port: number },
  { path = '/socket', method = 'GET', ...more }: Headers = {},
): string {
  const headers = { Host: `127.0.0.1:${port}`, ...HANDSHAKE, ...more }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** The answer to such a request that is not accepted. */
export function upgraded(
  served: { readonly port: number },
  { path = '/socket', method = 'GET', ...more }: Headers,
): Promise<Response> {
  return sent(served, { ...HANDSHAKE, ...more }, { path, method })
}

/** A client that never closes its end, whatever it is told, until the test ends. */
export class RawClient {
  readonly #socket: Socket
  text = ''
  /** Whether the other end is gone. */
  isOver = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', data => {
      this.text += data.toString('latin1')
    })
    for (const end of ['end', 'close', 'error'])
      socket.on(end, () => {
        this.isOver = true
      })
    onTestFinished(() => void socket.destroy())
  }

  static async open(port: number, text: string): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const client = new RawClient(socket)
    await once(socket, 'connect')
    socket.write(text)
    return client
  }

  write(data: Buffer): void {
    this.#socket.write(data)
  }
}

/** A text as a client sends it over a WebSocket, at most 125 bytes. */
export function frame(text: string): Buffer {
  // A mask of zeros leaves it as it is.
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}
