import { expect, it, onTestFinished } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import type { JournalEntry } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { madeUpSpan, sessionSpan } from '../../../core/replay/session-span.ts'
import { KEPT, line, START } from '../journal/entries.ts'

const SESSION = '2026-11-23T19:00Z'

function told(type: string, ms: number, session?: string): JournalEntry {
  const { event } = line(0)
  const received = new Date(START + ms)
  // Of the type it is given, for this test alone.
  const made = { ...event, id: `x:${ms}`, type, data: {}, received, session }
  return { event: made as Event, verdict: KEPT }
}

async function spanOf(...entries: readonly JournalEntry[]) {
  const journal = await openMemoryJournal()
  onTestFinished(() => journal.close())
  await journal.append(entries)
  const span = await sessionSpan(journal, SESSION)
  return span && [span.from.getTime() - START, span.until.getTime() - START]
}

it('a session is replayed from what began it, which came before it', async () => {
  const span = await spanOf(
    told('stream.online', -60_000),
    told('obs.stream.started', 10),
    told('session.started', 11, SESSION),
    told('stream.online', 900, SESSION),
    told('session.ended', 5_000, SESSION),
  )
  expect(span).toEqual([10, 5_001])
})

it('a session whose beginning is not kept is replayed from its first event', async () => {
  const old = told('stream.online', -60_000)
  expect(await spanOf(old, told('session.started', 11, SESSION))).toEqual([11, 12])
})

it('a session nobody knows has no time', async () => {
  expect(await spanOf(told('stream.online', 1))).toBe(undefined)
})

it('a made-up stream began when the last of its sources connected, and one of real sources is none', async () => {
  const journal = await openMemoryJournal()
  onTestFinished(() => journal.close())
  const connected = (ms: number, source: string) => {
    const { event } = told('source.connected', ms)
    return { event: { ...event, data: { source } } as Event, verdict: KEPT }
  }
  await journal.append([
    connected(1, 'simulator'),
    connected(50, 'simulator'),
    connected(70, 'twitch-irc'),
  ])
  const until = new Date(START + 1_000)
  const span = await madeUpSpan(journal, ['simulator'], until)
  expect(span).toEqual({ from: new Date(START + 50), until })
  expect(await madeUpSpan(journal, ['rehearsal'], until)).toBeUndefined()
})
