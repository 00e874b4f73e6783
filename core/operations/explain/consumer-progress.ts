import type { Journal, JournalRow } from '../../journal/port.ts'
import type { Taker } from '../../runtime/concerned.ts'

/** What became of an event in a durable consumer. */
export interface ConsumerProgress {
  readonly consumer: string
  /** `past`: its mark has passed the event, so it has had it, unless the consumer came later and began behind it. */
  readonly state: 'past' | 'waiting' | 'parked' | 'not_taken'
  readonly why?: string
}

/** How far each consumer that takes events of this type is with this one. */
export async function consumerProgress(
  journal: Journal,
  { event, verdict, position }: JournalRow,
  takers: readonly Taker[],
): Promise<readonly ConsumerProgress[]> {
  const { type, test } = event
  const taking = takers.filter(({ types }) => types === undefined || types.includes(type))
  if (!verdict.kept || taking.length === 0) return []
  const cursors = new Map((await journal.cursors()).map(one => [one.name, one.position]))
  const parked = await journal.parked()
  return taking.map(({ consumer, tests }) => {
    if (test && !tests) return { consumer, state: 'not_taken', why: 'it takes no test events' }
    const stuck = parked.find(one => one.consumer === consumer && one.position === position)
    if (stuck !== undefined) return { consumer, state: 'parked', why: stuck.error }
    return { consumer, state: (cursors.get(consumer) ?? 0) >= position ? 'past' : 'waiting' }
  })
}
