import type { Event } from '../../events/event.ts'
import type { Journal, JournalRow } from '../../journal/port.ts'

/** What became of a model's answer. */
export interface AnswerOutcome {
  /** `sent`: it is in chat; `set`: it is the title; `dropped`: it is neither; absent if nothing tells. */
  readonly status?: 'sent' | 'set' | 'dropped'
  /** Why it was dropped. */
  readonly reason?: string
  /** What was sent or set, which may be cut, or be the streamer's own. */
  readonly text?: string
  /** What the plugin that asked says of it, as `explain` shows it: why it was held back, or that it was approved. */
  readonly notes?: readonly string[]
}

type Told = Pick<AnswerOutcome, 'status' | 'reason' | 'text'>

/** What became of an answer, by the events and notes that followed; undefined if it answers no event. */
export async function outcomeOf(
  { event, position }: JournalRow,
  journal: Pick<Journal, 'effects' | 'find'>,
): Promise<AnswerOutcome | undefined> {
  const { cause } = event
  if (event.type !== 'llm.answered' || cause === undefined) return undefined
  const { plugin } = event.data
  const [effects, found] = await Promise.all([journal.effects(cause), journal.find(cause)])
  const later = effects.filter(row => row.position > position).map(row => row.event)
  const told = later.filter(one => isOf(one, plugin)).flatMap(one => toldBy(one) ?? [])
  const notes = (found?.notes ?? []).filter(one => one.plugin === plugin).map(({ text }) => text)
  // A title may be sent to chat as well: what was set counts.
  const status = told.find(one => one.status === 'set') ?? told[0]
  if (status === undefined && notes.length === 0) return undefined
  return { ...status, ...(notes.length > 0 && { notes }) }
}

function isOf(effect: Event, plugin: string | undefined): boolean {
  const by: unknown = 'plugin' in effect.data ? effect.data.plugin : effect.source
  return plugin === undefined || by === plugin
}

function toldBy({ type, data }: Event): Told | undefined {
  if (type === 'chat.sent') return { status: 'sent', text: data.text }
  if (type === 'chat.dropped') return { status: 'dropped', reason: data.reason }
  return type === 'title.changed' ? { status: 'set', text: data.title } : undefined
}
