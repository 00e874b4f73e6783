/** A sentence, and the ids of events it rests on. */
export interface Statement {
  readonly text: string
  readonly events: readonly string[]
}

const KINDS = ['happened', 'jokes', 'questions'] as const

type Kind = (typeof KINDS)[number]

/** What a language model wrote about a stream. */
export interface Summary extends Readonly<Record<Kind, readonly Statement[]>> {
  readonly model: string
  readonly lines: number
  readonly read: number
}

/** What the operation `recap` answers, as far as it is shown here. */
export interface Recap {
  readonly summary?: Summary
}

/** Its sentences by kind, in the order they are shown; each event of a sentence once. */
export function statementsIn(
  summary: Summary,
): readonly (readonly [kind: Kind, statements: readonly Statement[]])[] {
  return KINDS.map(kind => [
    kind,
    summary[kind].map(({ text, events }) => ({ text, events: [...new Set(events)] })),
  ])
}

/** Whether it says anything. */
export function hasWords(summary: Summary): boolean {
  return KINDS.some(kind => summary[kind].length > 0)
}
