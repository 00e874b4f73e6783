import type { z } from 'zod'
import { askRunning, isAnswered, listenRunning } from '../daemon/control/client.ts'
import type { Project } from '../daemon/project.ts'
import { PrometheanError } from '../errors.ts'
import type { Journal } from '../journal/port.ts'
import { OPERATIONS, type OperationName, type STREAMS } from '../operations/all.ts'
import type { Caller, Operation } from '../operations/operation.ts'
import type { OperationRequest } from '../operations/served.ts'
import { journalGiven } from './given-here.ts'
import { changeStopped, openToRead } from './journal-access.ts'

type Declared = typeof OPERATIONS
type Input<N extends OperationName> = z.input<Declared[N]['input']>
type Output<N extends OperationName> = z.output<Declared[N]['output']>

/** The operations that need no instance where none runs. */
type OnJournal = {
  [N in OperationName]: Declared[N] extends Operation<z.ZodType, z.ZodType, 'journal'> ? N : never
}[OperationName]

/** Who sits at a terminal. */
export const TERMINAL: Caller = { kind: 'person', name: 'terminal' }

/**
 * Asks the running instance for an operation.
 * @returns undefined where none runs, or it has not come so far yet
 * @throws PrometheanError where it is refused
 */
export async function askInstance<N extends OperationName>(
  journalFile: string,
  name: N,
  input: Input<N>,
  dry = false,
): Promise<Output<N> | undefined> {
  const answer = await askRunning(journalFile, name, asked(input, dry))
  if (answer === undefined) return undefined
  const { success, data } = OPERATIONS[name].output.safeParse(answer)
  if (!success) throw unreadable(name)
  // The schema of this very name.
  return data as Output<N>
}

/**
 * The same.
 * @throws PrometheanError also where none runs
 */
export async function askOrFail<N extends OperationName>(
  journalFile: string,
  name: N,
  input: Input<N>,
  dry = false,
): Promise<Output<N>> {
  const answer = await askStarted(journalFile, name, input, dry)
  if (answer !== undefined) return answer
  throw noInstance(journalFile)
}

/**
 * The same, undefined only where none runs.
 * @throws PrometheanError also where one still starts: its journal is nobody else's to change
 */
async function askStarted<N extends OperationName>(
  journalFile: string,
  name: N,
  input: Input<N>,
  dry = false,
): Promise<Output<N> | undefined> {
  const answer = await askInstance(journalFile, name, input, dry)
  if (answer !== undefined || !(await isAnswered(journalFile))) return answer
  throw new PrometheanError('runtime', {
    what: `the instance on ${journalFile} is still starting`,
    advice: 'try again in a moment',
  })
}

/** The journal of a project. */
export interface ProjectJournal {
  readonly journalFile: string
  readonly project: Project
}

/**
 * Changes a journal: through the instance that works on it, else itself, under its lock.
 * @throws PrometheanError where it is refused
 */
export async function changeJournal<N extends OnJournal>(
  place: ProjectJournal,
  name: N,
  input: Input<N>,
): Promise<{ readonly value: Output<N>; readonly isRunning: boolean }> {
  const answer = await askStarted(place.journalFile, name, input)
  if (answer !== undefined) return { value: answer, isRunning: true }
  const value = await changeStopped(place.journalFile, journal =>
    performOn(journal, place, { name, input, dry: false }),
  )
  // The schema of this very name.
  return { value: value as Output<N>, isRunning: false }
}

/**
 * Does what is asked where it is to be done: in the running instance, in a journal nobody works on, or by reading beside both.
 * @throws PrometheanError where it is refused
 */
export async function carryOut<N extends OperationName>(
  place: ProjectJournal,
  name: N,
  input: Input<N>,
  dry = false,
): Promise<Output<N>> {
  const { needs, kind }: Operation = OPERATIONS[name]
  if (needs === 'instance') return askOrFail(place.journalFile, name, input, dry)
  if (kind === 'act') {
    const answer = await askStarted(place.journalFile, name, input, dry)
    if (answer !== undefined) return answer
  }
  const work = (journal: Journal) => performOn(journal, place, { name, input, dry })
  // The schema of this very name.
  return (
    kind === 'act' ? await changeStopped(place.journalFile, work) : await reading(place, work)
  ) as Output<N>
}

async function reading<T>(
  { journalFile }: ProjectJournal,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const journal = await openToRead(journalFile)
  try {
    return await work(journal)
  } finally {
    await journal.close()
  }
}

function performOn(
  journal: Journal,
  { journalFile, project }: ProjectJournal,
  {
    name,
    input,
    dry,
  }: { readonly name: OperationName; readonly input: unknown; readonly dry: boolean },
): Promise<unknown> {
  const operation: Operation = OPERATIONS[name]
  const { signal } = new AbortController()
  const concerned = (id: string) => askInstance(journalFile, 'concerned', { id })
  const given = journalGiven(project, journal, concerned)
  return operation.perform(input, { ...given, caller: TERMINAL, signal, dry })
}

/** Listens to the running instance; undefined where none runs. @throws PrometheanError where the wish is wrong */
export function listenInstance<N extends keyof typeof STREAMS>(
  journalFile: string,
  name: N,
  {
    input,
    signal,
  }: { readonly input: z.input<(typeof STREAMS)[N]['input']>; readonly signal: AbortSignal },
): Promise<AsyncIterable<string> | undefined> {
  return listenRunning(journalFile, name, { body: asked(input), signal })
}

function asked(input: unknown, dry = false): OperationRequest {
  return { input, caller: TERMINAL, dry }
}

function unreadable(name: OperationName): PrometheanError {
  return new PrometheanError('runtime', {
    what: `what the running instance answered to ${name} cannot be read`,
    why: 'it is of another version than this command',
    advice: 'restart it',
  })
}

/** What to say where nothing runs. */
export function noInstance(journalFile: string): PrometheanError {
  return new PrometheanError('runtime', {
    what: `no instance is running on ${journalFile}`,
    advice: 'start one with promethean run',
  })
}
