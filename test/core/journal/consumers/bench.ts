import { vi } from 'vitest'
import type { Event } from '../../../../core/events/event.ts'
import { Consumer, type ConsumerParts } from '../../../../core/journal/consumers/consumer.ts'
import { Pauses } from '../../../../core/journal/consumers/pauses.ts'
import type { ConsumerSettings } from '../../../../core/journal/consumers/reader.ts'
import type { Journal, JournalEntry, Position } from '../../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../../core/journal/sqlite/journal.ts'
import type { ConsumeFunction } from '../../../../core/plugin/context.ts'

export const SETTINGS: ConsumerSettings = {
  name: 'log',
  types: undefined,
  max: 500,
  everyMs: 0,
  from: 'beginning',
  tests: false,
  deadlineMs: 60_000,
}

/** The journal of the test that runs. */
export let journal: Journal

/** Before each test: a journal of its own, and a clock that stands still. */
export async function setUp(): Promise<void> {
  vi.useFakeTimers()
  journal = await openMemoryJournal()
}

/** After each test. */
export async function tearDown(): Promise<void> {
  vi.useRealTimers()
  await journal.close()
}

interface Told {
  readonly pauses: Pauses
  readonly troubles: { reason: string; inMs: number }[]
  readonly recovered: () => number
  readonly parked: string[]
  readonly commit: (...entries: readonly JournalEntry[]) => Promise<void>
  readonly consumer: (
    take: ConsumeFunction<Event['type']>,
    settings?: Partial<ConsumerSettings>,
  ) => Consumer
}

/** What the runtime does for consumers, around a journal. */
export async function bench(
  overrides: Partial<Journal> = {},
  judge: ConsumerParts['judgeAgain'] = event => event,
): Promise<Told> {
  const looks = new Set<() => void>()
  const troubles: { reason: string; inMs: number }[] = []
  const parked: string[] = []
  let recovered = 0
  let committed: Position = await journal.end()
  const port = { ...journal, ...overrides }
  const pauses = new Pauses()
  return {
    pauses,
    troubles,
    parked,
    recovered: () => recovered,
    commit: async (...entries) => {
      await journal.append(entries)
      committed = await journal.end()
      for (const look of [...looks]) look()
    },
    consumer: (take, settings = {}) =>
      new Consumer({ ...SETTINGS, ...settings }, take, {
        journal: port,
        follow: () => ({
          read: range => port.read(range),
          holds: () => false,
          end: () => undefined,
        }),
        committed: () => committed,
        onCommit: look => {
          looks.add(look)
          return () => looks.delete(look)
        },
        isForgotten: () => false,
        judgeAgain: judge,
        onTrouble: (_consumer, trouble) => {
          if (trouble === undefined) recovered += 1
          else
            troubles.push({ reason: trouble.reason, inMs: trouble.retryAt.getTime() - Date.now() })
        },
        redact: text => text,
        onExpired: () => undefined,
        pauses,
        onParked: (_consumer, event) => parked.push(event.id),
      }),
  }
}

/** A far end that writes down what it was given, and fails while `failure` is set. */
export function farEnd() {
  const batches: string[][] = []
  const state: { failure: Error | undefined } = { failure: undefined }
  const take = (events: readonly Event[]) => {
    if (state.failure !== undefined) throw state.failure
    batches.push(events.map(numberOf))
  }
  return { batches, take, state, taken: () => batches.flat() }
}

export function numberOf({ id }: { readonly id: string }): string {
  return id.slice(id.lastIndexOf(':') + 1)
}

export function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
}

/** Lets what is ready happen; no time passes. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
}
