import type { z } from 'zod'
import type { CheckedConfig } from '../config/check/check.ts'
import type { LoadedBeside } from '../config/load/load.ts'
import type { Plan } from '../config/plan.ts'
import type { Reading } from '../config/reading.ts'
import { PrometheanError } from '../errors.ts'
import type { Journal, JournalRow } from '../journal/port.ts'
import type { Concerned } from '../runtime/concerned.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Reloaded } from '../supervisor/supervisor.ts'
import type { AgentDesk } from './agents/desk.ts'
import { asJson } from './as-json.ts'
import { checkedInput } from './checked-input.ts'
import type { Condition, RefusedEdit } from './live/run-status.ts'
import type { Tails } from './live/tails.ts'

/** The caller. */
export interface Caller {
  /** The streamer himself, at a terminal or on a page; a program that runs the config; a model. */
  readonly kind: 'person' | 'program' | 'agent'
  /** As it is shown and explained: `terminal`. */
  readonly name: string
}

/** How an operation is requested. */
export interface Asked {
  readonly caller: Caller
  /** Cancels the call when it aborts. */
  readonly signal: AbortSignal
  /** Asked over a page, an API or by an agent, not at this computer's terminal: reads no file that it names elsewhere. */
  readonly isOffered?: boolean
  /** The id of the event that led to it; acts are stored as its effects. */
  readonly cause?: string | undefined
  /** Unique to the request: the event of an act has it in its id. By default the event has a new one. */
  readonly id?: string | undefined
  /** Only report what would be done; only for operations with `foretells`. */
  readonly dry: boolean
  /**
   * Called with the progress of long work.
   * @param share 0 to 1
   */
  readonly onProgress?: ((doing: string, share: number) => void) | undefined
}

/** What an operation reaches of the instance that runs. */
export interface Instance {
  readonly runtime: Runtime
  readonly edits: Edits
  readonly tails: Tails
  readonly agents: AgentDesk
  /** Of its config. */
  readonly folder: string
  /** Its config's, as problems are headed. */
  readonly name: string
  readonly loadPackage: Given['project']['loadPackage']
}

/** The edits of a running instance. */
export interface Edits {
  readonly refusal: RefusedEdit | undefined
  /** The files as they are now, with every problem; nothing of them is taken over. */
  read(): Promise<Reading>
  /** @param file left out: the config's own */
  plan(file: string | undefined): Promise<Plan>
  /** Applies the files as they are now. @throws ConfigProblem if it is refused */
  reload(): Promise<Reloaded>
}

/** What an operation gets, by what it needs. */
export interface Given {
  readonly nothing: object
  /** The journal, and the instance that uses it, if any. */
  readonly journal: {
    readonly journal: Journal
    readonly instance: Instance | undefined
    /** @throws ConfigProblem if it cannot be read */
    config(): Promise<CheckedConfig>
    /**
     * Which plugins an event concerns: those of the running instance, or of the config if none runs.
     * @throws PrometheanError if neither can say
     */
    concerned(row: JournalRow): Promise<Concerned>
  }
  readonly instance: { readonly instance: Instance }
  readonly project: {
    /** The config's folder, even if the config has problems. */
    readonly folder: string
    /** @throws ConfigProblem if it cannot be read */
    config(): Promise<CheckedConfig>
    /** The config's file name, as shown above its problems. */
    readonly name: string
    /** The one an instance works on, else the one the config names; nothing is opened. */
    journalFile(): Promise<string>
    /** The instance, if the request goes to one. */
    readonly instance: Instance | undefined
    /** Reads its files as they are now, whatever runs. */
    read(): Promise<Reading>
    /**
     * Loads a package as the config would import it; what the config imports is the same instance.
     * @throws ConfigProblem if it cannot be loaded
     */
    loadPackage(name: string): Promise<LoadedBeside>
    /**
     * The condition of the instance that uses a journal; `starting` until it can answer, undefined if none runs.
     * @throws PrometheanError if it cannot be asked
     */
    condition(journalFile: string): Promise<Condition | 'starting' | undefined>
  }
}

/** What must be there for an operation to work. */
export type Needs = keyof Given

