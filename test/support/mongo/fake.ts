import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Document } from 'mongodb'
import { CommandError } from './fake/command-error.ts'
import { commands } from './fake/commands.ts'
import { Cut, FakeStore } from './fake/store.ts'
import { readRequests, type WireRequest, writeReply } from './fake/wire.ts'
import type { TestMongo } from './test-mongo.ts'

/** A command that the fake received. Documents of an insert are counted, not kept. */
export interface ToldCommand {
  readonly name: string
  readonly database: string
  readonly body: Document
  readonly documents: number
}

const maxTold = 10_000

/** Starts a MongoDB in this process that speaks the wire protocol on a free loopback port. */
export async function startFakeMongo(port = 0): Promise<FakeMongo> {
  const fake = new FakeMongo(port)
  await fake.start()
  return fake
}

/** A MongoDB in this process, with faults. Its documents outlive `stop` and `start`. */
export class FakeMongo implements TestMongo {
  readonly kind = 'fake'
  readonly name = 'the in-process fake (wire version 21)'
  /** The last 10,000 commands, handshakes and pings left out. */
  readonly told: ToldCommand[] = []
  /** Its documents and its faults. */
  store = new FakeStore()
  readonly #sockets = new Set<Socket>()
  readonly #answers = new Map<string, (body: Document) => Document | undefined>()
  #server: Server | undefined
  #port: number
  #held: (() => void)[] | undefined

  constructor(port: number) {
    this.#port = port
  }

  get uri(): string {
    return `mongodb://127.0.0.1:${this.#port}`
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#sockets.size
  }

  /** How many requests wait for it to thaw. */
  get held(): number {
    return this.#held?.length ?? 0
  }

  /** Empties it and removes faults and recorded commands; connections stay. */
  reset(): void {
    this.thaw()
    this.store = new FakeStore()
    this.told.length = 0
    this.#answers.clear()
  }

  async start(): Promise<void> {
    const server = createServer(socket => this.#accept(socket)).listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address !== null && typeof address === 'object') this.#port = address.port
    this.#server = server
  }

  async stop(): Promise<void> {
    this.thaw()
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  close(): Promise<void> {
    return this.stop()
  }

  freeze(): void {
    this.#held ??= []
  }

  thaw(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const handle of held) handle()
  }

  /** Answers a command with this from now on, and does nothing else; undefined: as always. */
  answer(command: string, how: (body: Document) => Document | undefined): void {
    this.#answers.set(command.toLowerCase(), how)
  }

  /** It no longer knows this command, as hosted servers and others' implementations do. */
  without(command: string): void {
    this.answer(command, () => ({
      ok: 0,
      code: 59,
      codeName: 'CommandNotFound',
      errmsg: `no such command: '${command}'`,
    }))
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    const read = readRequests()
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('data', chunk => {
      for (const request of read(chunk)) this.#take(request, socket)
    })
  }

  #take(request: WireRequest, socket: Socket): void {
    if (this.#held !== undefined) {
      this.#held.push(() => this.#take(request, socket))
      return
    }
    this.#remember(request)
    try {
      const answer = this.#run(request)
      if (request.wantsReply && !socket.destroyed) socket.write(writeReply(request, answer))
    } catch (failure) {
      socket.destroy()
      if (!(failure instanceof Cut)) throw failure
    }
  }

  #run({ command, body, database }: WireRequest): Document {
    const name = command.toLowerCase()
    const told = this.#answers.get(name)?.(body)
    if (told !== undefined) return told
    try {
      const known = commands[name]
      if (known === undefined) throw new CommandError(59, `no such command: '${command}'`)
      return { ...known(body, this.store, database), ok: 1 }
    } catch (failure) {
      if (!(failure instanceof CommandError)) throw failure
      return { ok: 0, code: failure.code, errmsg: failure.message }
    }
  }

  #remember({ command, body, database }: WireRequest): void {
    if (/^(hello|ismaster|ping)$/i.test(command)) return
    const { documents = [], ...rest } = body
    this.told.push({ name: command, database, body: rest, documents: documents.length })
    if (this.told.length > maxTold) this.told.splice(0, maxTold / 10)
  }
}
