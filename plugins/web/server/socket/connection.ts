import type { WebSocket } from 'ws'
import { addressFor, type WebOptions } from '../../options.ts'
import { CLOSED, type FromServer, type Greeting } from '../../wire.ts'
import type { Callers, KnownCaller } from '../callers.ts'
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
  /** Under which the page was opened, as in the `Host` of its request. */
  readonly host: string
}

// A page says who it is at once.
const GREETING_MS = 5_000
// What a page asks for before it is welcomed.
const MAX_EARLY = 100
// Some seconds of the busiest chat.
const MAX_LINES_BYTES = 4_000_000
// With the answers to what it asked for: above this, what it asks for waits until it has read.
const MAX_WAITING_BYTES = 8_000_000
// A page that missed lines is told so once it reads again, or after this time; so is one that reads nothing.
const MAX_LATE_BEATS = 10
const UNREAD = 'it does not read the answers'
/** A page that is there says goodbye within this time, in ms. */
export const GOODBYE_MS = 300
// A browser answers a ping by itself; one that did not is gone, or stands still.
const PING_BEATS = 15

// RFC 6455, section 5.5: a control frame has 125 bytes, two of them are the code.
const MAX_REASON_BYTES = 123

/** One page that is connected. */
export class Connection {
  readonly #socket: WebSocket
  readonly #parts: ConnectionParts
  readonly #requests: Requests
  // Of its greeting, later of its goodbye.
  #deadline: NodeJS.Timeout
  readonly #early: string[] = []
  #token: string | undefined
  #caller: KnownCaller | undefined
  #linesBytes = 0
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
    this.#deadline = setTimeout(late, GREETING_MS)
    socket.on('message', (data, isBinary) => this.#take(isBinary ? '' : String(data)))
    socket.on('pong', () => {
      this.#beatsUnheard = 0
    })
    socket.on('close', () => this.#end())
    // It closes, too.
    socket.on('error', () => undefined)
  }

  get isBehind(): boolean {
    return this.#linesBytes > MAX_LINES_BYTES
  }

  get isFull(): boolean {
    return this.#socket.bufferedAmount > MAX_WAITING_BYTES
  }

  /** Whether its token is known. */
  get isWelcomed(): boolean {
    return this.#caller !== undefined
  }

  /** Resolves once it has the answers to what it called so far. */
  answered(): Promise<void> {
    return this.#requests.answered()
  }

  /** Who asks for more while it does not read is closed. */
  send(message: FromServer): void {
    if (this.isFull) this.close('tooSlow', UNREAD)
    else this.#sendText(JSON.stringify(message))
  }

  /** Lines it is too slow for are left out, and all that follow: what it has is without a gap. */
  sendLines(id: number, { json, count }: Batch): void {
    if (this.#missed > 0 || this.isBehind) {
      this.miss(count)
      return
    }
    const text = `{"id":${id},"lines":${json}}`
    const bytes = Buffer.byteLength(text)
    this.#linesBytes += bytes
    this.#sendText(text, () => {
      this.#linesBytes -= bytes
    })
  }

  /** It is told at the next beat, by being closed: it comes back and catches up. */
  miss(lines: number): void {
    this.#missed += lines
  }

  /** @param next the options the page is served with from now on, if it is */
  leave(next: WebOptions | undefined): void {
    const { host } = this.#parts
    const address = next === undefined ? undefined : addressFor(next, host)
    if (address === undefined || address === new URL(`http://${host}`).href) this.close('goingAway')
    else this.close('moved', Buffer.byteLength(address) > MAX_REASON_BYTES ? '' : address)
  }

  close(why: keyof typeof CLOSED, reason?: string): void {
    this.#end()
    this.#socket.close(CLOSED[why], reason)
    // Who is slow has much to read before the goodbye.
    if (why !== 'tooSlow') this.#deadline = setTimeout(() => this.terminate(), GOODBYE_MS)
  }

  terminate(): void {
    this.#socket.terminate()
  }

  /** Once a second. */
  beat(): void {
    if (++this.#beatsUnheard > 2 * PING_BEATS) this.terminate()
    else if (this.#beatsUnheard % PING_BEATS === 0) this.#socket.ping()
    if (this.#isOver || this.#caller === undefined || this.#token === undefined) return
    const isStuck = this.isFull || (this.#missed > 0 && this.isBehind)
    this.#lateBeats = isStuck ? this.#lateBeats + 1 : 0
    const isLate = this.#lateBeats > MAX_LATE_BEATS
    if (this.#missed > 0 && (isLate || !this.isBehind))
      this.close('tooSlow', `lines were missed, as they came too fast: ${this.#missed}`)
    else if (isLate) this.close('tooSlow', UNREAD)
    else if (!this.isFull) this.send({ beat: Date.now() })
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
    clearTimeout(this.#deadline)
    this.#token = greeting.token
    void this.#recognize(greeting.token).then(() => {
      if (this.#caller !== undefined) this.#welcome(this.#caller)
    })
  }

  #wait(text: string): void {
    if (this.#early.push(text) > MAX_EARLY)
      this.close('badMessage', 'too many messages before the welcome')
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
    clearTimeout(this.#deadline)
    this.#requests.end()
  }
}
