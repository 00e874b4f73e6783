import type { Event } from '../../events/event.ts'
import type { Journal, JournalRow, Position } from '../../journal/port.ts'

/** What became of a model's answer. */
export interface AnswerOutcome {
  /** `sent`: it is in chat; `set`: it is the title; `dropped`: it is neither; absent if nothing tells. */
  readonly status?: 'sent' | 'set' | 'dropped'
  /** Why it was dropped. */
  readonly reason?: string
  /** What was sent or set, which may be cut, or be the streamer's own. */
  readonly text?: string
  /** Whether the streamer approved it; absent where nobody was asked. Nobody decided in time: false. */
  readonly approved?: boolean
  /** What the plugin that asked says of it, as `explain` shows it: why it was held back, for example. */
  readonly notes?: readonly string[]
}

type Told = Pick<AnswerOutcome, 'status' | 'reason' | 'text' | 'approved'>

/**
 * What became of an answer, by the events and notes that followed; undefined if it answers no event. Where a plugin got several
 * answers to one event, each has what came of it: what was said is the answer's whose words it has, else the last one's before.
 */
export async function outcomeOf(
  { event, position }: JournalRow,
  journal: Pick<Journal, 'effects' | 'find'>,
): Promise<AnswerOutcome | undefined> {
  const { cause } = event
  if (event.type !== 'llm.answered' || cause === undefined) return undefined
  const { plugin } = event.data
  const [effects, found] = await Promise.all([journal.effects(cause), journal.find(cause)])
  const answers = effects.flatMap(row => answerIn(row, plugin))
  const told = toldOf(effects, answers, plugin)
    .filter(([answer]) => answer.position === position)
    .map(([, one]) => one)
  const notes = (found?.notes ?? [])
    .filter(one => one.plugin === plugin)
    .filter(({ at }) => answerAt(at, answers)?.position === position)
    .map(({ text }) => text)
  // A title may be sent to chat as well: what was set counts.
  const done = told.filter(({ status }) => status !== undefined)
  const status = done.find(one => one.status === 'set') ?? done[0]
  const decided = told.find(({ approved }) => approved !== undefined)
  if (status === undefined && decided === undefined && notes.length === 0) return undefined
  return { ...status, ...decided, ...(notes.length > 0 && { notes }) }
}

interface Answer {
  readonly position: Position
  readonly at: Date
  readonly words: string
}

function answerIn({ event, position }: JournalRow, plugin: string | undefined): readonly Answer[] {
  if (event.type !== 'llm.answered' || event.data.plugin !== plugin) return []
  return [{ position, at: event.received, words: wordsOf(event.data.answer) }]
}

/** What became of all these answers, each with the answer that it became of. */
function toldOf(
  effects: readonly JournalRow[],
  answers: readonly Answer[],
  plugin: string | undefined,
): readonly (readonly [Answer, Told])[] {
  const taken = new Set<Answer>()
  return effects.flatMap(({ event, position }) => {
    const told = isOf(event, plugin) ? toldBy(event) : undefined
    const before = answers.filter(one => one.position < position)
    const words = wordsOf(told?.words ?? '')
    const alike = before.filter(one => words !== '' && one.words.includes(words))
    const answer = alike.find(one => !taken.has(one)) ?? alike.at(-1) ?? before.at(-1)
    if (told === undefined || answer === undefined) return []
    taken.add(answer)
    return [[answer, told.told] as const]
  })
}

/** The last answer up to a time; before all of them, the first. */
function answerAt(at: Date, answers: readonly Answer[]): Answer | undefined {
  return answers.findLast(one => one.at <= at) ?? answers[0]
}

// A message may be cut, and lack what may not be said.
function wordsOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

function isOf(effect: Event, plugin: string | undefined): boolean {
  const by: unknown = 'plugin' in effect.data ? effect.data.plugin : effect.source
  return plugin === undefined || by === plugin
}

function toldBy({
  type,
  data,
}: Event): { readonly words: string; readonly told: Told } | undefined {
  if (type === 'chat.sent') return { words: data.text, told: { status: 'sent', text: data.text } }
  if (type === 'chat.dropped')
    return { words: data.text, told: { status: 'dropped', reason: data.reason } }
  if (type === 'approval.decided')
    return { words: '', told: { approved: data.decision === 'approved' } }
  if (type !== 'title.changed') return undefined
  return { words: data.title, told: { status: 'set', text: data.title } }
}
