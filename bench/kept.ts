import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Event } from '../core/events/event.ts'
import type { JournalEntry } from '../core/journal/port.ts'
import { openSqliteJournal } from '../core/journal/sqlite/journal.ts'
import { openStore } from '../core/journal/sqlite/store.ts'
import { packEntry } from '../core/journal/sqlite/tables/pack.ts'

// What one asks of a journal of a million events: `node bench/kept.ts`, some minutes. Prints ms.
const EVENTS = Number(process.env.EVENTS ?? 1_000_000)
const BATCH = 5_000
const PEOPLE = 20_000
const OF_A_STREAM = 5_000
const TIMES = 5
const START = Date.UTC(2026, 0, 1, 19)

const folder = mkdtempSync(join(tmpdir(), 'promethean-kept-'))
const file = join(folder, 'journal.db')
try {
  fill()
  await ask()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function fill(): void {
  const store = openStore(file)
  for (let n = 0; n < EVENTS; n += BATCH) {
    const entries = Array.from({ length: BATCH }, (_, index) => packEntry(entryOf(n + index)))
    store.append({ entries, copies: [], notes: [], held: [], released: [] })
  }
  const pieces: number[] = []
  for (let hasMore = true; hasMore; ) {
    const began = performance.now()
    hasMore = store.countSome()
    pieces.push(performance.now() - began)
  }
  pieces.sort((a, b) => a - b)
  const at = (share: number) => pieces[Math.floor(pieces.length * share)]?.toFixed(1)
  console.log(`pieces ${pieces.length}: median ${at(0.5)}, 99 % ${at(0.99)}`)
  store.close()
}

async function ask(): Promise<void> {
  const journal = await openSqliteJournal(file, { readOnly: true })
  const busiest = { user: 'viewer0', newest: true, limit: 50 }
  await time('sessions, the newest 20', () => journal.sessions({ limit: 20 }))
  await time('sessions, all', () => journal.sessions({ limit: 1_000 }))
  await time('events, of one who wrote most', () => journal.query(busiest))
  await time('events, of one with few', () => journal.query({ ...busiest, user: 'viewer19999' }))
  await time('viewer, who wrote most', () => journal.viewers({ user: 'viewer0', lines: 10 }))
  await time('viewer, with few', () => journal.viewers({ user: 'viewer19999', lines: 10 }))
  await journal.close()
}

async function time(name: string, work: () => Promise<readonly unknown[]>): Promise<void> {
  const took: number[] = []
  let found = 0
  for (let n = 0; n < TIMES; n++) {
    const began = performance.now()
    found = (await work()).length
    took.push(performance.now() - began)
  }
  const [first = 0] = took
  console.log(`${name}: ${found} found, first ${first.toFixed(0)}, then ${took.at(-1)?.toFixed(0)}`)
}

function entryOf(n: number): JournalEntry {
  const stream = Math.floor(n / OF_A_STREAM)
  const received = new Date(START + stream * 86_400_000 + (n % OF_A_STREAM) * 3_000)
  // One in ten lines is of the same one; the others are of many.
  const who = n % 10 === 0 ? 0 : (n * 7_919) % PEOPLE
  const user = { id: `${who}`, name: `viewer${who}`, displayName: `Viewer${who}`, roles: [] }
  const type = n % 50 === 7 ? 'channel.followed' : 'chat.message'
  const text = `line ${n} of a long evening with many words`
  const data = type === 'chat.message' ? { messageId: `${n}`, text, user } : { user }
  const raw = { tags: 'x'.repeat(300) }
  const session = `${received.toISOString().slice(0, 10)}T19:00Z`
  const at = { time: received, received, source: 'twitch', platform: 'twitch', channel: 'ann' }
  const event = { id: `twitch:${type}:${n}`, type, ...at, session, data, raw }
  // Written as the types of core are.
  return { event: event as Event, verdict: { kept: true } }
}
