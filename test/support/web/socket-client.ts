import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { FromPage, FromServer } from '../../../plugins/web/wire.ts'

/** A page's end of the WebSocket, as a browser or a program holds it. */
export class SocketClient {
  readonly socket: WebSocket
  readonly heard: FromServer[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', data => this.heard.push(JSON.parse(String(data))))
    this.closed = new Promise(resolve =>
      socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
    )
  }

  /** @throws Error if it is refused; its message has the status */
  static async open(
    port: number,
    headers: Readonly<Record<string, string>> = {},
    path = '/socket',
  ) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
    const client = new SocketClient(socket)
    await once(socket, 'open')
    return client
  }

  say(message: FromPage): void {
    this.socket.send(JSON.stringify(message))
  }

  /** What it heard under this id. */
  of(id: number): readonly FromServer[] {
    return this.heard.filter(one => 'id' in one && one.id === id)
  }

  /** The first message with this key. @throws Error if it is closed before */
  async next(key: string): Promise<FromServer> {
    const find = () => this.heard.find(one => key in one)
    while (find() === undefined) {
      const ended = await Promise.race([once(this.socket, 'message'), this.closed])
      if ('code' in ended && find() === undefined)
        throw new Error(`closed with ${ended.code}: ${ended.reason}`)
    }
    const found = find()
    if (found === undefined) throw new Error('unreachable: it was found')
    return found
  }
}
