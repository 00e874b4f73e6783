import { PrometheanError } from '../errors.ts'

/** The command line was written wrongly: exit code 2. */
export class WrongUsage extends PrometheanError {
  constructor(message: string) {
    super('runtime', message)
  }
}
