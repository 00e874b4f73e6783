import { timingSafeEqual } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { z } from 'zod'
import { ConfigProblem, messageOf, type Problem, PrometheanError } from '../../errors.ts'
import { addressFor, newToken, readRunFile, removeRunFile, writeRunFile } from './address.ts'
import { OpenStreams, type Streams } from './streams.ts'

const MAX_BODY_BYTES = 1_000_000
const ANSWER_MS = 30_000
// HTTP's word for it: service unavailable.
const STARTING = 503

/** What the running instance does for other commands, by name; gets and gives JSON. */
export type Commands = Readonly<Record<string, (body: unknown) => Promise<unknown>>>

/** What other commands reach an instance by. */
export interface Control {
  /** It has started: from now on it does all of this. */
  serve(commands: Commands, streams?: Streams): void
  close(): Promise<void>
}

/**
 * Answers other commands on this computer: HTTP over a local socket (a named pipe on Windows), never a network port,
 * and only to those who know the token of the run file.
 * @param first what is done while it still starts; whatever else is asked is told that nobody is there yet
 */
export async function openControl(journalFile: string, first: Commands): Promise<Control> {
  const address = addressFor(journalFile)
  const token = newToken()
  const open = new OpenStreams()
  const answers: Answers = { token, commands: first, streams: {}, isStarting: true, open }
  const server = createServer((asked, answer) => void respond(asked, answer, answers))
  // A socket file outlives a killed process; the journal's lock says that nobody else uses it.
  if (process.platform !== 'win32') await rm(address, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, resolve)
  })
  server.unref()
  // Last: whoever reads it finds somebody listening.
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

/** The same for an instance that has started. */
export async function serveControl(
  journalFile: string,
  commands: Commands,
  streams: Streams = {},
): Promise<Control> {
  const control = await openControl(journalFile, {})
  control.serve(commands, streams)
  return control
}

const failureSchema = z.object({
  message: z.string(),
  problems: z
    .array(z.object({ plugin: z.string().optional(), path: z.string(), message: z.string() }))
    .optional(),
})

/**
 * Asks the instance that runs on a journal.
 * @returns undefined where none runs, or it has not come so far yet
 * @throws what the instance said went wrong
 */
export async function askRunning(
  journalFile: string,
  command: string,
  body: unknown = {},
): Promise<unknown> {
  const run = await readRunFile(journalFile)
  if (run === undefined) return undefined
  const answer = await send(run.address, run.token, command, JSON.stringify(body))
  if (answer === undefined || answer.status === STARTING) return undefined
  const value: unknown = JSON.parse(answer.text)
  if (answer.status === 200) return value
  throw failureOf(value)
}

/** Whether an instance that runs on a journal can be reached. */
export async function isAnswered(journalFile: string): Promise<boolean> {
  const run = await readRunFile(journalFile)
  if (run === undefined) return false
  return new Promise(resolve => {
    const socket = connect(run.address, () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

/** What a refusing answer says went wrong. */
export function failureOf(answer: unknown): PrometheanError {
  const failure = failureSchema.parse(answer)
  if (failure.problems === undefined) return new PrometheanError('runtime', failure.message)
  return new ConfigProblem(
    failure.problems.map(
      ({ plugin, ...rest }): Problem => ({ ...(plugin !== undefined && { plugin }), ...rest }),
    ),
  )
}

function send(
  socketPath: string,
  token: string,
  command: string,
  body: string,
): Promise<{ status: number; text: string } | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const asking = request(
      { socketPath, method: 'POST', path: `/${command}`, headers, timeout: ANSWER_MS },
      answer => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        )
        answer.on('error', failure => reject(brokenOff(failure)))
      },
    )
    asking.on('timeout', () => {
      asking.destroy(
        new PrometheanError('runtime', {
          what: `the running instance did not answer within ${ANSWER_MS / 1_000} s`,
          advice: 'it may be stuck, restart it',
        }),
      )
    })
    asking.on('error', failure => {
      if (isNobodyThere(failure)) resolve(undefined)
      else reject(brokenOff(failure))
    })
    asking.end(body)
  })
}

/** Nobody listens there any more: the run file is of an instance that was killed. */
export function isNobodyThere({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOENT' || code === 'ECONNREFUSED'
}

/** What to say where the connection to the running instance fails. */
export function brokenOff(failure: Error): PrometheanError {
  if (failure instanceof PrometheanError) return failure
  return new PrometheanError(
    'runtime',
    {
      what: 'the running instance gave no answer',
      why: messageOf(failure),
      advice: 'it may have just ended, look at promethean status',
    },
    { cause: failure },
  )
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
  // No page in a browser may speak here, whatever it knows.
  if (asked.headers.origin !== undefined) return refuse(403, 'pages of a browser are not answered')
  if (!isToken(asked.headers.authorization, token))
    return refuse(401, 'the token is not the one of the run file')
  const name = asked.url?.slice(1) ?? ''
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const stream = Object.hasOwn(streams, name) ? streams[name] : undefined
  if (command === undefined && stream === undefined && isStarting)
    return refuse(STARTING, 'the instance is still starting; ask again in a moment')
  if (command === undefined && stream === undefined)
    return refuse(
      404,
      `the running instance knows no command ${name}; it may be older than this one, restart it`,
    )
  try {
    const body = await readBody(asked)
    if (stream !== undefined) return await open.write(answer, signal => stream(body, signal))
    write(answer, 200, (await command?.(body)) ?? null)
  } catch (failure) {
    // A stream that broke off half way.
    if (answer.headersSent) return void answer.destroy()
    const problems = failure instanceof ConfigProblem ? { problems: failure.problems } : {}
    write(answer, 400, { message: sentenceOf(name, failure), ...problems })
  }
}

function sentenceOf(command: string, failure: unknown): string {
  if (!(failure instanceof z.ZodError)) return messageOf(failure)
  const wrong = failure.issues.map(({ path, message }) => [...path, message].join(' '))
  return `the running instance cannot do ${command}: ${wrong.join('; ')}; mend that, or restart it where it is older than this command`
}

function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

async function readBody(asked: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of asked) {
    const piece: Buffer = chunk
    bytes += piece.length
    if (bytes > MAX_BODY_BYTES)
      throw new Error(`a request may have ${MAX_BODY_BYTES} bytes at most`)
    chunks.push(piece)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : JSON.parse(text)
}

function write(answer: ServerResponse, status: number, body: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/json' })
  answer.end(JSON.stringify(body))
}
