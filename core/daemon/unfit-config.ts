import { ConfigProblem, type Problem } from '../errors.ts'

/** A config with problems, for a command that needs one without; its name heads them. */
export class UnfitConfig extends ConfigProblem {
  readonly file: string

  constructor(file: string, problems: readonly Problem[]) {
    super(problems)
    this.file = file
  }
}
