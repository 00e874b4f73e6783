import { WebSocket } from 'ws'
import type { Limits } from './limits.ts'
import { idOf, parseLine, stateTags } from './lines.ts'
import { join, part, say } from './rooms.ts'
import type { Switches } from './switches.ts'

const CAPABILITIES = ['twitch.tv/tags', 'twitch.tv/commands', 'twitch.tv/membership']
const SERVER = ':tmi.twitch.tv'

/** What every connection shares. */
export interface FakeWorld {
  readonly switches: Switches
  readonly limits: Limits
  inRoom(channel: string): readonly FakeConnection[]
}

/** One client's connection, and all it said. */
export class FakeConnection {
  /** From 1. */
  readonly number: number
  readonly received: { readonly line: string; readonly time: number }[] = []
  readonly rooms = new Set<string>()
  login: string | undefined
  isLoggedIn = false
  readonly #socket: WebSocket
  readonly #world: FakeWorld
  readonly #capabilities = new Set<string>()
  #pass: string | undefined

  constructor(number: number, socket: WebSocket, world: FakeWorld) {
    this.number = number
    this.#socket = socket
    this.#world = world
    socket.on('message', data => this.#takeFrame(String(data)))
    socket.on('error', () => socket.terminate())
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** Lines in one frame, without tags where the client did not ask for them. */
  tell(...lines: readonly string[]): void {
    if (!this.isOpen || lines.length === 0) return
    const hasTags = this.#capabilities.has('twitch.tv/tags')
    const told = hasTags ? lines : lines.map(line => line.replace(/^@\S* /, ''))
    this.#socket.send(`${told.join('\r\n')}\r\n`)
  }

  sendRaw(data: string | Buffer, { binary = typeof data !== 'string' } = {}): void {
    this.#socket.send(data, { binary })
  }

  /** Closes as Twitch does, after what was sent. */
  hangUp(): void {
    this.#socket.close()
  }

  /** Ends it with no word of goodbye. */
  cut(): void {
    this.#socket.terminate()
  }

  #takeFrame(frame: string): void {
    for (const line of frame.split(/\r?\n/)) {
      if (line === '') continue
      this.received.push({ line, time: performance.timeOrigin + performance.now() })
      if (this.isOpen && !this.#world.switches.deaf) this.#take(line)
    }
  }

  #take(line: string): void {
    const { command, params, tags } = parseLine(line)
    const [first = '', second = ''] = params
    if (command === 'CAP') this.#capability(first, second)
    else if (command === 'PASS') this.#pass = first
    else if (command === 'NICK') this.#nick(first.toLowerCase())
    else if (command === 'PING') this.#ping(params)
    else if (command === 'PONG' || command === 'USER') return
    else if (command === 'QUIT') this.hangUp()
    else if (!this.isLoggedIn) return
    else if (command === 'JOIN')
      for (const room of first.split(',')) join(this, this.#world, bare(room))
    else if (command === 'PART') for (const room of first.split(',')) part(this, bare(room))
    else if (command === 'PRIVMSG')
      say(this, this.#world, { room: bare(first), text: second, tags })
    else this.tell(`${SERVER} 421 ${this.login} ${command} :Unknown command`)
  }

  #capability(verb: string, list: string): void {
    if (verb === 'LS') this.tell(`${SERVER} CAP * LS :${CAPABILITIES.join(' ')}`)
    if (verb !== 'REQ') return
    const wanted = list.split(' ').filter(Boolean)
    const isKnown = wanted.every(name => CAPABILITIES.includes(name))
    if (isKnown) for (const name of wanted) this.#capabilities.add(name)
    this.tell(`${SERVER} CAP * ${isKnown ? 'ACK' : 'NAK'} :${list}`)
  }

  #nick(name: string) {
    const { switches } = this.#world
    if (switches.silentAfterNick) return
    if (switches.hangUp === 'before 001') return this.hangUp()
    const refusal = this.#refusal(name)
    if (refusal !== undefined) {
      this.tell(`${SERVER} NOTICE * :${refusal}`)
      return this.hangUp()
    }
    this.login = name
    this.tell(
      `${SERVER} 001 ${name} :Welcome, GLHF!`,
      `${SERVER} 002 ${name} :Your host is tmi.twitch.tv`,
      `${SERVER} 003 ${name} :This server is rather new`,
      `${SERVER} 004 ${name} :-`,
    )
    if (switches.hangUp === 'before 376') return this.hangUp()
    this.tell(
      `${SERVER} 375 ${name} :-`,
      `${SERVER} 372 ${name} :You are in a maze of twisty passages, all alike.`,
      `${SERVER} 376 ${name} :>`,
    )
    this.isLoggedIn = true
    if (this.isNamed)
      this.tellCommand(`${stateTags(name, { 'user-id': idOf(name) })}${SERVER} GLOBALUSERSTATE`)
  }

  #refusal(name: string): string | undefined {
    const { refuse, tokens } = this.#world.switches
    if (refuse?.includes(this.number)) return 'Login authentication failed'
    if (/^justinfan\d+$/.test(name)) return undefined
    const [, token] = /^oauth:(.+)$/.exec(this.#pass ?? '') ?? []
    if (token === undefined) return 'Improperly formatted auth'
    return tokens && !tokens.includes(token) ? 'Login authentication failed' : undefined
  }

  /** Logged in as somebody, not anonymously. */
  get isNamed(): boolean {
    return this.login !== undefined && !/^justinfan\d+$/.test(this.login)
  }

  /** For clients that requested commands; with tags if they requested those. */
  tellCommand(line: string): void {
    if (this.#capabilities.has('twitch.tv/commands')) this.tell(line)
  }

  #ping(params: readonly string[]): void {
    const { pong } = this.#world.switches
    if (pong === 'none') return
    // tmi.js, which pings without a text, knows a PONG by its having no prefix.
    if (pong === 'bare' || (pong === undefined && params.length === 0)) this.tell('PONG')
    else this.tell(`${SERVER} PONG tmi.twitch.tv${params[0] ? ` :${params[0]}` : ''}`)
  }
}

function bare(channel: string): string {
  return channel.replace(/^#/, '').toLowerCase()
}
