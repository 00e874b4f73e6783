import type { z } from 'zod'
import { explainIssues } from '../config/check/issues.ts'
import { ConfigProblem } from '../errors.ts'

/** What went into an operation was not what it takes. */
export class InvalidInput extends ConfigProblem {}

/** @throws InvalidInput with everything that is wrong with it */
export function checkedInput<I extends z.ZodType>(input: I, wanted: unknown): z.output<I> {
  const checked = input.safeParse(wanted)
  if (checked.success) return checked.data
  throw new InvalidInput(explainIssues(input, wanted, checked.error.issues, 'field'))
}
