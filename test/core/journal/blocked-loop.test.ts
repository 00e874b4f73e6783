import { expect, it } from 'vitest'
import { openDatabase, select } from '../../../core/journal/sqlite/database/node-sqlite.ts'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { JournalWriter } from '../../../core/journal/writer.ts'
import { lines, texts } from './entries.ts'
import { temporaryFile } from './folder.ts'

const PATIENCE_MS = 10_000

// Real time on purpose: the event loop is held up for real, as by a plugin's long work or a save that is compiled.
it('what was heard becomes durable while the event loop is held up', async () => {
  const file = temporaryFile()
  const journal = await openSqliteJournal(file)
  const writer = new JournalWriter(journal, { onCommit: () => undefined })
  const database = openDatabase(file, { readOnly: true })
  const count = select<[number]>(database, 'SELECT count(*) FROM entries')
  for (const entry of lines(1, 5)) writer.append(entry)
  const until = performance.now() + PATIENCE_MS
  while (count()[0]?.[0] !== 5 && performance.now() < until);
  expect(count()).toEqual([[5]])
  database.close()
  await writer.close()
  await journal.close()
})

it('an append behind one that fails does not get into the journal before it', async () => {
  const file = temporaryFile()
  const journal = await openSqliteJournal(file)
  const other = openDatabase(file)
  other.exec(`CREATE TRIGGER refusing BEFORE INSERT ON entries WHEN new.id LIKE '%:2'
    BEGIN SELECT RAISE(ABORT, 'not this one'); END`)
  const appended = await Promise.allSettled(lines(1, 4).map(entry => journal.append([entry])))
  expect(appended.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'rejected',
  ])
  other.exec('DROP TRIGGER refusing')
  other.close()
  for (const entry of lines(2, 4)) await journal.append([entry])
  expect(texts(await journal.read({ limit: 9 }))).toEqual(texts(lines(1, 4)))
  await journal.close()
})
