import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeText, text } from './fields.ts'

/** The longest note, in characters: a few paragraphs, which a model embeds whole. */
export const LONGEST_NOTE = 2_000

/** What people, programs and agents want to find again. */
export interface MemoryEvents {
  /** Somebody wrote a note. */
  'memory.noted': {
    /** 1 to 2,000 characters. */
    readonly text: string
    /** Who wrote it, as shown: `terminal`, the name of a program, or a viewer's. */
    readonly by: string
    /** The id of the event it is about. */
    readonly about?: string
  }
}

export const memoryEvents = {
  'memory.noted': {
    schema: z.strictObject({ text: text.min(1).max(LONGEST_NOTE), by: text, about: maybeText }),
    example: { text: 'The boss fight went wrong because of the lag', by: 'terminal' },
    line: ({ text, by }) => `${by} noted: ${text}`,
  },
} satisfies Declarations<MemoryEvents>
