import type { Ending } from '../../formats/websocket.ts'
import { Sockets } from './sockets.ts'

// TAU's worker stops sending for good when the last client of a bot leaves before that bot's IRC connection is up, 2.5 to 5 s
// after the token. It does not learn of the streamer's.
const CHAT_LIFE_MS = 6_000
const EVENTS = '/ws/twitch-events/'

interface Address {
  readonly base: string
  readonly token: string
}

/** A line as TAU's chat sockets take it. */
export interface OutgoingLine {
  /** Without `#`: TAU puts its own before it. */
  readonly irc_channel: string
  readonly message: string
}

interface Listeners {
  /** A frame with an event. */
  event(text: string): void
  /** A frame of an account's chat. */
  chat(login: string, text: string): void
  heard(): void
  /** TAU's worker has shown that it lives. */
  beat(): void
  /** A socket ended. */
  ended(ending: Ending): void
}

interface JoinOptions {
  /** How many sockets TAU's worker must know; one of them is read, the others are only kept open. */
  readonly clients: number
  /** The streamer's own chat: one socket does, and it may be closed at any time. */
  readonly isStreamer: boolean
  /** Between the opening of a socket and its token. */
  readonly patienceMs?: number
}

/** The sockets that are open side by side: one for the events, one or more for each account's chat. */
export class Connection {
  readonly #sockets: Sockets
  readonly #listeners: Listeners
  #hasEnded = false

  constructor({ base, token }: Address, listeners: Listeners) {
    this.#listeners = listeners
    this.#sockets = new Sockets(base, token, {
      heard: () => listeners.heard(),
      beat: () => listeners.beat(),
      ended: ending => {
        this.#hasEnded = true
        listeners.ended(ending)
      },
    })
  }

  /** A socket that was open is not any more. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Opens the event socket. @returns the ending if that failed */
  listen(): Promise<Ending | undefined> {
    return this.#sockets.open({ path: EVENTS, frame: text => this.#listeners.event(text) })
  }

  /** Opens the sockets of an account. @returns the ending if that failed */
  async join(login: string, joining: JoinOptions): Promise<Ending | undefined> {
    const frame = (text: string) => this.#listeners.chat(login, text)
    const ending = await this.#sockets.open({ ...chatOf(login, joining), frame })
    return ending ?? this.hold(login, { ...joining, clients: joining.clients - 1 })
  }

  /** Opens this many more sockets of an account, which are not read. */
  async hold(login: string, joining: JoinOptions): Promise<Ending | undefined> {
    const count = joining.isStreamer ? 0 : joining.clients
    const held = Array.from({ length: count }, () => this.#sockets.open(chatOf(login, joining)))
    return (await Promise.all(held)).find(ending => ending !== undefined)
  }

  /** False if the account's socket is not open: nothing was sent. */
  say(login: string, said: OutgoingLine): boolean {
    return this.#sockets.send(pathOf(login), said)
  }

  /** Whether a socket that used to get keep_alives has had none for this long. */
  isAnySilent(ms: number): boolean {
    return this.#sockets.isAnySilent(ms)
  }

  /**
   * Resolves within half a second.
   * @param linger gets the end of each socket that is too young to be closed
   */
  close(linger: (closed: Promise<void>) => void): Promise<void> {
    return this.#sockets.close(linger)
  }
}

function chatOf(login: string, { isStreamer, patienceMs = 0 }: JoinOptions) {
  return { path: pathOf(login), minLifeMs: isStreamer ? 0 : CHAT_LIFE_MS, patienceMs }
}

function pathOf(login: string): string {
  return `/ws/chat-bots/${login}/`
}
