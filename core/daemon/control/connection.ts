import { connect, type Socket } from 'node:net'
import { Lines } from './lines.ts'
import { answerSchema, type WiredAnswer } from './wire.ts'

/** A connection to an instance. It answers one request at a time. */
export class Connection {
  readonly #socket: Socket
  readonly #lines: Lines

  constructor(address: string) {
    this.#socket = connect(address)
    this.#lines = new Lines(this.#socket)
  }

  /** Nobody listens there: the run file is from an instance that was killed. */
  get isRefused(): boolean {
    return ['ENOENT', 'ECONNREFUSED'].includes(this.#lines.failure?.code ?? '')
  }

  /** Why it broke off. */
  get failure(): Error {
    return this.#lines.failure ?? new Error('the connection broke off')
  }

  send(text: string): void {
    this.#socket.write(text)
  }

  /** What is answered next; undefined once the connection has ended. @throws Error if it is no answer */
  async answer(): Promise<WiredAnswer | undefined> {
    const line = await this.#lines.next()
    return line === undefined ? undefined : answerSchema.parse(JSON.parse(line))
  }

  /** The next line of a stream; undefined once the connection has ended. */
  line(): Promise<string | undefined> {
    return this.#lines.next()
  }

  end(): void {
    this.#socket.destroy()
  }

  /** Ends with a signal, until what is returned is called. */
  endWith(signal: AbortSignal): () => void {
    const end = () => this.end()
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    return () => signal.removeEventListener('abort', end)
  }

  /** The process may end although it is open. */
  rest(): void {
    this.#socket.unref()
  }

  /** @returns whether it is still open */
  wake(): boolean {
    this.#socket.ref()
    return !this.#socket.destroyed
  }
}

/** Whether somebody listens there. */
export function canConnect(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(address, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
