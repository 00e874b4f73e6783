import { PrometheanError } from '../errors.ts'

/** Wrong usage of the command line: exit code 2. */
export class WrongUsage extends PrometheanError {
  /** One message per mistake. */
  readonly problems: readonly string[]

  constructor(...problems: readonly string[]) {
    super('runtime', problems.join('; '))
    this.problems = problems
  }
}
