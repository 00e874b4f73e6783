import type { ToolAnswer } from '../operations/agents/desk.ts'

/** What is thrown through a tool, a resource or a prompt when an operation or a tool is refused. */
export class RefusedCall extends Error {
  readonly refusal: Extract<ToolAnswer, { readonly done: false }>['refusal']

  constructor(refusal: RefusedCall['refusal']) {
    super(refusal.what)
    this.refusal = refusal
  }
}
