import { createInterface } from 'node:readline/promises'
import type { z } from 'zod'
import type { approvals } from '../../operations/approvals/approvals.ts'
import { pendingLines, terminalWidth } from './shown.ts'

type Pending = z.output<typeof approvals.output>[number]

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

/** How the oldest is decided on, where no id was given. */
interface Asked {
  /** As a question begins: `Approve`. */
  readonly word: 'Approve' | 'Drop'
  /** `--yes` was given. */
  readonly isSure: boolean
  readonly terminal: Terminal | undefined
}

/** What is decided on without an id: the id of the oldest, none if that is left to the instance, or `nothing`. */
export async function chosen(
  pending: readonly Pending[],
  { word, isSure, terminal }: Asked,
): Promise<{ readonly which?: string } | 'nothing'> {
  const [oldest] = pending
  // A plugin's own title or answer: the oldest is meant.
  if (oldest === undefined || pending.every(({ agent }) => agent === undefined)) return {}
  if (isSure) return { which: oldest.id }
  // The instance refuses, and names the ids.
  if (terminal === undefined) return {}
  const others = pending.slice(1).map(({ id }) => id)
  const more = others.length === 0 ? '' : `\n(${others.join(', ')} pending as well)`
  const shown = pendingLines(oldest, terminalWidth()).join('\n')
  const isWanted = await isConfirmed(`${shown}${more}\n${word} ${oldest.id}? [y/N] `, terminal)
  return isWanted ? { which: oldest.id } : 'nothing'
}

// Only a y is a yes; whoever closes the terminal has said nothing.
async function isConfirmed(question: string, { input, output }: Terminal): Promise<boolean> {
  const asking = createInterface({ input, output })
  const closed = new AbortController()
  asking.once('close', () => closed.abort())
  try {
    const answer = await asking.question(question, { signal: closed.signal })
    return /^y(es)?$/i.test(answer.trim())
  } catch (failure) {
    if (closed.signal.aborted) return false
    throw failure
  } finally {
    asking.close()
  }
}
