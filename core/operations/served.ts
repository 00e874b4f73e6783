import { z } from 'zod'
import { deliveredEvent } from '../journal/history.ts'
import { OPERATIONS, type OperationName, STREAMS } from './all.ts'
import { checkedInput } from './checked-input.ts'
import { configOf } from './config/config-of.ts'
import { shownProblems, statusOf } from './live/run-status.ts'
import type { Asked, Caller, Given, Instance } from './operation.ts'

/** How one process asks another for an operation. Strict: of what an older Promethean asks for, nothing may be left out. */
const request = z.strictObject({
  input: z.unknown().default({}),
  caller: z
    .object({ kind: z.enum(['person', 'program', 'agent']), name: z.string().min(1) })
    .default({ kind: 'program', name: 'program' }),
  dry: z.boolean().default(false),
  id: z.uuid().optional(),
})

/** A request as it is sent. */
export interface OperationRequest {
  readonly input: unknown
  readonly caller: Caller
  readonly dry: boolean
  /** Unique to it: the event of an act has it in its id, and whoever got no answer finds it. */
  readonly id?: string
}

/** The client that waits for the answer. */
export interface Asking {
  /** Aborts if the client has left. */
  readonly signal: AbortSignal
  /** Aborts if the instance stops. */
  readonly stopping: AbortSignal
  /** From now on the caller is told repeatedly that the work is in progress, until it is done. */
  worksLong(): void
}

type Served = (body: unknown, asking: Asking) => Promise<unknown>
type ServedStream = (body: unknown, signal: AbortSignal) => AsyncIterable<unknown>

/** What an instance answers while it still starts. */
export function servedEarly(instance: Instance): Readonly<Record<string, Served>> {
  const names = operationNames().filter(name => OPERATIONS[name].early === true)
  return Object.fromEntries(names.map(name => [name, served(instance, name)]))
}

/** What an instance answers that has started. */
export function servedBy(instance: Instance): Readonly<Record<string, Served>> {
  return Object.fromEntries(operationNames().map(name => [name, served(instance, name)]))
}

/** Its streams. */
export function streamsOf(instance: Instance): Readonly<Record<string, ServedStream>> {
  return Object.fromEntries(
    Object.entries(STREAMS).map(([name, stream]) => [
      name,
      (body: unknown, signal: AbortSignal) => {
        const { input, ...asked } = checkedInput(request, body)
        return stream.listen(input, givenBy(instance, { ...asked, signal }))
      },
    ]),
  )
}

/** Everything an operation may need, from an instance. */
export function givenBy(
  instance: Instance,
  asked: Asked,
): Given['journal'] & Given['instance'] & Given['project'] & Asked {
  const { runtime, edits, folder, name, loadPackage } = instance
  return {
    ...asked,
    instance,
    folder,
    name,
    loadPackage,
    journal: runtime.journal,
    config: async () => configOf(runtime),
    journalFile: async () => configOf(runtime).journal.file,
    concerned: async row => runtime.concerned(deliveredEvent(row)),
    read: async () => {
      const reading = await edits.read()
      return { ...reading, problems: shownProblems(runtime, reading.problems) }
    },
    condition: () => statusOf(runtime, edits.refusal),
  }
}

function served(instance: Instance, name: OperationName): Served {
  return (body, { signal: left, stopping, worksLong }) => {
    const { input, ...asked } = checkedInput(request, body)
    const { isLong, kind } = OPERATIONS[name]
    if (isLong) worksLong()
    // A caller that stops waiting does not cancel the request.
    const signal = kind === 'act' ? stopping : left
    return OPERATIONS[name].perform(input, givenBy(instance, { ...asked, signal }))
  }
}

function operationNames(): readonly OperationName[] {
  // An object's keys are texts to TypeScript; these are all the keys of this one.
  return Object.keys(OPERATIONS) as readonly OperationName[]
}
