import type { Sentence } from 'promethean'
import { type RawData, WebSocket } from 'ws'
import { channelOf, type IrcLine, nickOf } from '../formats/irc/line.ts'
import { parseLine } from '../formats/irc/parse.ts'
import { ChannelJoins } from './channel-joins.ts'
import { askedToLeave, closedEarly, dropped, noAnswer, refused, unreachable } from './errors.ts'
import { type Account, Identity } from './identity.ts'
import { createTmi, type TmiInside } from './tmi.ts'

const LOGIN_MS = 10_000
const HANDSHAKE_MS = 10_000
const MAX_FRAME_BYTES = 1_048_576

export interface ChatSettings {
  readonly address: string
  readonly channels: readonly string[]
  /** Without a token chat is read anonymously. */
  readonly identity: { readonly username: string; readonly token: string } | undefined
  /** Milliseconds between our own PINGs. */
  readonly pingMs: number
}

/** Callbacks of a connection. `ended` is the last. */
interface ChatHandlers {
  /** Any bytes came. */
  heard(): void
  /** Logged in, and every channel joined but those that did not answer. */
  ready(missing: readonly string[]): void
  line(line: IrcLine): void
  /** An unreadable line or frame; the connection continues. */
  malformed(failure: unknown): void
  /** The connection is over, other than by `close`. */
  ended(reason: Sentence): void
}

/** One connection to Twitch chat. */
export interface Chat {
  /** The account it sends as, with its roles in that channel; undefined while not logged in, and always if anonymous. */
  account(channel?: string): Account | undefined
  hasJoined(channel: string): boolean
  /** Throws if the connection is not open. */
  write(line: string): void
  close(): void
}

/** Opens one connection; it never reconnects. */
export function openChat(settings: ChatSettings, handlers: ChatHandlers): Chat {
  return new Connection(settings, handlers)
}

class Connection implements Chat {
  readonly #settings: ChatSettings
  readonly #handlers: ChatHandlers
  readonly #socket: WebSocket
  readonly #login: NodeJS.Timeout
  #ping: NodeJS.Timeout | undefined
  #joins: ChannelJoins | undefined
  readonly #identity = new Identity()
  #isOver = false

  constructor(settings: ChatSettings, handlers: ChatHandlers) {
    this.#settings = settings
    this.#handlers = handlers
    this.#login = setTimeout(() => this.#end(noAnswer(LOGIN_MS)), LOGIN_MS)
    this.#socket = this.#connect(createTmi(settings.identity))
  }

  account(channel?: string): Account | undefined {
    if (this.#settings.identity === undefined || !this.#joins || this.#isOver) return undefined
    return this.#identity.account(channel)
  }

  hasJoined(channel: string): boolean {
    return !this.#isOver && this.#joins?.has(channel) === true
  }

  write(line: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new Error('the connection is not open')
    this.#socket.send(line)
  }

  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#login)
    clearInterval(this.#ping)
    this.#joins?.stop()
    // Not close(): a dead server would never answer it, and the socket would stay open.
    this.#socket.terminate()
  }

  /** The socket is ours: tmi.js would take Node's own, which cannot be ended, and cannot use TLS on another port. */
  #connect(client: TmiInside): WebSocket {
    const socket = new WebSocket(this.#settings.address, 'irc', {
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      // A viewer's broken character must not end the connection.
      skipUTF8Validation: true,
    })
    socket.on('open', () => client._onOpen())
    socket.on('message', (data, isBinary) => this.#take(data, isBinary))
    socket.on('error', ({ message }) => this.#end(unreachable(this.#settings.address, message)))
    socket.on('close', code => this.#end(this.#joins ? dropped(code) : closedEarly()))
    client._openConnection = () => {
      client.ws = socket
    }
    // It resolves without a login too; what counts is line 376.
    client.connect().catch(() => {})
    return socket
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return
    this.#handlers.heard()
    if (isBinary) this.#handlers.malformed(new Error('a binary frame'))
    else for (const line of linesOf(data.toString())) this.#tryToRead(line)
  }

  /** One bad line must not end the connection, nor cost the others of its frame. */
  #tryToRead(text: string): void {
    if (this.#isOver) return
    try {
      const line = parseLine(text)
      if (line !== undefined) this.#read(line)
    } catch (failure) {
      this.#handlers.malformed(failure)
    }
  }

  #read(line: IrcLine): void {
    switch (line.command) {
      case 'PRIVMSG':
        // Nearly every line: it is not about the connection.
        this.#handlers.line(line)
        break
      case 'PING':
        this.#send(`PONG :${line.params.at(-1) ?? 'tmi.twitch.tv'}`)
        break
      case '001':
        this.#identity.loggedIn(line)
        break
      case '376':
        if (!this.#joins) this.#loggedIn()
        break
      case 'RECONNECT':
        this.#end(askedToLeave())
        break
      case 'NOTICE':
        // Before the login is complete, Twitch only sends notices to refuse it.
        if (this.#joins) this.#handlers.line(line)
        else this.#end(refused(this.#settings.identity?.username, line.params[1]))
        break
      default:
        this.#noteState(line)
        this.#handlers.line(line)
    }
  }

  #noteState(line: IrcLine): void {
    const channel = channelOf(line)
    const isOwn = nickOf(line) === this.#identity.name
    this.#identity.read(line)
    if (channel === undefined) return
    if (line.command === 'ROOMSTATE') this.#joins?.joined(channel)
    if (line.command === 'JOIN' && isOwn) this.#joins?.joined(channel)
    if (line.command === 'PART' && isOwn) this.#joins?.left(channel)
  }

  #loggedIn(): void {
    clearTimeout(this.#login)
    this.#ping = setInterval(() => this.#send('PING'), this.#settings.pingMs)
    this.#joins = new ChannelJoins({
      channels: this.#settings.channels,
      join: channel => this.#send(`JOIN #${channel}`),
      settled: missing => this.#handlers.ready(missing),
    })
  }

  #send(line: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(line)
  }

  #end(reason: Sentence): void {
    if (this.#isOver) return
    this.close()
    this.#handlers.ended(reason)
  }
}

// Nearly every frame is one line with its end.
function linesOf(frame: string): readonly string[] {
  const end = frame.indexOf('\r\n')
  return end >= 0 && end === frame.length - 2 ? [frame.slice(0, end)] : frame.split('\r\n')
}
