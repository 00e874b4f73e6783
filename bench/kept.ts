import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Event } from '../core/events/event.ts'
import type { Journal, JournalEntry, JournalQuery } from '../core/journal/port.ts'
import { openSqliteJournal } from '../core/journal/sqlite/journal.ts'
import { openStore } from '../core/journal/sqlite/store.ts'
import { packEntry } from '../core/journal/sqlite/tables/pack.ts'

// What one asks of a journal of a million events: `node bench/kept.ts [journal]`, some minutes; a named journal is created if it is
// missing, and stays for the next time. Prints ms.
const EVENTS = Number(process.env.EVENTS ?? 1_000_000)
const BATCH = 5_000
const PEOPLE = 20_000
const OF_A_STREAM = 5_000
const TIMES = 5
const PIECES_OF_A_CHECKPOINT = 40
const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 1, 19)

const folder = mkdtempSync(join(tmpdir(), 'promethean-kept-'))
const file = process.argv[2] ?? join(folder, 'journal.db')
try {
  if (!existsSync(file)) fill()
  await ask()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function fill(): void {
  const store = openStore(file)
  const size = () => {
    store.checkpoint()
    return Math.round(statSync(file).size / 1_000_000)
  }
  for (let n = 0; n < EVENTS; n += BATCH) {
    const entries = Array.from({ length: BATCH }, (_, index) => packEntry(entryOf(n + index)))
    store.append({ entries, copies: [], notes: [], held: [], released: [] })
  }
  const before = size()
  const pieces: number[] = []
  const reader = openStore(file, { readOnly: true })
  for (let left = EVENTS; left > 0; ) {
    const began = performance.now()
    left = store.countSome()
    pieces.push(performance.now() - began)
    if (pieces.length % PIECES_OF_A_CHECKPOINT !== 0) continue
    // As an instance does, lest a piece has to.
    reader.checkpoint()
    store.checkpoint()
  }
  reader.close()
  pieces.sort((a, b) => a - b)
  const at = (share: number) => pieces[Math.floor(pieces.length * share)]?.toFixed(1)
  console.log(`${before} MB, counted ${size()} MB`)
  console.log(`pieces ${pieces.length}: median ${at(0.5)}, 99 % ${at(0.99)}`)
  store.close()
}

async function ask(): Promise<void> {
  const page = { newest: true, limit: 51 }
  const session = sessionOf(100)
  const since = new Date(START + 50 * DAY_MS)
  const until = new Date(START + 51 * DAY_MS)
  const inTheMiddle = { ...page, after: EVENTS / 2 }
  await time('sessions, the newest 20', journal => journal.sessions({ limit: 20 }))
  await time('sessions, all', journal => journal.sessions({ limit: 1_000 }))
  const begin = START + 100 * DAY_MS
  const evening = { since: new Date(begin), until: new Date(begin + DAY_MS / 4), stepMs: 60_000 }
  await time(
    'activity of a session',
    async one => (await one.activity({ session, ...evening })).steps,
  )
  for (const user of ['viewer0', 'viewer7', 'many', '19998']) {
    await time(`viewer ${user}`, journal => journal.viewers({ user, lines: 10 }))
    await time(`events of ${user}`, journal => journal.query({ ...page, user }))
    await time(`events of ${user} elsewhere`, journal =>
      journal.query({ ...page, user, channel: 'nobody' }),
    )
  }
  const queries: Readonly<Record<string, JournalQuery>> = {
    'events, all': page,
    'of a session': { ...page, session },
    'of a session and a type': { ...page, session, types: ['channel.followed'] },
    'of a session and one user': { ...page, session, user: 'viewer0' },
    'of a channel with few': { ...page, channel: '#Bea' },
    'of a channel with few, oldest': { limit: 51, channel: 'bea' },
    'of a channel with none': { ...page, channel: 'nobody' },
    'of a platform with few': { ...page, platform: 'kick', types: ['chat.message'] },
    'of a rare type': { ...page, types: ['channel.raided'] },
    'of a type with none': { ...page, types: ['channel.tipped'] },
    'of a day': { ...page, since, until },
    'of a day and one user': { ...page, since, until, user: 'viewer0' },
    'of a day and a channel': { ...page, since, until, channel: 'bea' },
    'since long ago, oldest': { limit: 51, since, types: ['channel.followed'] },
    'until long ago': { ...page, until },
    'a page in the middle': inTheMiddle,
    'a page in the middle, oldest': { ...inTheMiddle, newest: false },
    'a page of one user': { ...inTheMiddle, user: 'viewer0' },
    'ten thousand of one user': { ...page, limit: 10_001, user: 'viewer0' },
  }
  for (const [name, query] of Object.entries(queries)) {
    await time(name, journal => journal.query(query))
  }
  await time(
    'viewer, of an instance at rest',
    one => one.viewers({ user: 'viewer0', lines: 10 }),
    false,
  )
}

async function time(
  name: string,
  work: (journal: Journal) => Promise<readonly unknown[]>,
  readOnly = true,
): Promise<void> {
  // Anew for each, so that nothing of it is known from the one before.
  const journal = await openSqliteJournal(file, { readOnly })
  // As an instance does when it starts.
  if (!readOnly) await journal.newestIds(1)
  const took: number[] = []
  let found = 0
  for (let n = 0; n < TIMES; n++) {
    const began = performance.now()
    found = (await work(journal)).length
    took.push(performance.now() - began)
  }
  await journal.close()
  const [first = 0] = took
  console.log(`${name}: ${found} found, first ${first.toFixed(0)}, then ${took.at(-1)?.toFixed(0)}`)
}

function entryOf(n: number): JournalEntry {
  const stream = Math.floor(n / OF_A_STREAM)
  const received = new Date(START + stream * DAY_MS + (n % OF_A_STREAM) * 3_000)
  // One in ten messages is from the same viewer; the others are from many, and a tenth of those share a name.
  const who = n % 10 === 0 ? 0 : (n * 7_919) % PEOPLE
  const name = who % 10 === 8 ? 'many' : `viewer${who}`
  const user = { id: `${who}`, name, displayName: name, roles: n % 3 === 0 ? ['subscriber'] : [] }
  const type = typeOf(n)
  const text = `line ${n} of a long evening with many words`
  const data = type === 'chat.message' ? { messageId: `${n}`, text, user } : { user }
  const raw = { tags: 'x'.repeat(300) }
  const isElsewhere = n % 100_000 === 5
  const platform = isElsewhere ? 'kick' : 'twitch'
  const at = { time: received, received, source: platform, platform, session: sessionOf(stream) }
  const channel = isElsewhere ? 'bea' : 'ann'
  const event = { id: `twitch:${type}:${n}`, type, ...at, channel, data, raw }
  // Written as the types of core are.
  return { event: event as Event, verdict: { kept: true } }
}

function typeOf(n: number): string {
  if (n % 200_000 === 9) return 'channel.raided'
  if (n % 500 === 10) return 'channel.cheered'
  return n % 50 === 7 ? 'channel.followed' : 'chat.message'
}

function sessionOf(stream: number): string {
  return `${new Date(START + stream * DAY_MS).toISOString().slice(0, 10)}T19:00Z`
}
