import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { maybeFlag, maybeText, maybeWhole, text } from './fields.ts'
import { bea, nameOf, type User, user, who } from './people.ts'

/** Events of a channel. */
export interface ChannelEvents {
  /** Channel points. Key: the redemption's id. */
  'channel.redeemed': {
    readonly redemptionId?: string
    readonly user: User
    readonly reward: { readonly id: string; readonly title: string; readonly cost?: number }
    /** What the viewer wrote. */
    readonly text?: string
    readonly status?: string
  }
  /** Title, category or language of the channel changed. */
  'channel.updated': {
    readonly title?: string
    readonly category?: string
    readonly language?: string
    readonly streamId?: string
  }
  'channel.hyped': {
    readonly phase: 'started' | 'progressed' | 'ended'
    readonly level?: number
    readonly total?: number
    readonly goal?: number
  }
  'channel.polled': {
    readonly phase: 'started' | 'progressed' | 'ended'
    readonly pollId?: string
    readonly title: string
    readonly choices: readonly { readonly title: string; readonly votes?: number }[]
    readonly status?: string
  }
  'channel.predicted': {
    readonly phase: 'started' | 'progressed' | 'locked' | 'ended'
    readonly predictionId?: string
    readonly title: string
    readonly outcomes: readonly {
      readonly id?: string
      readonly title: string
      readonly points?: number
      readonly users?: number
    }[]
    readonly winner?: string
    readonly status?: string
  }
  'channel.ad.started': { readonly seconds: number; readonly isAutomatic?: boolean }
}

export const channelEvents = {
  'channel.redeemed': {
    schema: z.strictObject({
      redemptionId: maybeText,
      user,
      reward: z.strictObject({ id: text, title: text, cost: maybeWhole }),
      text: maybeText,
      status: maybeText,
    }),
    key: '`redemptionId`',
    twin: ({ user, reward, text }) => ({ user: who(user), reward: reward.id, text }),
    example: { user: bea, reward: { id: 'r1', title: 'Water' } },
    line: ({ user, reward }) => `${nameOf(user)} redeemed ${reward.title}`,
  },
  'channel.updated': {
    schema: z.strictObject({
      title: maybeText,
      category: maybeText,
      language: maybeText,
      streamId: maybeText,
    }),
    twin: ({ title, category }) => ({ title, category }),
    example: { title: 'A new title' },
    line: ({ title }) => (title === undefined ? '' : `title: ${title}`),
  },
  'channel.hyped': {
    schema: z.strictObject({
      phase: z.enum(['started', 'progressed', 'ended']),
      level: maybeWhole,
      total: maybeWhole,
      goal: maybeWhole,
    }),
    twin: ({ phase, level, total }) => ({ phase, level, total }),
    example: { phase: 'started', level: 1 },
    line: ({ phase, level }) =>
      `hype train ${phase}${level === undefined ? '' : `, level ${level}`}`,
  },
  'channel.polled': {
    schema: z.strictObject({
      phase: z.enum(['started', 'progressed', 'ended']),
      pollId: maybeText,
      title: text,
      choices: z.array(z.strictObject({ title: text, votes: maybeWhole })).readonly(),
      status: maybeText,
    }),
    twin: ({ phase, title }) => ({ phase, title }),
    example: { phase: 'started', title: 'Tea?', choices: [{ title: 'yes' }] },
    line: ({ phase, title }) => `poll ${phase}: ${title}`,
  },
  'channel.predicted': {
    schema: z.strictObject({
      phase: z.enum(['started', 'progressed', 'locked', 'ended']),
      predictionId: maybeText,
      title: text,
      outcomes: z
        .array(
          z.strictObject({ id: maybeText, title: text, points: maybeWhole, users: maybeWhole }),
        )
        .readonly(),
      winner: maybeText,
      status: maybeText,
    }),
    twin: ({ phase, title }) => ({ phase, title }),
    example: { phase: 'started', title: 'A win?', outcomes: [{ title: 'yes' }] },
    line: ({ phase, title }) => `prediction ${phase}: ${title}`,
  },
  'channel.ad.started': {
    schema: z.strictObject({ seconds: z.number().nonnegative(), isAutomatic: maybeFlag }),
    twin: ({ seconds }) => ({ seconds }),
    example: { seconds: 30 },
    line: ({ seconds }) => `for ${seconds} s`,
  },
} satisfies Declarations<ChannelEvents>
