import { ConfigProblem, type Problem } from '../../errors.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import type { RuntimeStatus } from '../../runtime/status.ts'

/** The last edit, if it was refused: the file on disk is then not what runs. */
export interface RefusedEdit {
  readonly file: string
  readonly at: Date
  readonly problems: readonly Problem[]
}

/** The status of a running config, as `promethean status --json` prints it. */
export interface RunStatus extends RuntimeStatus {
  /** The last edit, if it was refused: the files on disk are then not what runs. */
  readonly refused?: RefusedEdit
}

/** The part of a status that shows whether all is well; its times may be JSON. */
export interface Condition {
  readonly seen: number
  readonly plugins: readonly {
    readonly id: string
    readonly state: string
    readonly since: Date | string
    readonly reason?: string | undefined
  }[]
  readonly consumers: Readonly<Record<string, { readonly parked: number }>>
}

export async function statusOf(
  runtime: Pick<Runtime, 'status' | 'redactor'>,
  refusal: RefusedEdit | undefined,
): Promise<RunStatus> {
  const status = await runtime.status()
  if (refusal === undefined) return status
  return { ...status, refused: { ...refusal, problems: shownProblems(runtime, refusal.problems) } }
}

/** Whether it is away, or connected without all of it working. */
export function isTroubled({
  state,
  reason,
}: {
  state: string
  reason?: string | undefined
}): boolean {
  return (state !== 'connected' && state !== 'ready') || reason !== undefined
}

/** Problems as they may be shown: what a setup threw may quote an option. */
export function shownProblems(
  { redactor }: Pick<Runtime, 'redactor'>,
  problems: readonly Problem[],
): readonly Problem[] {
  return problems.map(one => ({ ...one, message: redactor.text(one.message) }))
}

/** Does it; the problems it is refused for are told as they may be shown. */
export async function showingProblems<T>(
  runtime: Pick<Runtime, 'redactor'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (failure) {
    if (!(failure instanceof ConfigProblem)) throw failure
    throw new ConfigProblem(shownProblems(runtime, failure.problems), { cause: failure })
  }
}
