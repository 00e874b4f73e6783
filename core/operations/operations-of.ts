import type { z } from 'zod'
import { OPERATIONS, type OperationName, STREAMS, type StreamName } from './all.ts'
import { type Answer, answerOf } from './answer.ts'
import type { Instance } from './operation.ts'
import { givenBy } from './served.ts'

/** Optional settings when a program calls an operation. */
export interface OperationSettings {
  /** Cancels the call when it aborts. */
  readonly signal?: AbortSignal
  /** Only report what would be done; refused if the operation cannot report it. Default: false. */
  readonly dry?: boolean
  /** The caller's name, as shown in `explain`. Default: `program`. */
  readonly by?: string
  /**
   * Called with the progress of long work.
   * @param share 0 to 1
   */
  readonly onProgress?: (doing: string, share: number) => void
}

type Declared = typeof OPERATIONS
type DeclaredStreams = typeof STREAMS

/** All operations by name. They return what the commands of the same names print with `--json`. */
export type Operations = {
  readonly [N in OperationName]: (
    input?: z.input<Declared[N]['input']>,
    settings?: OperationSettings,
  ) => Promise<Answer<z.output<Declared[N]['output']>>>
} & {
  readonly [N in StreamName]: (
    input: z.input<DeclaredStreams[N]['input']>,
    settings: OperationSettings & { readonly signal: AbortSignal },
  ) => ReturnType<DeclaredStreams[N]['listen']>
}

/**
 * The operations of an instance, for the program that runs it.
 * @param admit throws a PrometheanError if an operation is not available now; gets whether it is available early
 */
export function operationsOf(instance: Instance, admit: (isEarly: boolean) => void): Operations {
  const given = ({ signal, dry = false, by = 'program', onProgress }: OperationSettings = {}) =>
    givenBy(instance, {
      caller: { kind: 'program', name: by },
      signal: signal ?? new AbortController().signal,
      dry,
      onProgress,
    })
  const asked = Object.entries(OPERATIONS).map(([name, declared]) => [
    name,
    (input: unknown = {}, settings?: OperationSettings) =>
      answerOf<unknown>(async () => {
        admit(declared.early === true)
        return declared.perform(input, given(settings))
      }),
  ])
  const told = Object.entries(STREAMS).map(([name, declared]) => [
    name,
    (input: unknown, settings: OperationSettings) => {
      admit(false)
      return declared.listen(input, given(settings))
    },
  ])
  // Each function has the name and the types of its declaration.
  return Object.fromEntries([...asked, ...told]) as Operations
}
