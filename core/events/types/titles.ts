import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeFlag, maybeText, text } from './fields.ts'

/** Titles: requested, generated, set. */
export interface TitleEvents {
  /** A new title was requested. */
  'title.wanted': { readonly reason?: string }
  'title.generated': {
    readonly title: string
    readonly model?: string
    readonly isFallback?: boolean
  }
  'title.changed': {
    readonly title: string
    readonly target: string
    readonly isConfirmed: boolean
  }
}

export const titleEvents = {
  'title.wanted': {
    schema: z.strictObject({ reason: maybeText }),
    example: {},
    line: ({ reason }) => reason ?? '',
  },
  'title.generated': {
    schema: z.strictObject({ title: text, model: maybeText, isFallback: maybeFlag }),
    example: { title: 'A quiet evening' },
    line: ({ title, isFallback }) =>
      `${isFallback ? 'fallback title' : 'generated title'}: ${title}`,
  },
  'title.changed': {
    schema: z.strictObject({ title: text, target: text, isConfirmed: z.boolean() }),
    example: { title: 'A quiet evening', target: 'twitch', isConfirmed: true },
    line: ({ title, isConfirmed }) =>
      `${isConfirmed ? 'title set' : 'title sent, not confirmed'}: ${title}`,
  },
} satisfies Declarations<TitleEvents>
