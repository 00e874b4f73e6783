import type { ToolAnswer } from '../operations/agents/desk.ts'

type Refusal = Extract<ToolAnswer, { readonly done: false }>['refusal']

/** A use of a tool that only reads. */
export interface Reading {
  readonly tool: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Uses it. @throws NotRead */
export type Read = (reading: Reading) => Promise<Readonly<Record<string, unknown>>>

/** A tool refused what was to be read. */
export class NotRead extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.what)
    this.refusal = refusal
  }
}

/** Reads with tools, as a client uses them. */
export function readingWith(call: (tool: string, input: unknown) => Promise<ToolAnswer>): Read {
  return async ({ tool, input }) => {
    const answer = await call(tool, input)
    if (answer.done) return answer.value
    throw new NotRead(answer.refusal)
  }
}