/** What an operation may return where its schema has a string: a Date becomes one in JSON. */
export type Told<T> = T extends string
  ? T | Date
  : T extends readonly (infer Item)[]
    ? readonly Told<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Told<T[K]> }
      : T

/** Common properties of both kinds of operation. */
interface Declaration<Input extends z.ZodType, Output extends z.ZodType> {
  /** One sentence, as the help shows it. */
  readonly description: string
  readonly input: Input
  /** As JSON: what a running instance answers and `running.operations` gives; of a stream each line. */
  readonly output: Output
  /** Whether anything is another afterwards. */
  readonly kind: 'read' | 'act'
}

/** What an operation is declared by. */
interface Declared<Input extends z.ZodType, Output extends z.ZodType, N extends Needs>
  extends Declaration<Input, Output> {
  readonly needs: N
  /** An instance does it also while it still starts. */
  readonly early?: boolean
  /** Of what reads the journal: whether only a running instance can answer this. */
  needsInstance?(input: z.input<Input>): boolean
  /** For an act: `run` respects `dry`. Otherwise a dry request is refused. */
  readonly foretells?: boolean
  /** For an act: it is stored as an event, under the id of the request, before it begins. */
  readonly isRecorded?: boolean
  /** What viewers may see of what it returns; absent: a page that viewers see may not ask for it. */
  readonly forViewers?: z.ZodType
  /** It has no time limit; the caller is regularly told that it is still at work. Default: true for `act`. */
  readonly isLong?: boolean
  /** @throws PrometheanError if it is refused */
  run(input: z.output<Input>, given: Given[N] & Asked): Promise<Told<z.input<Output>>>
}

/**
 * Something one can ask of a runtime or its journal. It is declared once: the command, the answer of a running instance,
 * `--json` and `running.operations` come from it.
 */
export interface Operation<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  N extends Needs = Needs,
> extends Declared<Input, Output, N> {
  /**
   * Does it, its input checked and its output as JSON.
   * @throws PrometheanError if it is refused, InvalidInput if the input does not fit
   */
  perform(wanted: unknown, given: Given[N] & Asked): Promise<z.output<Output>>
}

/** What a stream is declared by. */
interface DeclaredStream<Input extends z.ZodType, Output extends z.ZodType, N extends Needs, Line>
  extends Declaration<Input, Output> {
  readonly needs: N
  run(input: z.output<Input>, given: Given[N] & Asked): AsyncIterable<Line>
}

/** An operation that returns a stream, until its signal aborts or there is nothing more. */
export interface StreamOperation<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  N extends Needs = Needs,
  Line = unknown,
> extends DeclaredStream<Input, Output, N, Line> {
  /** @throws PrometheanError at once if the request is wrong */
  listen(wanted: unknown, given: Given[N] & Asked): AsyncIterable<Line>
}

/** Declares an operation, its types read off its schemas. */
export function operation<I extends z.ZodType, O extends z.ZodType, N extends Needs>(
  declared: Declared<I, O, N>,
): Operation<I, O, N> {
  const { input, output, kind, foretells = kind === 'read', isLong = kind === 'act' } = declared
  return {
    ...declared,
    isLong,
    perform: async (wanted, given) => {
      const checked = checkedInput(input, wanted)
      if (given.dry && !foretells) throw notForetold()
      // A socket, a page and an agent get the same.
      return output.parse(asJson((await declared.run(checked, given)) ?? null))
    },
  }
}

/** Declares an operation that returns a stream. */
export function streamOperation<I extends z.ZodType, O extends z.ZodType, N extends Needs, Line>(
  declared: DeclaredStream<I, O, N, Line>,
): StreamOperation<I, O, N, Line> {
  const { input } = declared
  return {
    ...declared,
    listen: (wanted, given) => declared.run(checkedInput(input, wanted), given),
  }
}

function notForetold(): PrometheanError {
  return new PrometheanError(
    'runtime',
    {
      what: 'what this would do cannot be told beforehand',
      advice: 'ask for it without dry to have it done',
    },
    { fault: 'invalid' },
  )
}
