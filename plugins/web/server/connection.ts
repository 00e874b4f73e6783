import type { WebSocket } from 'ws'
import { CLOSED, type FromServer, type Greeting } from '../wire.ts'
import type { Callers, KnownCaller } from './callers.ts'
import type { Batch } from './line-batch.ts'
import { readGreeting, readRequest } from './messages.ts'
import { type Request, Requests } from './requests.ts'
import type { SharedStreams } from './shared-streams.ts'

export interface ConnectionParts {
  readonly callers: Callers
  readonly shared: SharedStreams
  readonly version: string
  /** Unique to this run. */
  readonly run: string
}

// A page says who it is at once.
const GREETING_MS = 5_000
// What a page asks for before it is welcomed.
const MAX_EARLY = 100
// Some seconds of the busiest chat, in characters.
const MAX_LINES_WAITING = 4_000_000
// With the answers to what it asked for: it asks and does not read.
const MAX_WAITING_BYTES = 64_000_000
// A page that missed lines is told so once it reads again, or after this time.
const MAX_LATE_BEATS = 10
// A browser answers a ping by itself; one that did not is gone, or stands still.
const PING_BEATS = 15

/** One page that is connected. */
export class Connection {
  readonly #socket: WebSocket
  readonly #parts: ConnectionParts
  readonly #requests: Requests
  readonly #greeting: NodeJS.Timeout
  readonly #early: string[] = []
  #token: string | undefined
  #caller: KnownCaller | undefined
  #linesWaiting = 0
  #missed = 0
  #lateBeats = 0
  #beatsUnheard = 0
  #isOver = false

  constructor(socket: WebSocket, parts: ConnectionParts) {
    this.#socket = socket
    this.#parts = parts
    const { shared } = parts
    this.#requests = new Requests({ answers: this, shared, caller: () => this.#known() })
    const late = () => this.close('badMessage', 'the token did not come')
    this.#greeting = setTimeout(late, GREETING_MS)
    socket.on('message', (data, isBinary) => this.#take(isBinary ? '' : String(data)))
    socket.on('pong', () => {
      this.#beatsUnheard = 0
    })
    socket.on('close', () => this.#end())
    // It closes, too.
    socket.on('error', () => undefined)
  }

  get isBehind(): boolean {
    return this.#linesWaiting > MAX_LINES_WAITING
  }

  send(message: FromServer): void {
    this.#sendText(JSON.stringify(message))
    if (this.#socket.bufferedAmount > MAX_WAITING_BYTES)
      this.close('tooSlow', 'it does not read the answers')
  }

  /** Lines it is too slow for are left out, and all that follow: what it has is without a gap. */
  sendLines(id: number, { json, count }: Batch): void {
    if (this.#missed > 0 || this.isBehind) {
      this.miss(count)
      return
    }
    const text = `{"id":${id},"lines":${json}}`
    this.#linesWaiting += text.length
    this.#sendText(text, () => {
      this.#linesWaiting -= text.length
    })
  }

  /** It is told at the next beat, by being closed: it comes back and catches up. */
  miss(lines: number): void {
    this.#missed += lines
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
    if (++this.#beatsUnheard > 2 * PING_BEATS) this.terminate()
    else if (this.#beatsUnheard % PING_BEATS === 0) this.#socket.ping()
    if (this.#isOver || this.#caller === undefined || this.#token === undefined) return
    const isLate = this.#missed > 0 && (!this.isBehind || ++this.#lateBeats > MAX_LATE_BEATS)
    if (isLate) this.close('tooSlow', `lines were missed, as they came too fast: ${this.#missed}`)
    this.send({ beat: Date.now() })
    void this.#recognize(this.#token)
  }

  #sendText(text: string, sent?: () => void): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text, sent)
  }

  #take(text: string): void {
    if (this.#isOver) return
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
    } catch {
      this.close('failed', 'the tokens cannot be read')
    }
  }

  #known(): KnownCaller {
    if (this.#caller === undefined) throw new Error('unreachable: it has not said its token')
    return this.#caller
  }

  #end(): void {
    this.#isOver = true
    clearTimeout(this.#greeting)
    this.#requests.end()
  }
}
