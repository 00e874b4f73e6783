import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import type { Journal, JournalEntry } from '../../../core/journal/port.ts'
import { migrations } from '../../../core/journal/sqlite/database/migrations.ts'
import { openDatabase } from '../../../core/journal/sqlite/database/node-sqlite.ts'
import { upgrade } from '../../../core/journal/sqlite/database/upgrade.ts'
import { openMemoryJournal, openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { LOADER } from '../../support/process/node.ts'
import { DROPPED, line, lines } from './entries.ts'
import { temporaryFile } from './folder.ts'
import { during } from './kept-contract.ts'
import { BEFORE_COUNTS, olderJournal } from './older.ts'

const EVENTS = 6_000
const SESSIONS = ['2026-11-23T19:00Z', '2026-11-23T20:00Z'] as const
const USERS = ['ann', 'bea', 'cleo'] as const

// Of more than is copied at once, in rows that nobody has to read word by word.
const RAW = { pad: 'x'.repeat(200_000) }

/** Two streams with everything in them, some of it made up and some of it dropped. */
function history(): JournalEntry[] {
  return Array.from({ length: EVENTS }, (_, n) => {
    const session = SESSIONS[n < EVENTS / 2 ? 0 : 1]
    const name = USERS[n % 3] as string
    const user = { id: name, name, displayName: name, roles: [] }
    if (n % 10 === 0) return during(n, 'channel.cheered', { user, bits: n }, { session })
    return line(n, {
      ...{ session, user: name, text: 'word '.repeat(20) },
      ...(n % 100 === 1 && { raw: RAW }),
      ...(n % 11 === 0 && { test: true }),
      ...(n % 13 === 0 && { verdict: DROPPED }),
    })
  })
}

async function figuresOf(journal: Journal) {
  const viewers = await Promise.all(USERS.map(user => journal.viewers({ user, lines: 5 })))
  return [await journal.sessions({ limit: 5 }), ...viewers]
}

async function untilCounted(journal: Journal) {
  const until = async () => (await journal.sessions({ limit: 1 })).completeUntil
  await expect.poll(until, { timeout: 30_000 }).toBeUndefined()
}

async function living(file: string, diesAt?: number | 'never done') {
  const path = fileURLToPath(new URL('./upgrading-child.ts', import.meta.url))
  const given = [path, file, ...(diesAt ? [`${diesAt}`] : [])]
  const child = spawn(process.execPath, [...LOADER, ...given])
  const ended = once(child, 'close')
  onTestFinished(() => void child.kill('SIGKILL'))
  await Promise.race([once(child.stdout, 'data'), ended])
  return { child, ended }
}

const besideOf = (file: string) =>
  readdirSync(dirname(file)).filter(name => name.includes('.v') && !name.endsWith('-journal'))

it('an older journal goes on where a process was killed, copying it or counting it', async () => {
  const file = temporaryFile()
  const entries = history()
  olderJournal(file, entries, BEFORE_COUNTS)

  await (await living(file, 0.3)).ended
  expect(besideOf(file)).toEqual(['journal.db.v4.unfinished'])
  let counted = 0
  for (let life = 0; life < 3; life++) {
    const { child, ended } = await living(file)
    const reader = await openSqliteJournal(file, { readOnly: true })
    const until = async () => (await reader.sessions({ limit: 1 })).completeUntil?.getTime() ?? 0
    await expect.poll(until, { timeout: 30_000, interval: 10 }).toBeGreaterThan(counted)
    child.kill('SIGKILL')
    await ended
    counted = await until()
    await reader.close()
  }
  expect(besideOf(file)).toEqual(['journal.db.v4'])
  expect(eventsIn(`${file}.v4`)).toBe(EVENTS)

  const last = await openSqliteJournal(file)
  await untilCounted(last)
  const fresh = await openMemoryJournal()
  await fresh.append(entries)
  expect(await figuresOf(last)).toEqual(await figuresOf(fresh))
  await last.close()
  await fresh.close()
}, 120_000)

const eventsIn = (file: string) => {
  const db = openDatabase(file, { readOnly: true })
  const { events } = db.prepare('SELECT count(*) AS events FROM entries').get() ?? {}
  db.close()
  return events
}

it('a process killed between the copy and the update leaves no copy behind', async () => {
  const file = temporaryFile()
  const few = lines(1, 300)
  olderJournal(file, few, BEFORE_COUNTS)
  const isCopied = () => {
    const beside = besideOf(file).map(name => join(dirname(file), name))
    const isCopying = readdirSync(dirname(file)).some(name => name.endsWith('.unfinished-journal'))
    return !isCopying && beside.some(name => statSync(name).size > 0)
  }
  for (let life = 0; life < 3; life++) {
    const { child, ended } = await living(file, 'never done')
    await expect.poll(isCopied, { timeout: 30_000, interval: 10 }).toBe(true)
    child.kill('SIGKILL')
    await ended
    expect(besideOf(file)).toEqual(['journal.db.v4.unfinished'])
  }
  const journal = await openSqliteJournal(file)
  onTestFinished(() => journal.close())
  expect(await journal.end()).toBe(few.length)
  expect(besideOf(file)).toEqual(['journal.db.v4'])
  expect(eventsIn(`${file}.v4`)).toBe(few.length)
}, 120_000)

it('earlier copies of the same events give way to the new one', async () => {
  const file = temporaryFile()
  for (const copy of [`${file}.v4`, `${file}.v4-2`]) olderJournal(copy, lines(1, 5), BEFORE_COUNTS)
  olderJournal(file, lines(1, 9), BEFORE_COUNTS)
  await upgrade(file)
  expect(besideOf(file)).toEqual(['journal.db.v4'])
  expect(eventsIn(`${file}.v4`)).toBe(9)
})

it('an earlier copy stays if it has events that the journal has not', async () => {
  const file = temporaryFile()
  olderJournal(`${file}.v4`, lines(1, 5), BEFORE_COUNTS)
  olderJournal(`${file}.v4-2`, lines(11, 13), BEFORE_COUNTS)
  olderJournal(file, lines(11, 19), BEFORE_COUNTS)
  await upgrade(file)
  expect(besideOf(file)).toEqual(['journal.db.v4', 'journal.db.v4-2'])
  expect([eventsIn(`${file}.v4`), eventsIn(`${file}.v4-2`)]).toEqual([5, 9])
})

it('an earlier copy stays if the journal was damaged since', async () => {
  const file = temporaryFile()
  olderJournal(file, lines(1, 300), BEFORE_COUNTS)
  copyFileSync(file, `${file}.v4`)
  const bytes = readFileSync(file)
  bytes.fill('damage', bytes.indexOf('line 150') - 500, bytes.indexOf('line 150') + 500)
  writeFileSync(file, bytes)
  await expect(upgrade(file)).rejects.toThrow('pages in it are overwritten; promethean repair')
  expect(besideOf(file)).toEqual(['journal.db.v4'])
  await upgrade(`${file}.v4`)
  expect(eventsIn(`${file}.v4`)).toBe(300)
})

it('what a killed update had copied is removed before the room is looked at', async () => {
  const file = temporaryFile()
  olderJournal(file, lines(1, 5), BEFORE_COUNTS)
  writeFileSync(`${file}.v4.unfinished`, 'half of it')
  await upgrade(file, { roomIn: () => (besideOf(file).length === 0 ? 1_000_000_000 : 0) })
  expect(besideOf(file)).toEqual(['journal.db.v4'])
})

it('an update that fails leaves no copy', async () => {
  const file = temporaryFile()
  olderJournal(file, lines(1, 5), BEFORE_COUNTS)
  await expect(upgrade(file, { steps: [...migrations, 'NONSENSE'] })).rejects.toThrow()
  expect(besideOf(file)).toEqual([])
})

it('an older journal is as it was where its update is stopped, and takes events while it is counted', async () => {
  const file = temporaryFile()
  const entries = history()
  olderJournal(file, entries, BEFORE_COUNTS)
  const stop = new AbortController()
  const shares: number[] = []
  const stopped = openSqliteJournal(file, {
    signal: stop.signal,
    onUpgrading: ({ share }) => {
      shares.push(share)
      stop.abort(new Error('stopped'))
    },
  })
  await expect(stopped).rejects.toThrow('stopped')
  expect(shares).toHaveLength(1)
  expect(besideOf(file)).toEqual([])

  const journal = await openSqliteJournal(file, { onUpgrading: ({ share }) => shares.push(share) })
  expect(shares.at(-1)).toBe(1)
  await journal.append([line(EVENTS, { session: SESSIONS[1] })])
  expect((await journal.sessions({ limit: 1 })).completeUntil).toBeInstanceOf(Date)
  expect(await journal.query({ newest: true, limit: 1 })).toMatchObject([{ position: EVENTS + 1 }])
  await untilCounted(journal)
  const fresh = await openMemoryJournal()
  await fresh.append([...entries, line(EVENTS, { session: SESSIONS[1] })])
  expect(await figuresOf(journal)).toEqual(await figuresOf(fresh))
  await journal.close()
  await fresh.close()
}, 120_000)

it('an updated journal shows no stream as an older one counted it, before it is counted anew', async () => {
  const file = temporaryFile()
  olderJournal(file, [during(1, 'chat.message', { text: 'hello' })], BEFORE_COUNTS + 1)
  const db = openDatabase(file)
  db.exec(`INSERT INTO streams VALUES ('${SESSIONS[0]}', 1, 1, 1, 1, 1, NULL, NULL, NULL, 1, 0, 0, 0, 0, 0, 0);
    INSERT INTO progress VALUES ('streams and everybody', 1)`)
  db.close()
  await upgrade(file)
  const journal = await openSqliteJournal(file, { readOnly: true })
  onTestFinished(() => journal.close())
  const found = await journal.sessions({ limit: 5 })
  expect([...found]).toEqual([])
  expect(found.completeUntil).toBeDefined()
})
