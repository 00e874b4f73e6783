import type { ToolAnswer } from '../operations/agents/desk.ts'
import { RefusedCall } from './refused-call.ts'

/** A use of a tool that only reads. */
export interface Reading {
  readonly tool: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Uses it. @throws RefusedCall */
export type Read = (reading: Reading) => Promise<Readonly<Record<string, unknown>>>

/** Reads with tools, as a client uses them. */
export function readingWith(call: (tool: string, input: unknown) => Promise<ToolAnswer>): Read {
  return async ({ tool, input }) => {
    const answer = await call(tool, input)
    if (answer.done) return answer.value
    throw new RefusedCall(answer.refusal)
  }
}
