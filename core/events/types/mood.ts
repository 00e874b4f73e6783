import { z } from 'zod'
import type { Declarations } from './declaration.ts'
import { text, whole } from './fields.ts'
import { quantity } from './quantity.ts'

/** Moods: of the chat, and as set by the streamer. */
export interface MoodEvents {
  'chat.mood': {
    /** Messages per minute. */
    readonly rate: number
    readonly chatters: number
    readonly mentions: number
    readonly emotes: number
    /** -1 to 1. */
    readonly sentiment: number
    /** The share of the words that the score is based on, 0 to 1. */
    readonly understood: number
  }
  'mood.set': { readonly mood: string }
}

export const moodEvents = {
  'chat.mood': {
    schema: z.strictObject({
      rate: z.number().nonnegative().describe('messages per minute'),
      chatters: whole,
      mentions: whole,
      emotes: whole,
      sentiment: z.number().min(-1).max(1),
      understood: z
        .number()
        .min(0)
        .max(1)
        .describe('share of the words that the score is based on'),
    }),
    example: { rate: 20, chatters: 7, mentions: 1, emotes: 4, sentiment: 0.4, understood: 0.8 },
    line: ({ rate, chatters, sentiment }) => {
      const pace = `${quantity(Math.round(rate), 'line')}/min by ${quantity(chatters, 'chatter')}`
      return `${pace}, sentiment ${sentiment.toFixed(2)}`
    },
  },
  'mood.set': {
    schema: z.strictObject({ mood: text }),
    example: { mood: 'cosy' },
    line: ({ mood }) => mood,
  },
} satisfies Declarations<MoodEvents>
