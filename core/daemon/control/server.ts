import { timingSafeEqual } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { messageOf } from '../../errors.ts'
import { refusalOf } from '../../operations/answer.ts'
import { InvalidInput } from '../../operations/checked-input.ts'
import type { Asking } from '../../operations/served.ts'
import { addressFor, newToken, removeRunFile, writeRunFile } from './address.ts'
import { Lines } from './lines.ts'
import { OpenStreams, type Streams } from './streams.ts'
import { LONGEST_REQUEST, requestSchema, type WiredAnswer, wired } from './wire.ts'

// Often enough for a client, which gives up after 30 s of silence.
const AT_WORK_MS = 5_000
// Whoever connects has the token at hand.
const SILENT_MS = 10_000
// Each open command and each agent has one or two.
const MOST_CONNECTIONS = 200

/** The operations of the running instance for other commands, by name; JSON in and out. */
export type Commands = Readonly<Record<string, (body: unknown, asking: Asking) => Promise<unknown>>>

/** What other commands reach an instance by. */
export interface Control {
  /** It has started: from now on it does all of this. */
  serve(commands: Commands, streams?: Streams): void
  close(): Promise<void>
}

/**
 * Serves other commands on this computer: lines of JSON over a local socket (a named pipe on Windows), never a network port,
 * and only for clients that know the token of the run file.
 * @param first what is available during the start; all other requests are answered with "not ready yet"
 */
export async function openControl(journalFile: string, first: Commands): Promise<Control> {
  const address = addressFor(journalFile)
  const token = newToken()
  const open = new OpenStreams()
  const answers: Answers = { token, commands: first, streams: {}, isStarting: true, open }
  const connections = new Set<Socket>()
  const server = createServer(socket => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    void serve(socket, answers)
  })
  server.maxConnections = MOST_CONNECTIONS
  // A socket file outlives a killed process; the journal's lock guarantees that no other process uses it.
  if (process.platform !== 'win32') await rm(address, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, resolve)
  })
  server.unref()
  // Written last, so that its readers find a listening server.
  await writeRunFile(journalFile, { pid: process.pid, address, token })
  return {
    serve: (commands, streams = {}) =>
      void Object.assign(answers, { commands, streams, isStarting: false }),
    close: async () => {
      await open.close()
      for (const socket of connections) socket.destroy()
      await new Promise(resolve => server.close(resolve))
      await removeRunFile(journalFile)
    },
  }
}

interface Answers {
  readonly token: string
  commands: Commands
  streams: Streams
  isStarting: boolean
  readonly open: OpenStreams
}

/** Answers one request after another, until the client leaves. */
async function serve(socket: Socket, answers: Answers): Promise<void> {
  const lines = new Lines(socket, LONGEST_REQUEST)
  const silent = setTimeout(() => socket.destroy(), SILENT_MS)
  socket.once('close', () => clearTimeout(silent))
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    const request = requestOf(line)
    // A browser page that got here, for example, speaks HTTP.
    if (request === undefined) return void socket.destroy()
    if (!isToken(request.token, answers.token)) {
      const message = 'the token does not match the run file'
      return void socket.end(wired({ refusal: { message } }), () => socket.destroy())
    }
    clearTimeout(silent)
    await respond(socket, request, answers)
  }
}

interface Request {
  readonly token: string
  readonly command: string
  readonly body: unknown
}

function requestOf(line: string): Request | undefined {
  try {
    return requestSchema.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

async function respond(
  socket: Socket,
  { command: name, body }: Request,
  { commands, streams, isStarting, open }: Answers,
): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const stream = Object.hasOwn(streams, name) ? streams[name] : undefined
  if (command === undefined && stream === undefined) {
    if (isStarting)
      return tell(socket, { starting: 'the instance is still starting; try again in a moment' })
    return tell(socket, { refusal: { message: unknown(name) } })
  }
  try {
    if (stream !== undefined) return await open.write(socket, signal => stream(body, signal))
    if (command === undefined) return
    const value = await heeding(socket, open, asking => command(body, asking))
    tell(socket, { value: value ?? null })
  } catch (failure) {
    tell(socket, { refusal: { message: messageFor(name, failure), ...refusalOf(failure) } })
  }
}

function unknown(command: string): string {
  return `the running instance does not know the command ${command}; it may be older than this one, restart it`
}

function messageFor(command: string, failure: unknown): string {
  if (!(failure instanceof InvalidInput)) return messageOf(failure)
  return `the running instance cannot do ${command}: ${failure.message}; fix that, or restart the instance if it is older than this command`
}

/** Does what was asked for; whoever asked may leave meanwhile. */
async function heeding<T>(
  socket: Socket,
  { stopping }: OpenStreams,
  work: (asking: Asking) => Promise<T>,
): Promise<T> {
  const gone = new AbortController()
  let telling: NodeJS.Timeout | undefined
  const leave = () => {
    clearInterval(telling)
    gone.abort()
  }
  const worksLong = () => {
    telling = setInterval(() => tell(socket, { working: true }), AT_WORK_MS)
  }
  socket.once('close', leave)
  try {
    return await work({ signal: gone.signal, stopping, worksLong })
  } finally {
    clearInterval(telling)
    socket.off('close', leave)
  }
}

function tell(socket: Socket, answer: WiredAnswer): void {
  socket.write(wired(answer))
}

function isToken(text: string, token: string): boolean {
  const given = Buffer.from(text)
  const wanted = Buffer.from(token)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
