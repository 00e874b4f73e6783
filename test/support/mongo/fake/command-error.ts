/** The answer of a MongoDB server that cannot carry out a command. */
export class CommandError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
