import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeText, moment, nothing, text } from './fields.ts'

/** A stream, as reported by a platform. */
export interface StreamInfo {
  readonly streamId?: string
  readonly title?: string
  readonly category?: string
  readonly startedAt?: Date
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
}

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
} satisfies Declarations<StreamEvents>
