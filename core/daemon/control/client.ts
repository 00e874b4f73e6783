import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { ConfigProblem, messageOf, PrometheanError } from '../../errors.ts'
import { type RunFile, readRunFile } from './address.ts'
import { request, textOf } from './http.ts'
import { BROKE_OFF, refusalSchema, STARTING } from './schemas.ts'

const ANSWER_MS = 30_000

/** The running instance was asked, and its answer did not come: it may have done it or not. */
export class NoAnswer extends PrometheanError {}

export interface AskSettings {
  /** It only reads: where the connection breaks, it is asked once more. Default: false. */
  readonly isRepeatable?: boolean
  /** The instance says that it is at work. */
  onAtWork?(): void
}

/**
 * Asks the instance that runs on a journal. Waits for an answer for 30 s, and as long as the instance says it is at work.
 * @returns undefined if none runs, or it has not come so far yet: nothing was done
 * @throws NoAnswer if the answer did not come, else the error that the instance reported
 */
export async function askRunning(
  journalFile: string,
  command: string,
  body: unknown = {},
  { isRepeatable = false, onAtWork }: AskSettings = {},
): Promise<unknown> {
  const silence = new AbortController()
  const limit = setTimeout(() => silence.abort(), ANSWER_MS)
  const onInformation = () => {
    limit.refresh()
    onAtWork?.()
  }
  const asked = { command, body, isRepeatable, signal: silence.signal, onInformation }
  try {
    return await ask(journalFile, asked).catch(failure => {
      if (!isRepeatable || silence.signal.aborted || !(failure instanceof NoAnswer)) throw failure
      // Perhaps another instance by now.
      return ask(journalFile, { ...asked, isRepeatable: false })
    })
  } catch (failure) {
    throw silence.signal.aborted ? tooLate() : failure
  } finally {
    clearTimeout(limit)
  }
}

async function ask(
  journalFile: string,
  { command, body, ...settings }: PostSettings & { command: string; body: unknown },
): Promise<unknown> {
  const run = readRunFile(journalFile)
  const answer = run && (await post(run, command, body, settings))
  if (answer === undefined) return undefined
  const value = await jsonOf(answer)
  if (answer.statusCode === STARTING) return undefined
  if (answer.statusCode === 200) return value
  throw failureOf(value)
}

/** Whether an instance that runs on a journal can be reached. */
export async function isAnswered(journalFile: string): Promise<boolean> {
  const run = readRunFile(journalFile)
  if (run === undefined) return false
  return new Promise(resolve => {
    const socket = connect(run.address, () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

/**
 * Listens to the instance that runs on a journal, line by line, until the signal or until it ends.
 * @returns undefined if none runs
 * @throws what the instance said went wrong
 */
export async function listenRunning(
  journalFile: string,
  stream: string,
  { body, signal }: { readonly body: unknown; readonly signal: AbortSignal },
): Promise<AsyncIterable<string> | undefined> {
  const run = readRunFile(journalFile)
  const answer = run && (await post(run, stream, body, { signal, isRepeatable: false }))
  if (answer === undefined || answer.statusCode === 200) return answer && lines(answer)
  throw failureOf(await jsonOf(answer))
}

interface PostSettings extends Pick<AskSettings, 'isRepeatable'> {
  readonly signal: AbortSignal
  /** A response before the answer: the request is in progress. */
  readonly onInformation?: () => void
}

/** @returns undefined if nothing listens there anymore: the run file is from an instance that was killed */
function post(
  run: RunFile,
  name: string,
  body: unknown,
  settings: PostSettings,
): Promise<IncomingMessage | undefined> {
  const { address, token } = run
  const { signal, isRepeatable = false, onInformation = () => undefined } = settings
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const wanted = { socketPath: address, method: 'POST', path: `/${name}`, headers, signal }
  // A connection kept from before may have been closed meanwhile, and nobody can tell whether the request was read.
  const connection = isRepeatable ? {} : { agent: false }
  return new Promise((resolve, reject) => {
    const asking = request({ ...wanted, ...connection }, resolve)
    asking.on('information', onInformation)
    asking.on('error', (failure: NodeJS.ErrnoException) => {
      if (failure.code === 'ENOENT' || failure.code === 'ECONNREFUSED') resolve(undefined)
      else reject(signal.aborted ? failure : brokenOff(failure))
    })
    asking.end(JSON.stringify(body))
  })
}

async function jsonOf(answer: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await textOf(answer))
  } catch (failure) {
    throw brokenOff(failure)
  }
}

async function* lines(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of piecesOf(answer)) {
    const parts = `${rest}${piece}`.split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      if (line.startsWith(`{"code":"${BROKE_OFF}"`)) throw failureOf(JSON.parse(line))
      yield line
    }
  }
}

async function* piecesOf(answer: IncomingMessage): AsyncGenerator<string> {
  try {
    yield* answer.setEncoding('utf8')
  } catch {
    // Broken off, by the signal or because the instance was killed: an end like any other.
  }
}

/** The error of a refusing answer. */
function failureOf(answer: unknown): PrometheanError {
  const { message, code, what, why, advice, problems } = refusalSchema.parse(answer)
  if (code === 'invalid_input') return new PrometheanError('runtime', message)
  if (problems !== undefined) return new ConfigProblem(problems)
  return new PrometheanError('runtime', what === undefined ? message : { what, why, advice })
}

function tooLate(): NoAnswer {
  return new NoAnswer('runtime', {
    what: `the running instance did not answer within ${ANSWER_MS / 1_000} s`,
    advice: 'it may be stuck, restart it',
  })
}

/** The error if the connection to the running instance fails. */
function brokenOff(failure: unknown): NoAnswer {
  return new NoAnswer(
    'runtime',
    {
      what: 'the running instance gave no answer',
      why: messageOf(failure),
      advice: 'it may have just stopped, see promethean status',
    },
    { cause: failure },
  )
}
