import { z } from 'zod'
import { brief } from '../brief.ts'
import type { Declarations } from './declaration.ts'
import { maybeText, maybeWhole, text } from './fields.ts'
import { type User, user } from './people.ts'

/** What has no name yet. */
export interface PlatformEvents {
  /** Anything a source tells that has no name here yet; nothing is thrown away. */
  'platform.event': {
    /** `<source>:<its own name>`, e.g. `streamerbot:Twitch.HypeTrainStart`. */
    readonly name: string
    /** Who did it, or whom it is about; absent where anonymous. */
    readonly user?: User
    /** What was written with it. */
    readonly text?: string
    /** Spent on it. */
    readonly bits?: number
    /** The broadcast it came in, where a channel may have several at once. */
    readonly streamId?: string
    /** The source's own fields, by their own names. */
    readonly data?: Readonly<Record<string, unknown>>
    /** What does not fit, where it has a name. */
    readonly problem?: string
    readonly [key: string]: unknown
  }
}

export const platformEvents = {
  'platform.event': {
    schema: z.looseObject({
      name: text,
      user: user.exactOptional(),
      text: maybeText,
      bits: maybeWhole,
      streamId: maybeText,
      data: z.record(text, z.unknown()).readonly().exactOptional(),
      problem: maybeText,
    }),
    example: { name: 'mine:Something' },
    line: ({ name, data, ...rest }) =>
      [name, brief({ ...rest, ...Object(data) })].filter(Boolean).join('  '),
  },
} satisfies Declarations<PlatformEvents>
