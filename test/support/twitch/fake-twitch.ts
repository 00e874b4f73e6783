import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { FakeConnection, type FakeWorld } from './connection.ts'
import { Limits } from './limits.ts'
import { type ChatLine, chatLine, roomOf } from './lines.ts'
import type { Switches } from './switches.ts'

/** A line that the server sent unprompted, and how many connections it went to. */
export interface SentLine {
  readonly line: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly listeners: number
}

export interface ReplaySettings {
  /** Lines a second; left out: as fast as the clients take them. */
  readonly rate?: number
  /** Lines in one frame at most; default 50. */
  readonly perFrame?: number
  /** `'everyone'`: to all who are logged in, whatever they joined. */
  readonly to?: 'room' | 'everyone'
  readonly signal?: AbortSignal
}

export interface FakeTwitch {
  readonly port: number
  readonly url: string
  /** Read at each step: set them at any time. */
  readonly switches: Switches
  /** All there ever were, oldest first. */
  readonly connections: readonly FakeConnection[]
  /** What `send`, `say` and `replay` sent. */
  readonly sent: readonly SentLine[]
  /** Every line of every client, in order. */
  received(): readonly string[]
  open(): readonly FakeConnection[]
  /** Who has joined this channel. */
  inRoom(channel: string): readonly FakeConnection[]
  /** Whole lines, in one frame, to all who are in their rooms; lines for no room go to all who are logged in. */
  send(...lines: readonly string[]): void
  /** Somebody else says something; gives the line. */
  say(line: ChatLine): string
  /** Bytes as they are: malformed lines, halves of lines, a Buffer as a binary frame unless it is to be text. */
  sendRaw(data: string | Buffer, settings?: { readonly binary?: boolean }): void
  replay(lines: Iterable<string>, settings?: ReplaySettings): Promise<number>
  /** RECONNECT, so many times, and then the hang-up. */
  reconnect(settings?: { readonly times?: number; readonly hangUp?: boolean }): void
  /** Cuts every connection. */
  hangUp(): void
  close(): Promise<void>
}

export interface FakeTwitchSettings extends Switches {
  readonly port?: number
  /** Whether `sent` is filled; default true. */
  readonly notes?: boolean
}

/** A Twitch chat server on loopback, faithful in what clients can see of it. */
export async function startFakeTwitch(settings: FakeTwitchSettings = {}): Promise<FakeTwitch> {
  const { port: wanted = 0, notes = true, ...switches } = settings
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: wanted,
    // Without the subprotocol selected clients refuse the connection.
    handleProtocols: offered => (offered.has('irc') ? 'irc' : false),
    perMessageDeflate: false,
  })
  await once(server, 'listening')
  // A server on a port has an address of that shape.
  const { port } = server.address() as AddressInfo
  const connections: FakeConnection[] = []
  const sent: SentLine[] = []
  const open = () => connections.filter(connection => connection.isOpen)
  const inRoom = (channel: string) => open().filter(one => one.rooms.has(channel))
  const loggedIn = () => open().filter(one => one.isLoggedIn)
  const world: FakeWorld = { switches, limits: new Limits(), inRoom }
  server.on('connection', socket => {
    connections.push(new FakeConnection(connections.length + 1, socket, world))
  })

  const listenersOf = (line: string, to: 'room' | 'everyone') => {
    const room = to === 'room' ? roomOf(line) : undefined
    return room === undefined ? loggedIn() : inRoom(room)
  }
  const deliver = (lines: readonly string[], to: 'room' | 'everyone' = 'room') => {
    const time = Date.now()
    const frames = new Map<FakeConnection, string[]>()
    for (const line of lines) {
      const listeners = listenersOf(line, to)
      if (notes) sent.push({ line, time, listeners: listeners.length })
      for (const one of listeners) {
        const frame = frames.get(one)
        if (frame) frame.push(line)
        else frames.set(one, [line])
      }
    }
    for (const [one, frame] of frames) one.tell(...frame)
  }
  const drained = async (signal: AbortSignal | undefined) => {
    while (open().some(one => one.bufferedBytes > 262_144) && !signal?.aborted) await sleep(1)
  }

  return {
    port,
    url: `ws://127.0.0.1:${port}`,
    switches,
    connections,
    sent,
    received: () =>
      connections
        .flatMap(one => one.received)
        .sort((one, other) => one.time - other.time)
        .map(({ line }) => line),
    open,
    inRoom,
    send: (...lines) => deliver(lines),
    say(said) {
      const line = chatLine(said)
      deliver([line])
      return line
    },
    sendRaw(data, settings) {
      for (const one of open()) one.sendRaw(data, settings)
    },
    async replay(lines, { rate, perFrame = 50, to = 'room', signal } = {}) {
      const started = performance.now()
      let count = 0
      let frame: string[] = []
      const flush = async () => {
        deliver(frame, to)
        count += frame.length
        frame = []
        await drained(signal)
        // Lines come in time even where their reader is slow: the clock is asked, not counted on.
        const early = rate ? (count / rate) * 1_000 - (performance.now() - started) : 0
        if (early > 1) await sleep(early)
        else if (count % 1_000 < perFrame) await sleep(0)
      }
      const size = rate ? Math.max(1, Math.min(perFrame, Math.round(rate / 100))) : perFrame
      for (const line of lines) {
        if (signal?.aborted) break
        frame.push(line)
        if (frame.length >= size) await flush()
      }
      if (frame.length > 0 && !signal?.aborted) await flush()
      return count
    },
    reconnect({ times = 1, hangUp = true } = {}) {
      for (const one of loggedIn()) {
        for (let told = 0; told < times; told++) one.tell(':tmi.twitch.tv RECONNECT')
        if (hangUp) one.hangUp()
      }
    },
    hangUp() {
      for (const one of open()) one.cut()
    },
    async close() {
      for (const one of open()) one.cut()
      server.close()
      await once(server, 'close')
    },
  }
}
