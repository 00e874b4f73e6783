import { messageOf } from 'promethean'
import type { WebSocket } from 'ws'
import { CLOSED, type FromServer, type Greeting } from '../wire.ts'
import type { Callers, KnownCaller } from './callers.ts'
import { readGreeting, readRequest } from './messages.ts'
import { type Request, Requests } from './requests.ts'

export interface ConnectionParts {
  readonly callers: Callers
  readonly version: string
  /** Unique to this run. */
  readonly run: string
}

// A page says who it is at once.
const GREETING_MS = 5_000
// What a page asks for before it is welcomed.
const MAX_EARLY = 100
// What may wait for a page that reads slowly, in bytes.
const MAX_WAITING = 4_000_000

/** One page that is connected. */
export class Connection {
  readonly #socket: WebSocket
  readonly #parts: ConnectionParts
  readonly #requests: Requests
  readonly #greeting: NodeJS.Timeout
  readonly #early: string[] = []
  #token: string | undefined
  #caller: KnownCaller | undefined

  constructor(socket: WebSocket, parts: ConnectionParts) {
    this.#socket = socket
    this.#parts = parts
    this.#requests = new Requests(this, () => this.#known())
    this.#greeting = setTimeout(
      () => this.close('badMessage', 'the token did not come'),
      GREETING_MS,
    )
    socket.on('message', (data, isBinary) => this.#take(isBinary ? '' : String(data)))
    socket.on('close', () => this.#end())
    // It closes, too.
    socket.on('error', () => undefined)
  }

  get isBehind(): boolean {
    return this.#socket.bufferedAmount > MAX_WAITING
  }

  send(message: FromServer): void {
    this.sendText(JSON.stringify(message))
  }

  sendText(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text)
  }

  close(why: keyof typeof CLOSED, reason?: string): void {
    this.#end()
    this.#socket.close(CLOSED[why], reason)
  }

  terminate(): void {
    this.#socket.terminate()
  }

  /** Once a second. */
  beat(): void {
    if (this.#caller === undefined || this.#token === undefined) return
    this.send({ beat: Date.now() })
    void this.#recognize(this.#token)
  }

  #take(text: string): void {
    if (this.#token === undefined) this.#greet(readGreeting(text))
    else if (this.#caller === undefined) this.#wait(text)
    else this.#ask(readRequest(text))
  }

  #greet(greeting: Greeting | undefined): void {
    if (greeting === undefined) {
      this.close('badMessage', 'the first message must be the token')
      return
    }
    clearTimeout(this.#greeting)
    this.#token = greeting.token
    void this.#recognize(greeting.token).then(() => {
      if (this.#caller !== undefined) this.#welcome(this.#caller)
    })
  }

  #wait(text: string): void {
    if (this.#early.push(text) > MAX_EARLY)
      this.close('badMessage', 'it did not wait for its welcome')
  }

  #ask(request: Request | undefined): void {
    if (request === undefined || !this.#requests.take(request))
      this.close('badMessage', 'a message was not understood')
  }

  #welcome({ name, may }: KnownCaller): void {
    const { version, run } = this.#parts
    this.send({ welcome: { version, name, may, run, now: Date.now() } })
    for (const text of this.#early.splice(0)) this.#take(text)
  }

  async #recognize(token: string): Promise<void> {
    try {
      this.#caller = await this.#parts.callers.find(token)
      if (this.#caller === undefined) this.close('unknownToken', 'the token is not known')
    } catch (failure) {
      this.#socket.close(1011, messageOf(failure).slice(0, 100))
    }
  }

  #known(): KnownCaller {
    if (this.#caller === undefined) throw new Error('unreachable: it has not said its token')
    return this.#caller
  }

  #end(): void {
    clearTimeout(this.#greeting)
    this.#requests.end()
  }
}
