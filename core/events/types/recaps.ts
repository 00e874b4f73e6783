import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { text, whole } from './fields.ts'

/** Something a model says about a stream, and what it rests on. */
export interface Statement {
  readonly text: string
  /** The ids of events that show it, the first ones; each of them is in the journal. */
  readonly events: readonly string[]
}

/** What streams were about, in a model's words. */
export interface RecapEvents {
  /** Written after a stream. Key: `session`. */
  'session.summarized': {
    readonly session: string
    /** In the order of the stream. */
    readonly happened: readonly Statement[]
    /** What came up again and again. */
    readonly jokes: readonly Statement[]
    /** What was asked and not answered. */
    readonly questions: readonly Statement[]
    readonly model: string
    /** How many times a model was asked, failures included. */
    readonly calls: number
    /** Tokens of all prompts and answers; estimated if the provider does not report them. */
    readonly tokens: number
    /** Messages of the stream's chat. */
    readonly lines: number
    /** How many of them the model was given. */
    readonly read: number
  }
}

const statements = z.array(z.strictObject({ text, events: z.array(text).readonly() })).readonly()

export const recapEvents = {
  'session.summarized': {
    schema: z.strictObject({
      session: text,
      happened: statements,
      jokes: statements,
      questions: statements,
      model: text,
      calls: whole,
      tokens: whole,
      lines: whole,
      read: whole,
    }),
    key: '`session`',
    example: {
      ...{ session: '2026-11-23T19:04Z', model: 'llama3.2', calls: 1, tokens: 900 },
      ...{ lines: 120, read: 120, jokes: [], questions: [] },
      happened: [
        {
          text: 'The tower fell at the ninth try',
          events: ['twitch:chat.message:885196de-cb67-427a-baa8-82f9b0fcd05f'],
        },
      ],
    },
    line: ({ session, happened }) =>
      `recap of ${session}: ${happened.map(({ text }) => text).join('; ')}`,
  },
} satisfies Declarations<RecapEvents>
