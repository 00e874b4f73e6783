import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeText, moment, nothing, text, whole } from './fields.ts'

/** A stream, as reported by a platform. */
export interface StreamInfo {
  readonly streamId?: string
  readonly title?: string
  readonly category?: string
  readonly startedAt?: Date
}

/** Something a model says about a stream, and what it rests on. */
export interface Statement {
  readonly text: string
  /** The ids of events that show it, the first ones; each of them is in the journal. */
  readonly events: readonly string[]
}

/** Streams, as reported by platforms and OBS, and the sessions they form. */
export interface StreamEvents {
  /** A platform reports that the channel is live. Key: the stream's id. */
  'stream.online': StreamInfo
  'stream.offline': { readonly streamId?: string }
  'obs.stream.started': Record<string, never>
  'obs.stream.stopped': Record<string, never>
  'obs.scene.changed': { readonly scene: string; readonly previous?: string }
  'obs.recording.started': Record<string, never>
  'obs.recording.stopped': { readonly file?: string }
  'session.started': { readonly session: string }
  'session.ended': { readonly session: string }
  /** What a model wrote about a stream after its end. Key: `session`. */
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

export const streamEvents = {
  'stream.online': {
    schema: z.strictObject({
      streamId: maybeText,
      title: maybeText,
      category: maybeText,
      startedAt: moment.exactOptional(),
    }),
    key: '`streamId`',
    twin: () => ({}),
    example: { title: 'A quiet evening', startedAt: '2026-11-23T19:04:00Z' },
  },
  'stream.offline': {
    schema: z.strictObject({ streamId: maybeText }),
    twin: () => ({}),
    example: {},
  },
  'obs.stream.started': { schema: nothing, example: {} },
  'obs.stream.stopped': { schema: nothing, example: {} },
  'obs.scene.changed': {
    schema: z.strictObject({ scene: text, previous: maybeText }),
    example: { scene: 'Break' },
    line: ({ scene }) => `scene ${scene}`,
  },
  'obs.recording.started': { schema: nothing, example: {} },
  'obs.recording.stopped': { schema: z.strictObject({ file: maybeText }), example: {} },
  'session.started': {
    schema: z.strictObject({ session: text }),
    key: '`session`',
    example: { session: '2026-11-23T19:04Z' },
    line: ({ session }) => session,
  },
  'session.ended': {
    schema: z.strictObject({ session: text }),
    key: '`session`',
    example: { session: '2026-11-23T19:04Z' },
    line: ({ session }) => session,
  },
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
} satisfies Declarations<StreamEvents>
