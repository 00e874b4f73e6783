import { PrometheanError } from '../errors.ts'

/** Wrong usage of the command line: exit code 2. */
export class WrongUsage extends PrometheanError {
  constructor(message: string) {
    super('runtime', message)
  }
}
