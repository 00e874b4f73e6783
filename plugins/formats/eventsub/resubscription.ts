import { type Emote, event, type NewEvent, visibleText } from 'promethean'
import type { z } from 'zod'
import type { subscriptionMessage } from './payloads.ts'
import { userOf } from './users.ts'

/** The text with a renewed subscription, from the type that has no id: a chat message, matched as a twin. */
export function resubscriptionWords(
  told: z.output<typeof subscriptionMessage>,
): readonly NewEvent<'chat.message'>[] {
  const { text, emotes = [] } = told.message ?? {}
  if (text === undefined || visibleText(text) === '') return []
  const found = emotesIn(text, emotes)
  const line = { messageId: '', text, user: userOf(told), isNotice: true }
  return [event('chat.message', { ...line, ...(found.length > 0 && { emotes: found }) })]
}

function emotesIn(text: string, told: readonly EmotePosition[]): readonly Emote[] {
  const points = [...text]
  return told
    .filter(({ begin, end }) => begin <= end && end < points.length)
    .map(({ id, begin, end }) => {
      const name = points.slice(begin, end + 1).join('')
      return { id, name, start: begin, end }
    })
    .sort((one, other) => one.start - other.start)
}

interface EmotePosition {
  readonly id: string
  readonly begin: number
  readonly end: number
}
