/** The command line cannot be meant so: exit code 2. */
export class WrongUsage extends Error {}

/** What could not be done, why, and what to do: exit code 1. */
export class Failure extends Error {}

/** The questions were stopped. */
export class Cancelled extends Error {
  constructor() {
    super('stopped; nothing was made')
  }
}

/** What went wrong, for a sentence. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** The code of a failure of the system, such as `ENOENT`. */
export function codeOf(thrown: unknown): unknown {
  return Reflect.get(Object(thrown), 'code')
}
