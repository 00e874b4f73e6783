import type { Socket } from 'node:net'

/** The lines that come over a connection, one after another. Takes no more from it than somebody waits for. */
export class Lines {
  readonly #socket: Socket
  readonly #most: number
  readonly #ready: string[] = []
  #pieces: string[] = []
  #length = 0
  #waiting: ((line: string | undefined) => void) | undefined
  #isOver = false
  #failure: NodeJS.ErrnoException | undefined

  /** @param most a line of more characters ends the connection */
  constructor(socket: Socket, most = Number.POSITIVE_INFINITY) {
    this.#socket = socket
    this.#most = most
    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => this.#take(piece))
    socket.on('error', failure => {
      this.#failure = failure
    })
    socket.on('close', () => {
      this.#isOver = true
      this.#give(undefined)
    })
  }

  /** Why the connection broke off, if it did. */
  get failure(): NodeJS.ErrnoException | undefined {
    return this.#failure
  }

  /** The next line; undefined once the connection has ended. One caller at a time. */
  next(): Promise<string | undefined> {
    const line = this.#ready.shift()
    if (line !== undefined || this.#isOver) return Promise.resolve(line)
    return new Promise(resolve => {
      this.#waiting = resolve
      if (this.#socket.isPaused()) this.#socket.resume()
    })
  }

  #take(piece: string): void {
    const [first = '', ...more] = piece.split('\n')
    this.#pieces.push(first)
    this.#length += first.length
    for (const begin of more) {
      this.#give(this.#pieces.join(''))
      this.#pieces = [begin]
      this.#length = begin.length
    }
    if (this.#length > this.#most) this.#socket.destroy()
    else if (this.#ready.length > 0) this.#socket.pause()
  }

  #give(line: string | undefined): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting !== undefined) waiting(line)
    else if (line !== undefined) this.#ready.push(line)
  }
}
