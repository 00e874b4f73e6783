import { createInterface } from 'node:readline/promises'

/** Where a person is asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** The terminal of this process; undefined if a program reads or writes. */
export function terminalHere(): Terminal | undefined {
  const { stdin, stdout } = process
  return stdin.isTTY && stdout.isTTY ? { input: stdin, output: stdout } : undefined
}

/** Asks for a yes or a no. Only a y is a yes; whoever closes the terminal has said nothing. */
export async function isConfirmed(question: string, { input, output }: Terminal): Promise<boolean> {
  const asking = createInterface({ input, output })
  const closed = new AbortController()
  asking.once('close', () => closed.abort())
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal: closed.signal })
    return /^y(es)?$/i.test(answer.trim())
  } catch (failure) {
    if (closed.signal.aborted) return false
    throw failure
  } finally {
    asking.close()
  }
}
