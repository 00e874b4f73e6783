import {
  Connection,
  type Socket,
  type SocketListener,
} from '../../../plugins/web/page/connection.ts'
import type { Welcome } from '../../../plugins/web/wire.ts'

export const SERVER_NOW = Date.UTC(2030, 0, 1)

const WELCOME: Welcome['welcome'] = {
  ...{ version: '1.0.0', name: 'dock', may: ['status'], run: 'a', now: SERVER_NOW },
}

/** The server, as a page's connection meets it. */
export class Far {
  readonly opened: FarEnd[] = []
  /** Whether it takes new connections. */
  isThere = true
  /** It neither takes nor refuses them. */
  isDeaf = false
  welcome = WELCOME
  readonly #answers = new Map<string, (input: unknown) => unknown>()

  /** A page's connection to it, not yet started. */
  connection(): Connection {
    return new Connection({
      token: 'key',
      open: listener => this.open(listener),
      elapsed: () => performance.now(),
      random: () => 1,
    })
  }

  open(listener: SocketListener): Socket {
    const end = new FarEnd(listener, this.#answers)
    this.opened.push(end)
    if (this.isDeaf) return end
    queueMicrotask(() => (this.isThere ? end.greets(this.welcome) : listener.onClose(1006, '')))
    return end
  }

  /** The newest connection. */
  get last(): FarEnd {
    const last = this.opened.at(-1)
    if (last === undefined) throw new Error('nothing was opened')
    return last
  }

  /** Answers each call of an operation at once; a `Refused` refuses it. */
  answer(operation: string, answer: (input: unknown) => unknown): void {
    this.#answers.set(operation, answer)
  }
}

/** The server's end of one connection. */
export class FarEnd implements Socket {
  readonly heard: unknown[] = []
  isClosed = false
  readonly #listener: SocketListener
  readonly #answers: ReadonlyMap<string, (input: unknown) => unknown>

  constructor(listener: SocketListener, answers: ReadonlyMap<string, (input: unknown) => unknown>) {
    this.#listener = listener
    this.#answers = answers
  }

  greets(welcome: Welcome['welcome']): void {
    this.#listener.onOpen()
    this.says({ welcome })
  }

  says(said: object): void {
    this.#listener.onText(JSON.stringify(said))
  }

  closes(code: number, reason = ''): void {
    this.#listener.onClose(code, reason)
  }

  send(text: string): void {
    const said = JSON.parse(text)
    this.heard.push(said)
    const answer = this.#answers.get(said.call)
    if (answer !== undefined) queueMicrotask(() => this.#answer(said, answer))
  }

  close(): void {
    this.isClosed = true
  }

  #answer({ id, input }: { id: number; input: unknown }, answer: (input: unknown) => unknown) {
    const value = answer(input)
    this.says(
      value instanceof Refused
        ? { id, done: false, refusal: value.refusal }
        : { id, done: true, value },
    )
  }
}

/** What an operation returns here to be refused. */
export class Refused {
  readonly refusal: { readonly code: string; readonly what: string }

  constructor(what: string) {
    this.refusal = { code: 'runtime', what }
  }
}
