import {
  type Event,
  type EventHistory,
  inTime,
  type LookedUp,
  type Memory,
  type ModelTool,
  type Streamer,
} from 'promethean'
import { z } from 'zod'
import type { LookUpName } from './look-up-names.ts'
import { type ChatPlace, PublicChat } from './public-chat.ts'
import { streamTold } from './told.ts'
import { dated } from './words.ts'

// Three of them, and the requests in between, come before an answer that is dropped after 25 s.
const LOOK_UP_MS = 5_000
const PASSAGES = 6
const LAST_MESSAGES = 12

export interface LookUpParts {
  readonly history: EventHistory
  readonly memory: Memory
  readonly streamer: Pick<Streamer, 'timezone'>
}

/** What a model may look up for an answer to this event; nothing where the event has no chat. */
export function lookUpsFor(
  event: Event,
  names: readonly LookUpName[],
  parts: LookUpParts,
): readonly ModelTool[] {
  const place = placeOf(event)
  if (place === undefined) return []
  const chat = new PublicChat(parts.history, place, event)
  return names.map(name => {
    const { look, ...told } = TOOLS[name]
    return {
      ...{ name, ...told },
      look: (input, signal) =>
        inTime({ ms: LOOK_UP_MS, late, signals: [signal] }, ending =>
          look(input, { ...parts, place, chat, signal: ending }),
        ),
    }
  })
}

/** The chat an event came from. */
export function placeOf({ platform, channel }: Event): ChatPlace | undefined {
  if (platform === undefined || channel === undefined || platform === 'obs') return undefined
  return { platform, channel }
}

interface Looking extends LookUpParts {
  readonly place: ChatPlace
  readonly chat: PublicChat
  readonly signal: AbortSignal
}

interface Tool extends Omit<ModelTool, 'name' | 'look'> {
  look(input: unknown, looking: Looking): Promise<LookedUp>
}

const late = () => new Error(`took longer than ${LOOK_UP_MS / 1_000} s`)

const words = z.object({
  words: z.string().trim().min(1).max(200).describe('a few words, without a sentence around them'),
})
const somebody = z.object({
  user: z.string().trim().min(1).max(100).describe('the name in chat, without @'),
})

const TOOLS: Readonly<Record<LookUpName, Tool>> = {
  search: {
    description: 'Searches what was ever written in this chat.',
    input: words,
    look: async (input, { chat, place, memory, streamer, signal }) => {
      const range = { in: ['chat'] as const, ...place, limit: PASSAGES }
      const { passages } = await memory.search(words.parse(input).words, range, signal)
      const messages = await chat.messagesOf(
        passages.flatMap(({ ids }) => ids),
        signal,
      )
      return dated('lines of this chat that were found, oldest first', messages, streamer)
    },
  },
  user_history: {
    description: 'Shows since when a viewer writes in this chat, and what they last wrote.',
    input: somebody,
    look: async (input, { chat, streamer, signal }) => {
      const { user } = somebody.parse(input)
      const { hasFirst, messages } = await chat.messagesBy(user, LAST_MESSAGES, signal)
      const label = hasFirst
        ? 'the first line of this viewer in this chat, and their last lines in it'
        : 'the last lines of this viewer in this chat'
      return dated(label, messages, streamer)
    },
  },
  session_summary: {
    description: 'Tells what happened in the stream that runs, or in the last one.',
    input: z.object({}),
    look: (_, { chat, history, streamer, signal }) =>
      streamTold({ chat, history, streamer, signal }),
  },
}
