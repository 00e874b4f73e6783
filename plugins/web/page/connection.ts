import { type Answered, CLOSED, type FromServer, type Refusal, type Welcome } from '../wire.ts'
import { ServerClock } from './server-clock.ts'
import { Store } from './store.ts'

/** `refused`: the token is nobody's, at least of the instance that answers now. */
export type ConnectionState = 'connecting' | 'open' | 'gone' | 'refused'

export type Answer<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly refusal: Refusal }

/** What a connection needs of a browser's WebSocket. */
export interface Socket {
  send(text: string): void
  close(): void
}

export interface SocketListener {
  onOpen(): void
  onText(text: string): void
  /** Also if it was never open. @param reason '' if none was told */
  onClose(code: number, reason: string): void
}

export interface Listener<T> {
  /** Oldest first. */
  onLines(lines: readonly T[]): void
  /** At its end, its refusal or the loss of the connection; not after it was ended here. */
  onEnd?(refusal?: Refusal): void
}

export interface ConnectionParts {
  readonly token: string
  open(listener: SocketListener): Socket
  /** Steady time in ms, from any beginning. */
  elapsed(): number
  /** From 0 to 1. */
  random(): number
}

// The server says something each second, and within 3 s the page is to say that it is gone.
const SILENT_MS = 2_500
// Browsers open one connection after the other to one server: of many pages the last waits for all others.
const CONNECT_MS = 10_000
// Not at once: a plugin that restarts is back within a moment.
const GONE_MS = 1_500
const RETRY_MS = 300
const RETRY_MOST_MS = 3_000
// Another instance may have had the port for a while, or the file of the tokens is put back.
const REFUSED_RETRY_MS = 10_000
const NO_CODE = 1006
const LOST: Refusal = {
  code: 'gone',
  what: 'Promethean is not responding',
  advice: 'wait until the page reconnects, then check whether it was done',
}

