import { expect, it, onTestFinished, vi } from 'vitest'
import type { Journal } from '../../../core/journal/port.ts'
import { openDatabase, select } from '../../../core/journal/sqlite/database/node-sqlite.ts'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { line, lines } from './entries.ts'
import { temporaryFile } from './folder.ts'
import { BEFORE_COUNTS, olderJournal } from './older.ts'

/** A log, and what it said. */
function listening() {
  const said: string[] = []
  const say = (told: string | Error) => void said.push(told instanceof Error ? told.message : told)
  return { said, log: { info: say, error: say } }
}

function change(file: string, sql: string): void {
  const db = openDatabase(file, { timeout: 5_000 })
  db.exec(sql)
  db.close()
}

async function untilCounted(journal: Journal) {
  const until = async () => (await journal.sessions({ limit: 1 })).completeUntil
  await expect.poll(until, { timeout: 30_000 }).toBeUndefined()
}

it('counting that fails is said once, holds up nothing else, and is tried again after the next append', async () => {
  const file = temporaryFile()
  await (await openSqliteJournal(file)).close()
  change(
    file,
    `CREATE TRIGGER broken BEFORE INSERT ON kind_events BEGIN SELECT RAISE(ABORT, 'it is broken'); END`,
  )
  const { said, log } = listening()
  const journal = await openSqliteJournal(file, { log })
  onTestFinished(() => journal.close())
  const indexed = () => {
    const db = openDatabase(file, { readOnly: true })
    const upTo = select<[number]>(db, "SELECT position FROM progress WHERE name LIKE 'words%'")()
    db.close()
    return upTo[0]?.[0]
  }
  for (const n of [1, 2, 3]) {
    await journal.append([line(n)])
    await expect.poll(indexed, { timeout: 30_000 }).toBe(n)
  }
  expect((await journal.sessions({ limit: 1 })).completeUntil).toBeDefined()
  expect(said).toEqual([
    `cannot count the events of the journal ${file}: it is broken; restart, and if it happens again move the file to another folder`,
  ])
  change(file, 'DROP TRIGGER broken')
  await journal.append([line(4)])
  await untilCounted(journal)
  expect(said).toHaveLength(1)
}, 120_000)

it('counting that takes long says how far it is, and when it is done', async () => {
  const file = temporaryFile()
  olderJournal(file, lines(1, 3_000), BEFORE_COUNTS)
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { said, log } = listening()
  const journal = await openSqliteJournal(file, { log })
  onTestFinished(() => journal.close())
  const last = () => {
    vi.advanceTimersByTime(31_000)
    return said.at(-1)
  }
  await expect
    .poll(last, { timeout: 60_000, interval: 10 })
    .toBe('counted the events of the journal; sessions and viewer show all of them')
  const shares = said.flatMap(
    text => /^counting the events of the journal, (\d+) %/.exec(text)?.[1] ?? [],
  )
  expect(shares.length).toBe(said.length - 1)
  expect(shares.map(Number)).toEqual(shares.map(Number).toSorted((a, b) => a - b))
}, 120_000)

it('counting that is done soon says nothing', async () => {
  const file = temporaryFile()
  olderJournal(file, lines(1, 300), BEFORE_COUNTS)
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { said, log } = listening()
  const journal = await openSqliteJournal(file, { log })
  onTestFinished(() => journal.close())
  await untilCounted(journal)
  await journal.append([line(301)])
  await untilCounted(journal)
  expect(said).toEqual([])
}, 120_000)
