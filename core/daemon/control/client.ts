import { ConfigProblem, messageOf, PrometheanError } from '../../errors.ts'
import { type RunFile, readRunFile } from './address.ts'
import { Connection, canConnect } from './connection.ts'
import {
  BROKE_OFF,
  LONGEST_REQUEST,
  refusalSchema,
  type WiredAnswer,
  type WiredRefusal,
  wired,
} from './wire.ts'

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
  const onWorking = () => {
    limit.refresh()
    onAtWork?.()
  }
  const asked = { command, body, isRepeatable, signal: silence.signal, onWorking }
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

interface Asked {
  readonly command: string
  readonly body: unknown
  readonly isRepeatable: boolean
  readonly signal: AbortSignal
  onWorking(): void
}

async function ask(
  journalFile: string,
  { command, body, isRepeatable, signal, onWorking }: Asked,
): Promise<unknown> {
  const run = readRunFile(journalFile)
  if (run === undefined) return undefined
  const text = requestText(run, command, body)
  const connection = connectionTo(run.address, isRepeatable)
  const release = connection.endWith(signal)
  try {
    connection.send(text)
    let answer = await answerOf(connection)
    for (; answer?.working; answer = await answerOf(connection)) onWorking()
    if (isRepeatable) rest(run.address, connection)
    else connection.end()
    if (answer === undefined || answer.starting !== undefined) return undefined
    if ('value' in answer) return answer.value
    throw answer.refusal ? failureOf(answer.refusal) : unreadable()
  } finally {
    release()
  }
}

/** Kept for the next request that only reads: a new connection takes as long as a short answer. By address. */
const resting = new Map<string, Connection>()

// One kept from before may have been closed meanwhile, and nobody can tell whether the request was read.
function connectionTo(address: string, isRepeatable: boolean): Connection {
  const kept = isRepeatable ? resting.get(address) : undefined
  if (kept !== undefined) resting.delete(address)
  return kept?.wake() ? kept : new Connection(address)
}

function rest(address: string, connection: Connection): void {
  resting.get(address)?.end()
  resting.set(address, connection)
  connection.rest()
}

/** @returns undefined if nobody listens there anymore: nothing was done @throws NoAnswer if it broke off */
async function answerOf(connection: Connection): Promise<WiredAnswer | undefined> {
  const answer = await connection.answer().catch(() => {
    connection.end()
    throw unreadable()
  })
  if (answer === undefined && !connection.isRefused) throw brokenOff(connection.failure)
  return answer
}

function requestText({ token }: RunFile, command: string, body: unknown): string {
  const text = wired({ token, command, body })
  if (text.length <= LONGEST_REQUEST) return text
  throw new PrometheanError('runtime', {
    what: `cannot ask the running instance for ${command}`,
    why: `what is asked for has ${text.length} characters, more than ${LONGEST_REQUEST}`,
    advice: 'ask for less at once',
  })
}

/** Whether an instance that runs on a journal can be reached. */
export async function isAnswered(journalFile: string): Promise<boolean> {
  const run = readRunFile(journalFile)
  return run !== undefined && canConnect(run.address)
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
  if (run === undefined) return undefined
  const text = requestText(run, stream, body)
  const connection = new Connection(run.address)
  connection.endWith(signal)
  connection.send(text)
  const answer = await answerOf(connection)
  if (answer === undefined) return undefined
  if (answer.streams) return linesOf(connection)
  connection.end()
  const { starting, refusal } = answer
  if (starting !== undefined) throw new PrometheanError('runtime', starting)
  throw refusal ? failureOf(refusal) : unreadable()
}

// Broken off, by the signal or because the instance was killed: an end like any other.
async function* linesOf(connection: Connection): AsyncGenerator<string> {
  try {
    for (let line = await connection.line(); line !== undefined; line = await connection.line()) {
      if (line.startsWith(`{"code":"${BROKE_OFF}"`))
        throw failureOf(refusalSchema.parse(JSON.parse(line)))
      yield line
    }
  } finally {
    connection.end()
  }
}

function failureOf({ message, code, what, why, advice, problems }: WiredRefusal): PrometheanError {
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

/** What listens there does not speak as this command does. It did nothing. */
function unreadable(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'what the running instance answered cannot be read',
    why: 'it is of another version than this command',
    advice: 'restart it',
  })
}
