import type { z } from 'zod'
import { explainIssues } from '../config/check/issues.ts'
import { ConfigProblem } from '../errors.ts'

/** What went into an operation was not what it takes. */
export class InvalidInput extends ConfigProblem {}

/** @throws InvalidInput with everything that is wrong with it */
export function checkedInput<I extends z.ZodType>(input: I, wanted: unknown): z.output<I> {
  const checked = input.safeParse(wanted)
  if (checked.success) return checked.data
  const problems = explainIssues(input, wanted, checked.error.issues, { word: 'field' })
  throw new InvalidInput(
    problems.map(({ path, message }) => ({ path, message: inWords(message, field => field) })),
  )
}

// Whatever looks at an input calls itself for each level.
const MOST_DEEP = 100
const TOO_DEEP = `is nested too deeply: at most ${MOST_DEEP} lists and objects in one another are read`

/** @throws InvalidInput if it has more values in one another than what reads it can follow */
export function requireShallow(wanted: unknown): void {
  if (isTooDeep(wanted)) throw new InvalidInput([{ path: '', message: TOO_DEEP }])
}

function isTooDeep(value: unknown, left = MOST_DEEP): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some(inner => isTooDeep(inner, left - 1))
}

/**
 * A schema's message as it is read: other fields stand in it as `{until}`.
 * @param called the name of a field where it was written
 */
export function inWords(message: string, called: (field: string) => string): string {
  return message.replace(/\{([a-z]+)\}/gi, (_, field) => called(field))
}
