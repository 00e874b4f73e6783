import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import type { Journal, JournalEntry } from '../../../core/journal/port.ts'
import { openDatabase } from '../../../core/journal/sqlite/database/node-sqlite.ts'
import { upgrade } from '../../../core/journal/sqlite/database/upgrade.ts'
import { openMemoryJournal, openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { DROPPED, line } from './entries.ts'
import { temporaryFile } from './folder.ts'
import { during } from './kept-contract.ts'
import { BEFORE_COUNTS, olderJournal } from './older.ts'

const EVENTS = 6_000
const SESSIONS = ['2026-11-23T19:00Z', '2026-11-23T20:00Z'] as const
const USERS = ['ann', 'bea', 'cleo'] as const

/** Two streams with everything in them, some of it made up and some of it dropped. */
function history(): JournalEntry[] {
  return Array.from({ length: EVENTS }, (_, n) => {
    const session = SESSIONS[n < EVENTS / 2 ? 0 : 1]
    const name = USERS[n % 3] as string
    const user = { id: name, name, displayName: name, roles: [] }
    if (n % 10 === 0) return during(n, 'channel.cheered', { user, bits: n }, { session })
    return line(n, {
      ...{ session, user: name, text: 'word '.repeat(400) },
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

async function living(file: string, diesAt?: number) {
  const path = fileURLToPath(new URL('./upgrading-child.ts', import.meta.url))
  const child = spawn(process.execPath, [path, file, ...(diesAt ? [`${diesAt}`] : [])])
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
  const copy = openDatabase(`${file}.v4`, { readOnly: true })
  expect(copy.prepare('SELECT count(*) AS events FROM entries').get()).toEqual({ events: EVENTS })
  copy.close()

  const last = await openSqliteJournal(file)
  await untilCounted(last)
  const fresh = await openMemoryJournal()
  await fresh.append(entries)
  expect(await figuresOf(last)).toEqual(await figuresOf(fresh))
  await last.close()
  await fresh.close()
}, 120_000)

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
