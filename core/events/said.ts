import type { Event } from './event.ts'
import type { EventType } from './vocabulary.ts'

/** The events whose words are searched, by where they are looked for. */
export const SAID = {
  chat: ['chat.message'],
  memory: ['memory.noted'],
  events: ['title.generated', 'title.changed', 'channel.updated', 'llm.answered'],
} as const satisfies Readonly<Record<string, readonly EventType[]>>

/** All of them. */
export const SAID_TYPES: readonly EventType[] = Object.values(SAID).flat()

/** The text of such an event: a message, a note, a title or an answer; undefined if it has none. */
export function saidText({ data }: Pick<Event, 'data'>): string | undefined {
  const { text, title, answer }: Readonly<Record<string, unknown>> = { ...data }
  const said = text ?? title ?? answer
  return typeof said === 'string' ? said : undefined
}
