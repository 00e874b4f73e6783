import { z } from 'zod'
import { brief } from '../brief.ts'
import type { Declarations } from './declaration.ts'
import { maybeText, maybeWhole, text } from './fields.ts'
import { type User, user } from './people.ts'

/** Events without a type of their own. */
export interface PlatformEvents {
  /** Anything a source reports that has no event type of its own, so nothing is lost. */
  'platform.event': {
    /** `<source>:<its own name>`, such as `streamerbot:Twitch.HypeTrainStart`. */
    readonly name: string
    /** Who did it, or whom it concerns; absent if anonymous. */
    readonly user?: User
    /** Text sent with it. */
    readonly text?: string
    /** Bits spent on it. */
    readonly bits?: number
    /** The broadcast it belongs to, on platforms with several at once. */
    readonly streamId?: string
    /** The source's own fields, with their own names. */
    readonly data?: Readonly<Record<string, unknown>>
    /** Set if it has a type of its own but its payload does not fit: what is wrong. */
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
