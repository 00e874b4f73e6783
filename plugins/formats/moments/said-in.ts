import { type Event, embeddableTexts, type MemoryPlace } from 'promethean'
import { type Said, type Scope, scopeText } from './store/said.ts'

/** What memory is made of. */
export const TYPES = [
  'chat.message',
  'title.changed',
  'title.generated',
  'llm.answered',
  'memory.noted',
  'session.ended',
] as const

type MemoryEvent = Event<(typeof TYPES)[number]>

// A line of more characters means something by itself.
const LONG_LINE = 40
// Ten of them are a moment, which no model reads much more of.
const MOST_OF_A_LINE = 400
const MOST_OF_A_TEXT = 4_000

/** What an event says, as the index is told. */
export function saidIn(event: MemoryEvent): Said {
  const { id, type, received } = event
  const at = received.getTime()
  if (type === 'session.ended') return { kind: 'ended', id, session: event.data.session }
  if (type === 'chat.message') {
    const text = shown(event.data.text, MOST_OF_A_LINE)
    const scope = scopeText(scopeOf(event, 'chat', true))
    const isLong = [...text].length > LONG_LINE
    const alone = isLong && { alone: scopeText(scopeOf(event, 'chat', false)) }
    return { kind: 'line', id, scope, ...alone, at, text }
  }
  const place = type === 'memory.noted' ? 'memory' : 'events'
  const text = shown(textOf(event), MOST_OF_A_TEXT)
  return { kind: 'text', id, scope: scopeText(scopeOf(event, place, false)), at, text }
}

function textOf(event: Exclude<MemoryEvent, Event<'chat.message' | 'session.ended'>>): string {
  if (event.type === 'llm.answered') return event.data.answer
  return event.type === 'memory.noted' ? event.data.text : event.data.title
}

function scopeOf(event: Event, place: MemoryPlace, isMoment: boolean): Scope {
  const { platform, channel, session, test } = event
  return { place, isMoment, platform, channel, session, test }
}

function shown(text: string, most: number): string {
  const [cut = ''] = embeddableTexts([text], most)
  return cut
}
