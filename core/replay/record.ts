import type { Event } from '../events/event.ts'
import type { Platform } from '../events/vocabulary.ts'
import { deliveredEvent } from '../journal/history.ts'
import type { Journal, JournalRow, Position } from '../journal/port.ts'
import { type Done, doneThen } from './effects-compared.ts'
import type { RecordedCast } from './stand-ins.ts'

const PAGE = 2_000

/** A part of the journal. */
export interface ReplayBounds {
  readonly after: Position
  readonly to: Position
  /** Test events count too. */
  readonly tests: boolean
}

/** What the journal holds about it. */
export interface ReplayRecord {
  readonly then: readonly Done[]
  readonly platforms: readonly Platform[]
  readonly speakers: RecordedCast['speakers']
  /** The channels in which something was sent then, by platform. */
  readonly rooms: ReadonlyMap<Platform, string>
  readonly answers: readonly Event<'llm.answered'>[]
  /** The channels of test events, by source and then by platform. */
  readonly madeUpIn: ReadonlyMap<string, ReadonlyMap<Platform, string>>
}

/** What was done in that time, by which plugin and where. */
export async function readRecord(journal: Journal, bounds: ReplayBounds): Promise<ReplayRecord> {
  const then: Done[] = []
  const platforms = new Set<Platform>()
  const rooms = new Map<Platform, string>()
  const speakers = new Map<string, Map<Platform, string>>()
  const answers: Event<'llm.answered'>[] = []
  const madeUpIn = new Map<string, Map<Platform, string>>()
  for await (const row of rowsOf(journal, bounds)) {
    const event = deliveredEvent(row)
    if (event.platform !== undefined) platforms.add(event.platform)
    if (event.test) placeIn(madeUpIn, event.source, event)
    if ((event.test && !bounds.tests) || !row.verdict.kept) continue
    if (event.type === 'llm.answered') answers.push(event)
    const done = doneThen(event)
    if (done !== undefined) then.push(done)
    if (event.type !== 'chat.sent' || event.platform === undefined) continue
    const { via, account } = event.data
    placeIn(speakers, via, { platform: event.platform, channel: account })
    if (event.channel !== undefined && !event.test) rooms.set(event.platform, event.channel)
  }
  return { then, platforms: [...platforms], rooms, speakers, answers, madeUpIn }
}

function placeIn(
  places: Map<string, Map<Platform, string>>,
  who: string,
  { platform, channel }: { readonly platform?: Platform; readonly channel?: string | undefined },
): void {
  if (platform === undefined || channel === undefined) return
  places.set(who, (places.get(who) ?? new Map<Platform, string>()).set(platform, channel))
}

/** Oldest first, in bounded memory. */
export async function* rowsOf(
  journal: Journal,
  { after, to }: Omit<ReplayBounds, 'tests'>,
): AsyncGenerator<JournalRow> {
  for (let last = after; last < to; ) {
    const rows = await journal.read({ after: last, to, limit: PAGE })
    yield* rows
    last = rows.at(-1)?.position ?? to
  }
}
