import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { askRunning, isAnswered, listenRunning, NoAnswer } from '../daemon/control/client.ts'
import type { Project } from '../daemon/project.ts'
import { PrometheanError } from '../errors.ts'
import type { Journal } from '../journal/port.ts'
import { requireJournal } from '../journal/repair/refuse.ts'
import type { JournalSettings } from '../journal/sqlite/journal.ts'
import { OPERATIONS, type OperationName, type STREAMS } from '../operations/all.ts'
import type { Condition } from '../operations/live/run-status.ts'
import type { Asked, Caller, Operation } from '../operations/operation.ts'
import type { OperationRequest } from '../operations/served.ts'
import { journalGiven, projectGiven } from './given-here.ts'
import { changeStopped, journalOf, openToRead } from './journal-access.ts'

type Declared = typeof OPERATIONS
type Output<N extends OperationName> = z.output<Declared[N]['output']>

/** An operation requested at a terminal. */
export interface Wish<N extends OperationName> {
  readonly name: N
  readonly input: z.input<Declared[N]['input']>
  /** Only report what would be done. Default: false. */
  readonly dry?: boolean
  /** Nothing is different afterwards. Default: as the operation is declared. */
  readonly isRead?: boolean
  /** Asked by an agent, not at a terminal: it is answered in its words, and reads no file that it names elsewhere. */
  readonly isOffered?: boolean
  /** Aborts if it is no longer wanted. */
  readonly signal?: AbortSignal | undefined
  /** What takes long tells how far it is, 0 to 1. */
  readonly onProgress?: Asked['onProgress']
  /** The running instance says, each few seconds, that it is still at work. */
  readonly onAtWork?: () => void
  /** The journal of an older Promethean is being updated first. */
  readonly onUpgrading?: JournalSettings['onUpgrading']
}

/** The result of an operation. */
export interface CarriedOut<N extends OperationName> {
  readonly value: Output<N>
  /** The running instance did it. */
  readonly isRunning: boolean
}

/** An act was asked for, and no answer came: it may have been done or not. */
export class OutcomeUnknown extends PrometheanError {
  /** Unique to the request; what it did is stored under it. */
  readonly request: string

  constructor(why: NoAnswer, request: string, advice: string) {
    const said = why.why === undefined ? why.what : `${why.what} (${why.why})`
    const what = 'it is not known whether this was done'
    super('runtime', { what, why: said, advice }, { cause: why })
    this.request = request
  }
}

/** The caller at a terminal. */
export const TERMINAL: Caller = { kind: 'person', name: 'terminal' }

/**
 * Asks the running instance for an operation.
 * @returns undefined if none runs, or it has not come so far yet
 * @throws PrometheanError if it is refused
 */
export async function askInstance<N extends OperationName>(
  journalFile: string,
  wish: Wish<N>,
): Promise<Output<N> | undefined> {
  const { kind, isRecorded = false }: Operation = OPERATIONS[wish.name]
  const { isRead = kind === 'read' || wish.dry === true, onAtWork } = wish
  const id = randomUUID()
  const settings = { isRepeatable: isRead, ...(onAtWork && { onAtWork }) }
  const asked = { ...requestOf(wish), ...(!isRead && isRecorded && { id }) }
  const answer = await askRunning(journalFile, wish.name, asked, settings).catch(failure => {
    if (isRead || !(failure instanceof NoAnswer)) throw failure
    const where = isRecorded ? `promethean explain ${id}` : 'promethean status'
    throw new OutcomeUnknown(failure, id, `look at ${where} before you ask for it again`)
  })
  if (answer === undefined) return undefined
  const { success, data } = OPERATIONS[wish.name].output.safeParse(answer)
  if (!success) throw unreadable(wish.name)
  // The schema of this very name.
  return data as Output<N>
}

/** How the instance on a journal does; `starting` until it can answer, undefined if none runs. @throws PrometheanError */
export async function conditionOf(
  journalFile: string,
): Promise<Condition | 'starting' | undefined> {
  const status = await askInstance(journalFile, { name: 'status', input: {} })
  return status ?? ((await isAnswered(journalFile)) ? 'starting' : undefined)
}

