import type { Command } from 'commander'
import type { z } from 'zod'
import { openProject, type Project } from '../daemon/project.ts'
import { ConfigProblem, type Sentence } from '../errors.ts'
import { OPERATIONS, type OperationName } from '../operations/all.ts'
import type { Operation } from '../operations/operation.ts'
import { type CarriedOut, carryOut } from './ask-instance.ts'
import { type Called, declareInput, type InputCommand } from './input-command.ts'
import { startLongWork } from './long-work.ts'
import { createOutput, type Output, report } from './shown/output.ts'
import { toStdoutInTurn } from './shown/stdout.ts'
import { createUpgradeView } from './shown/upgrading.ts'
import { WrongUsage } from './usage.ts'

const AT_WORK = 'still waiting for the running instance; Ctrl-C stops waiting, not the work'

type Declared = typeof OPERATIONS
type Input<N extends OperationName> = z.input<Declared[N]['input']>
type Wanted<N extends OperationName> = z.output<Declared[N]['input']>
type Value<N extends OperationName> = z.output<Declared[N]['output']>
type CalledFor<N extends OperationName> = Called<Input<N>, Wanted<N>>

/** A command as it was called, and whether a running instance did what it asked for. */
export interface Told<N extends OperationName>
  extends CalledFor<N>,
    Pick<CarriedOut<N>, 'isRunning'> {}

/** How the result of an operation is printed, and what is shown until then. */
export interface Printed<N extends OperationName> {
  /** The `code` of its JSON, which is the value, or a line for each of a list. */
  readonly code?: string
  /** Its JSON, if different. */
  lines?(value: Value<N>, told: Told<N>): readonly object[]
  /** Prints the result for people. @returns the exit code if it is not 0 */
  show(value: Value<N>, output: Output, told: Told<N>): number | undefined | void
  /** The consequence if something has problems: `nothing was planned`; or a function that reports them itself. */
  readonly refused?:
    | string
    | ((problem: ConfigProblem, output: Output, called: CalledFor<N>) => void)
  /** What is said after Ctrl-C, of what takes long: it shows how far it is. Otherwise the process just ends. */
  readonly interrupted?: Sentence
}

/** How an operation becomes a command: only what its schema does not contain. */
export interface OperationCommand<N extends OperationName>
  extends Printed<N>,
    Pick<InputCommand<Input<N>, Wanted<N>>, 'arguments' | 'example' | 'switches'> {
  /** Accepts `--dry`, which only reports what would be done. */
  readonly takesDry?: boolean
  /** Fields that are not written on the command line but come from the project. */
  readonly fromProject?: { readonly [F in keyof Input<N>]?: (project: Project) => Input<N>[F] }
  /**
   * Completes the input by what the instance tells, before it is asked for.
   * @returns undefined if the streamer wants nothing done after all
   */
  prepare?(called: CalledFor<N>, prepared: Preparing): Promise<Input<N> | undefined>
  /** Checks what a command requires although a program may omit it. @returns the error message if it is missing */
  missing?(called: CalledFor<N>): string | undefined
  /** Switches that stand for another operation of the same input. */
  readonly instead?: Readonly<Record<string, Instead<N>>>
}

/** What a command may do before it asks for its operation. */
export interface Preparing {
  readonly output: Output
  /** @throws PrometheanError if it is refused */
  ask<N extends OperationName>(name: N, input: Input<N>): Promise<Value<N>>
}

/** Another operation in the place of a command's own. */
export interface Instead<N extends OperationName> {
  /** As the help says it. */
  readonly does: string
  readonly work: (called: CalledFor<N>) => Promise<number>
}

/** Adds an operation as a command: options from its input, `--json` from its output. */
export function declareOperation<N extends OperationName>(
  root: Command,
  operation: N,
  as: OperationCommand<N>,
): void {
  const { description, input }: Operation = OPERATIONS[operation]
  const { instead = {}, fromProject = {} } = as
  declareInput<Input<N>, Wanted<N>>(
    root,
    {
      ...{ name: operation, does: description, example: as.example },
      // The schema of this very name.
      input: input as z.ZodType<Wanted<N>, Input<N>>,
      ...(as.arguments && { arguments: as.arguments }),
      hidden: Object.keys(fromProject),
      switches: {
        ...as.switches,
        ...Object.fromEntries(Object.entries(instead).map(([name, { does }]) => [name, does])),
        ...(as.takesDry && { dry: 'only print what would be done' }),
      },
    },
    called => {
      const missing = as.missing?.(called)
      if (missing !== undefined) throw new WrongUsage(missing)
      const [other, ...more] = Object.keys(instead).filter(name => called.switches.has(name))
      if (more.length > 0) throw bothOf(other, more)
      const work = instead[other ?? '']?.work ?? carrying(operation, as)
      return work(called)
    },
  )
}

/** Performs an operation and prints the result. */
export function carrying<N extends OperationName>(
  name: N,
  as: Printed<N> & Pick<OperationCommand<N>, 'fromProject' | 'prepare'>,
): (called: CalledFor<N>) => Promise<number> {
  return async called => {
    const output = createOutput(called.json)
    const project = await openProject(called.config)
    const { onUpgrading, end } = createUpgradeView(output)
    const long = as.interrupted && startLongWork(as.interrupted, called.json)
    try {
      const known = Object.entries<((project: Project) => unknown) | undefined>(
        as.fromProject ?? {},
      )
      const ask: Preparing['ask'] = async (name, input) =>
        (await carryOut(project, { name, input })).value
      const prepared = as.prepare ? await as.prepare(called, { output, ask }) : called.input
      if (prepared === undefined) return 1
      const input = {
        ...prepared,
        ...Object.fromEntries(known.map(([field, from]) => [field, from?.(project)])),
      }
      const dry = called.switches.has('dry')
      const onAtWork = sayingOnce(output, AT_WORK)
      const { signal, progress } = long ?? {}
      const wish = { name, input, dry, signal, onProgress: progress?.show, onAtWork, onUpgrading }
      const { value, isRunning } = await carryOut(project, wish)
      progress?.end()
      const code = print(as, { value, output, told: { ...called, isRunning } })
      // Throws if stdout is a file that cannot be written.
      await toStdoutInTurn('')
      return code
    } catch (failure) {
      if (!(failure instanceof ConfigProblem) || as.refused === undefined) throw failure
      if (typeof as.refused === 'string') report(output, failure, project.name, as.refused)
      else as.refused(failure, output, called)
      return 1
    } finally {
      end()
      long?.end()
      await project.close()
    }
  }
}

function sayingOnce(output: Output, text: string): () => void {
  let isSaid = false
  return () => {
    if (!isSaid) output.trouble(text)
    isSaid = true
  }
}

function print<N extends OperationName>(
  { code, lines, show }: Printed<N>,
  { value, output, told }: { value: Value<N>; output: Output; told: Told<N> },
): number {
  const each: readonly unknown[] = Array.isArray(value) ? value : [value]
  for (const line of lines?.(value, told) ?? each)
    output.json({ ...(code !== undefined && { code }), ...Object(line) })
  return show(value, output, told) ?? 0
}

function bothOf(one: string | undefined, others: readonly string[]): WrongUsage {
  const names = [one, ...others].map(name => `--${name}`).join(' and ')
  return new WrongUsage(`${names} exclude each other: use one of them, not both`)
}
