import { event, type NewEvent, visibleText } from 'promethean'
import { userOf } from './people.ts'

/** The words with a renewed subscription, as the type that tells it without an id: a line of chat, matched as a twin. */
export function renewalWords(
  told: Parameters<typeof userOf>[0] & {
    readonly message?: { readonly text?: string | undefined } | null | undefined
  },
): readonly NewEvent<'chat.message'>[] {
  const text = told.message?.text
  if (text === undefined || visibleText(text) === '') return []
  return [event('chat.message', { messageId: '', text, user: userOf(told), isNotice: true })]
}