/**
 * Performs an operation where it belongs: in the running instance, in a journal without an instance, by reading the journal,
 * or from the config alone.
 * @throws PrometheanError if it is refused
 */
export async function carryOut<N extends OperationName>(
  project: Project,
  wish: Wish<N>,
): Promise<CarriedOut<N>> {
  const { needs, kind, needsInstance }: Operation = OPERATIONS[wish.name]
  const isForInstance = needs === 'instance' || needsInstance?.(wish.input) === true
  const journalFile = needs === 'project' ? undefined : await journalOf(project)
  if (journalFile !== undefined && (isForInstance || kind === 'act')) {
    const value = await askStarted(journalFile, wish)
    if (value !== undefined) return { value, isRunning: true }
    if (needs === 'instance') throw noInstance(journalFile)
  }
  const value = await performHere(project, journalFile, wish)
  // The schema of this very name.
  return { value: value as Output<N>, isRunning: false }
}

/**
 * Undefined only if none runs.
 * @throws PrometheanError also if one is still starting: nobody else may change its journal
 */
async function askStarted<N extends OperationName>(
  journalFile: string,
  wish: Wish<N>,
): Promise<Output<N> | undefined> {
  const answer = await askInstance(journalFile, wish)
  if (answer !== undefined || !(await isAnswered(journalFile))) return answer
  throw new PrometheanError('runtime', {
    what: `the instance on ${journalFile} is still starting`,
    advice: 'try again in a moment',
  })
}

async function performHere(
  project: Project,
  journalFile: string | undefined,
  { name, input, dry = false, isOffered = false, onUpgrading, ...rest }: Wish<OperationName>,
): Promise<unknown> {
  const operation: Operation = OPERATIONS[name]
  const { signal = new AbortController().signal, onProgress } = rest
  const asked = { caller: TERMINAL, signal, dry, isOffered, onProgress }
  if (journalFile === undefined)
    return operation.perform(input, { ...projectGiven(project, conditionOf), ...asked })
  const concerned = (id: string) => askInstance(journalFile, { name: 'concerned', input: { id } })
  const work = (journal: Journal) =>
    operation.perform(input, { ...journalGiven(project, journal, concerned), ...asked })
  if (operation.kind === 'read') return reading(journalFile, work)
  // An early operation needs no existing journal.
  if (operation.early !== true) requireJournal(journalFile)
  return changeStopped(journalFile, onUpgrading ? { onUpgrading } : {}, work)
}

async function reading<T>(journalFile: string, work: (journal: Journal) => Promise<T>): Promise<T> {
  const journal = await openToRead(journalFile)
  try {
    return await work(journal)
  } finally {
    await journal.close()
  }
}

/** Listens to the running instance; undefined if none runs. @throws PrometheanError if the wish is wrong */
export function listenInstance<N extends keyof typeof STREAMS>(
  journalFile: string,
  name: N,
  {
    input,
    signal,
  }: { readonly input: z.input<(typeof STREAMS)[N]['input']>; readonly signal: AbortSignal },
): Promise<AsyncIterable<string> | undefined> {
  return listenRunning(journalFile, name, { body: requestOf({ input }), signal })
}

function requestOf({
  input,
  dry = false,
}: {
  readonly input: unknown
  readonly dry?: boolean
}): OperationRequest {
  return { input, caller: TERMINAL, dry }
}

function unreadable(name: OperationName): PrometheanError {
  return new PrometheanError('runtime', {
    what: `what the running instance answered to ${name} cannot be read`,
    why: 'it is of another version than this command',
    advice: 'restart it',
  })
}

/** An instance is needed, and none runs. */
export class NoInstance extends PrometheanError {}

/** The error if no instance is running. */
export function noInstance(journalFile: string): NoInstance {
  return new NoInstance('runtime', {
    what: `no instance is running on ${journalFile}`,
    advice: 'start one with promethean run',
  })
}
