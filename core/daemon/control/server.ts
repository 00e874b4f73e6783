import { timingSafeEqual } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { messageOf } from '../../errors.ts'
import { refusalOf } from '../../operations/answer.ts'
import { InvalidInput } from '../../operations/checked-input.ts'
import type { Asking } from '../../operations/served.ts'
import { addressFor, newToken, removeRunFile, writeRunFile } from './address.ts'
import { createServer, textOf } from './http.ts'
import { BROKE_OFF, STARTING } from './schemas.ts'
import { OpenStreams, type Streams } from './streams.ts'

const MAX_BODY_BYTES = 1_000_000
// Often enough for a client, which gives up after 30 s of silence.
const AT_WORK_MS = 5_000

/** The operations of the running instance for other commands, by name; JSON in and out. */
export type Commands = Readonly<Record<string, (body: unknown, asking: Asking) => Promise<unknown>>>

/** What other commands reach an instance by. */
export interface Control {
  /** It has started: from now on it does all of this. */
  serve(commands: Commands, streams?: Streams): void
  close(): Promise<void>
}

/**
 * Serves other commands on this computer: HTTP over a local socket (a named pipe on Windows), never a network port, and
 * only for clients that know the token of the run file.
 * @param first what is available during the start; all other requests are answered with "not ready yet"
 */
export async function openControl(journalFile: string, first: Commands): Promise<Control> {
  const address = addressFor(journalFile)
  const token = newToken()
  const open = new OpenStreams()
  const answers: Answers = { token, commands: first, streams: {}, isStarting: true, open }
  const server = createServer((asked, answer) => void respond(asked, answer, answers))
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
      server.closeAllConnections()
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

async function respond(
  asked: IncomingMessage,
  answer: ServerResponse,
  { token, commands, streams, isStarting, open }: Answers,
): Promise<void> {
  const refuse = (status: number, message: string) => write(answer, status, { message })
  // Requests from browser pages are refused, whatever they know.
  if (asked.headers.origin !== undefined)
    return refuse(403, 'requests from browser pages are refused')
  if (!isToken(asked.headers.authorization, token))
    return refuse(401, 'the token does not match the run file')
  const name = asked.url?.slice(1) ?? ''
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const stream = Object.hasOwn(streams, name) ? streams[name] : undefined
  if (command === undefined && stream === undefined && isStarting)
    return refuse(STARTING, 'the instance is still starting; try again in a moment')
  if (command === undefined && stream === undefined)
    return refuse(
      404,
      `the running instance does not know the command ${name}; it may be older than this one, restart it`,
    )
  try {
    const body = await readBody(asked)
    if (stream !== undefined) return await open.write(answer, signal => stream(body, signal))
    write(answer, 200, (await command?.(body, askingOf(answer, open))) ?? null)
  } catch (failure) {
    // A stream that broke off half way: its reader must not take that for its end.
    if (answer.headersSent)
      return void answer.end(
        `${JSON.stringify({ code: BROKE_OFF, message: messageOf(failure) })}\n`,
      )
    write(answer, 400, { message: messageFor(name, failure), ...refusalOf(failure) })
  }
}

function messageFor(command: string, failure: unknown): string {
  if (!(failure instanceof InvalidInput)) return messageOf(failure)
  return `the running instance cannot do ${command}: ${failure.message}; fix that, or restart the instance if it is older than this command`
}

function askingOf(answer: ServerResponse, { stopping }: OpenStreams): Asking {
  const gone = new AbortController()
  answer.once('close', () => {
    // Not after the answer: an abort takes a tenth of what a short question takes.
    if (!answer.writableFinished) gone.abort()
  })
  return { signal: gone.signal, stopping, worksLong: () => tellAtWork(answer) }
}

// HTTP status 102: processing.
function tellAtWork(answer: ServerResponse): void {
  const telling = setInterval(() => {
    if (!answer.headersSent) answer.writeProcessing()
  }, AT_WORK_MS)
  answer.once('close', () => clearInterval(telling))
}

function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

async function readBody(asked: IncomingMessage): Promise<unknown> {
  const text = await textOf(asked, MAX_BODY_BYTES)
  return text === '' ? {} : JSON.parse(text)
}

function write(answer: ServerResponse, status: number, body: unknown): void {
  // With `writeHead`, Node would not know how long the body is, and would send it in pieces.
  answer.statusCode = status
  answer.setHeader('content-type', 'application/json')
  answer.end(JSON.stringify(body))
}