/** The page's connection to the server; it comes back by itself. */
export class Connection {
  readonly state = new Store<ConnectionState>('connecting')
  /** What the server said first, of this connection or the last. */
  readonly welcome = new Store<Welcome['welcome'] | undefined>(undefined)
  /** Where the page is served now, without the token; '' if that was not told. Not while this connection is open. */
  readonly moved = new Store<string | undefined>(undefined)
  readonly clock: ServerClock
  readonly #parts: ConnectionParts
  readonly #calls = new Map<number, (answer: Answer<unknown>) => void>()
  readonly #listeners = new Map<number, Listener<unknown>>()
  #socket: Socket | undefined
  #ids = 0
  #failures = 0
  #attempt = 0
  #gone: ReturnType<typeof setTimeout> | undefined
  #silent: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.clock = new ServerClock(() => parts.elapsed())
  }

  start(): void {
    this.#soonGone()
    this.#connect()
  }

  stop(): void {
    clearTimeout(this.#gone)
    clearTimeout(this.#retry)
    this.#leave()
  }

  /** Performs an operation. @returns what `--json` prints; a refusal too if the connection is lost meanwhile */
  call<T>(name: string, input?: object, { dry }: { dry?: boolean } = {}): Promise<Answer<T>> {
    if (this.state.value !== 'open') return Promise.resolve({ done: false, refusal: LOST })
    const id = ++this.#ids
    this.#send({ id, call: name, input: input ?? {}, ...(dry && { dry }) })
    return new Promise(resolve => {
      // The operation's own schema was checked by the server.
      this.#calls.set(id, answer => resolve(answer as Answer<T>))
    })
  }

  /** Listens to a stream, until its end or the loss of the connection. @returns ends it */
  listen<T>(name: string, input: object, listener: Listener<T>): () => void {
    if (this.state.value !== 'open') {
      listener.onEnd?.(LOST)
      return () => {}
    }
    const id = ++this.#ids
    // As for `call`.
    this.#listeners.set(id, listener as Listener<unknown>)
    this.#send({ id, listen: name, input })
    return () => {
      if (this.#listeners.delete(id)) this.#send({ id, cancel: true })
    }
  }

  /** Does it now if it is open, and at each time it is open again. @returns ends it */
  whenOpen(work: () => void): () => void {
    if (this.state.value === 'open') work()
    return this.state.subscribe(() => {
      if (this.state.value === 'open') work()
    })
  }

  #connect(): void {
    const attempt = ++this.#attempt
    const listener = {
      onOpen: () => this.#send({ token: this.#parts.token }),
      onText: (text: string) => this.#hear(JSON.parse(text)),
      onClose: (code: number, reason: string) => {
        if (code === CLOSED.moved) this.moved.set(reason)
        this.#lost(code)
      },
    }
    this.#expectWord(CONNECT_MS)
    this.#socket = this.#parts.open(whileTrue(() => attempt === this.#attempt, listener))
  }

  #hear(said: FromServer): void {
    this.#expectWord(SILENT_MS)
    if ('welcome' in said) this.#begin(said.welcome)
    else if ('beat' in said) this.#beat(said.beat)
    else if ('lines' in said) this.#listeners.get(said.id)?.onLines(said.lines)
    else if ('ended' in said) this.#end(said.id, said.refusal)
    else this.#answer(said)
  }

  #begin(welcome: Welcome['welcome']): void {
    clearTimeout(this.#gone)
    this.clock.heard(welcome.now)
    this.welcome.set(welcome)
    this.moved.set(undefined)
    this.state.set('open')
  }

  #beat(now: number): void {
    // Only now: a server that greets and closes at once is not asked again and again without a pause.
    this.#failures = 0
    this.clock.heard(now)
  }

  #answer({ id, ...answer }: Answered): void {
    const resolve = this.#calls.get(id)
    this.#calls.delete(id)
    resolve?.(answer)
  }

  #end(id: number, refusal: Refusal | undefined): void {
    const listener = this.#listeners.get(id)
    this.#listeners.delete(id)
    listener?.onEnd?.(refusal)
  }

  #expectWord(ms: number): void {
    clearTimeout(this.#silent)
    this.#silent = setTimeout(() => {
      this.state.set('gone')
      this.#lost(NO_CODE)
    }, ms)
  }

  #soonGone(): void {
    clearTimeout(this.#gone)
    this.#gone = setTimeout(() => {
      if (this.state.value === 'connecting') this.state.set('gone')
    }, GONE_MS)
  }

  #lost(code: number): void {
    this.#leave()
    if (code === CLOSED.unknownToken) {
      this.state.set('refused')
      this.#retry = setTimeout(() => this.#connect(), REFUSED_RETRY_MS)
      return
    }
    if (this.state.value === 'open') {
      this.state.set('connecting')
      this.#soonGone()
    }
    const most = Math.min(RETRY_MS * 2 ** this.#failures++, RETRY_MOST_MS)
    this.#retry = setTimeout(() => this.#connect(), most * (0.5 + this.#parts.random() / 2))
  }

  // What was asked is answered: nobody waits for a socket that is no more.
  #leave(): void {
    this.#attempt++
    clearTimeout(this.#silent)
    this.#socket?.close()
    this.#socket = undefined
    const calls = [...this.#calls.values()]
    const listeners = [...this.#listeners.values()]
    this.#calls.clear()
    this.#listeners.clear()
    for (const resolve of calls) resolve({ done: false, refusal: LOST })
    for (const listener of listeners) listener.onEnd?.(LOST)
  }

  #send(said: object): void {
    this.#socket?.send(JSON.stringify(said))
  }
}

function whileTrue(holds: () => boolean, listener: SocketListener): SocketListener {
  return {
    onOpen: () => holds() && listener.onOpen(),
    onText: text => holds() && listener.onText(text),
    onClose: (code, reason) => holds() && listener.onClose(code, reason),
  }
}
