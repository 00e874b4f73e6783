import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockJournal } from '../../../../core/journal/lock.ts'
import type { Position } from '../../../../core/journal/port.ts'
import { faultOf } from '../../../../core/journal/repair/faults.ts'
import { type RepairSettings, repairJournal } from '../../../../core/journal/repair/repair.ts'
import { migrations } from '../../../../core/journal/sqlite/database/migrations.ts'
import { openDatabase } from '../../../../core/journal/sqlite/database/node-sqlite.ts'
import { createTables, migrate } from '../../../../core/journal/sqlite/database/schema.ts'
import { openSqliteJournal } from '../../../../core/journal/sqlite/journal.ts'
import { openStore } from '../../../../core/journal/sqlite/store.ts'
import { line, START, texts } from '../entries.ts'
import { temporaryFile } from '../folder.ts'
import { fill, killed, withJournal } from './filled.ts'

const PAGE = 4_096

function repair(file: string, settings: Partial<RepairSettings> = {}) {
  return repairJournal(file, {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    roomIn: async () => 1e12,
    ...settings,
  })
}

/** Every row of every table that is no index, as they lie in the file. */
function rowsIn(file: string): Record<string, unknown[]> {
  const db = openDatabase(file, { readOnly: true })
  const tables = ['entries', 'copies', 'notes', 'held', 'cursors', 'parked', 'state', 'effects']
  const rows = tables.map(name => {
    const order = name === 'notes' ? 'rowid, *' : '*'
    return [name, db.prepare(`SELECT ${order} FROM ${name} ORDER BY 1, 2`).all()] as const
  })
  db.close()
  return Object.fromEntries(rows)
}

function overwrite(file: string, from: number, length: number): void {
  const bytes = readFileSync(file)
  // The same every time, and nothing a page could begin with.
  for (let at = from; at < Math.min(from + length, bytes.length); at++)
    bytes[at] = (at * 7919) % 251
  writeFileSync(file, bytes)
}

function beside(file: string): string[] {
  return readdirSync(dirname(file)).filter(name => name !== basename(file))
}

/** What the journal's files hold. */
function digests(file: string): string[] {
  return [file, `${file}-wal`].filter(existsSync).map(digest)
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** Where the page lies that holds this text. */
function pageOf(file: string, text: string): number {
  return Math.floor(readFileSync(file).indexOf(text) / PAGE) * PAGE
}

/** How many events there are; it looks for what a second repair would mend, without its thread. */
function checkedEvents(file: string): number {
  expect(faultOf(file, migrations.length)).toBeUndefined()
  const store = openStore(file, { readOnly: true })
  store.checkPages()
  let events = 0
  for (let row = store.checkRows(0); row.count > 0; row = store.checkRows(row.last))
    events += row.count
  store.close()
  return events
}

async function positions(file: string): Promise<Position[]> {
  return withJournal(file, async journal =>
    (await journal.read({ limit: 10_000 })).map(({ position }) => position),
  )
}

describe('repair', () => {
  it('does nothing to a journal that is not damaged', async () => {
    const file = temporaryFile()
    await fill(file)
    const before = digests(file)
    expect(await repair(file)).toEqual({ did: 'nothing', events: 1_001 })
    expect(digests(file)).toEqual(before)
  })

  it('brings over every row of a journal whose first page alone is gone', async () => {
    const file = temporaryFile()
    await fill(file)
    const before = rowsIn(file)
    overwrite(file, 0, 200)
    expect(await repair(file)).toMatchObject({
      did: 'repair',
      saved: { events: 1_001, from: new Date(START + 1_000), to: new Date(START + 1_001_000) },
      lost: { events: 0 },
      rows: { cursors: 2, parked: 2, state: 2, copies: 200, notes: 200 },
    })
    expect(rowsIn(file)).toEqual(before)
  })

  it.each([
    ['how large its pages are', 16, 0x20],
    ['how large its pages are, in no way a database could', 17, 0x55],
    ['of which version it is', 63, 0],
  ])('brings over every row where only %s is overwritten', async (_, at, byte) => {
    const file = temporaryFile()
    await fill(file)
    const before = rowsIn(file)
    const bytes = readFileSync(file)
    bytes[at] = byte
    writeFileSync(file, bytes)
    await expect(openSqliteJournal(file)).rejects.toThrow('promethean repair')
    expect(await repair(file)).toMatchObject({ saved: { events: 1_001 }, lost: { events: 0 } })
    expect(rowsIn(file)).toEqual(before)
  })

  it('says where a folder stands in its place', async () => {
    const file = temporaryFile()
    mkdirSync(file)
    await expect(repair(file)).rejects.toThrow(`${file}: it is a folder; move it away`)
  })

  it('sets the damaged one aside whole, and the new one can be gone on with', async () => {
    const file = temporaryFile()
    await fill(file)
    overwrite(file, pageOf(file, '"line 500"'), PAGE)
    const damaged = digest(file)
    const repaired = await repair(file)
    if (repaired.did !== 'repair') throw new Error('nothing was repaired')
    expect(basename(repaired.aside)).toMatch(/^journal\.db\.damaged-2[0-9]{3}-[0-9TZ.-]+$/)
    expect(digest(repaired.aside)).toEqual(damaged)
    expect(repaired.saved.events + repaired.lost.events).toBe(1_001)
    expect(repaired.lost.events).toBeGreaterThan(0)
    expect(repaired.lost.from?.getTime()).toBeLessThanOrEqual(START + 500_000)
    expect(repaired.lost.to?.getTime()).toBeGreaterThanOrEqual(START + 500_000)
    expect(await repair(file)).toEqual({ did: 'nothing', events: repaired.saved.events })
    await withJournal(file, async journal => {
      expect(await journal.append([line(5_000)])).toEqual([1_002])
      expect(await journal.search('999', {})).toHaveLength(1)
      expect((await journal.effects('twitch:chat.message:2')).map(row => row.position)).toEqual([4])
    })
  })

  it.each([
    ['one byte', 1],
    ['a few bytes', 60],
    ['half a page', 2_000],
    ['many pages', 40_000],
  ])('saves only what is whole where %s is overwritten, wherever', async (_, length) => {
    const whole = temporaryFile()
    await fill(whole, 300)
    const before = new Set(rowsIn(whole).entries?.map(row => JSON.stringify(row)))
    const { size } = statSync(whole)
    const turn = async (n: number) => {
      const file = temporaryFile()
      copyFileSync(whole, file)
      overwrite(file, Math.floor((n / 10) * size) + n * 13, length)
      await repair(file)
      const after = rowsIn(file).entries?.map(row => JSON.stringify(row)) ?? []
      // A byte inside of a text is a text all the same.
      expect(after.filter(row => !before.has(row)).length).toBeLessThanOrEqual(1)
      expect(checkedEvents(file)).toBe(after.length)
    }
    await Promise.all(Array.from({ length: 10 }, (_, n) => turn(n)))
  })

  it('brings back nothing that was let go', async () => {
    const file = temporaryFile()
    await fill(file, 2_000)
    await withJournal(file, async journal => {
      await journal.saveState('chat-bot', new Map([['cooldowns', undefined]]))
      const now = new Date(START + 1_500_000)
      const retention = { retainMs: 1_000_000, retainDroppedMs: 0, maxBytes: 1e12, consumers: [] }
      // Rows go, their pages stay in the file for a while.
      for (let more = true; more; ) ({ more } = await journal.prune({ ...retention, now }))
    })
    const before = rowsIn(file)
    expect(before.entries).toHaveLength(1_502)
    overwrite(file, 0, 100)
    await repair(file)
    expect(rowsIn(file)).toEqual(before)
  })

  it('sets consumers back to the last event that is left, so that they miss no later one', async () => {
    const file = temporaryFile()
    await fill(file)
    truncateSync(file, Math.floor(statSync(file).size / PAGE / 2) * PAGE)
    await repair(file)
    await withJournal(file, async journal => {
      const end = await journal.end()
      expect(end).toBeLessThan(900)
      const cursors = await journal.cursors()
      expect(cursors.every(({ position }) => position <= end)).toBe(true)
      expect((await journal.parked()).every(({ position }) => position <= end)).toBe(true)
      expect(await journal.append([line(9_000)])).toEqual([end + 1])
    })
  })

  it.each([
    ['is no database at all', (file: string) => writeFileSync(file, 'Dear diary, '.repeat(900))],
    ['is empty', (file: string) => writeFileSync(file, '')],
  ])('begins a new journal where the file %s', async (_, damage) => {
    const file = temporaryFile()
    damage(file)
    const before = digest(file)
    const repaired = await repair(file)
    expect(repaired).toMatchObject({ did: 'repair', saved: { events: 0 }, lost: { events: 0 } })
    if (repaired.did === 'repair') expect(digest(repaired.aside)).toEqual(before)
    await withJournal(file, async journal => expect(await journal.append([line(1)])).toEqual([1]))
  })

  it('reads journals of earlier versions', async () => {
    const file = temporaryFile()
    const db = openDatabase(file)
    migrate(db, file, migrations.slice(0, 1))
    db.exec('PRAGMA journal_mode = WAL')
    db.prepare(`INSERT INTO cursors VALUES ('mongo', 7, 1, NULL)`).run()
    db.prepare(`INSERT INTO copies VALUES ('twitch:chat.message:1', 'tau', 5)`).run()
    db.close()
    expect((await repair(file)).did).toBe('nothing')
    overwrite(file, 0, 60)
    expect(await repair(file)).toMatchObject({ did: 'repair', rows: { cursors: 1, copies: 0 } })
    await withJournal(file, async journal => expect(await journal.end()).toBe(0))
  })

  it('leaves a journal of a newer Promethean and the database of another program alone', async () => {
    const file = temporaryFile()
    await fill(file, 10)
    const db = openDatabase(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    await expect(repair(file)).rejects.toThrow('a newer Promethean wrote it')
    const other = temporaryFile()
    const theirs = openDatabase(other)
    theirs.exec('CREATE TABLE scenes (name TEXT); INSERT INTO scenes VALUES (1)')
    theirs.close()
    await expect(repair(other)).rejects.toThrow('it is a database of another program')
    expect([...beside(file), ...beside(other)]).toEqual(['journal.db.lock', 'journal.db.lock'])
  })
})

describe('repair of a write-ahead log', () => {
  it('finds nothing damaged where a process was only killed', async () => {
    const file = await killed()
    const before = digests(file)
    expect(await repair(file)).toEqual({ did: 'nothing', events: 300 })
    expect(digests(file)).toEqual(before)
  })

  it('finds nothing damaged where the last bytes never reached the disk', async () => {
    const file = await killed()
    truncateSync(`${file}-wal`, statSync(`${file}-wal`).size - 5_000)
    const { did } = await repair(file)
    expect(did).toBe('nothing')
    expect((await positions(file)).length).toBeGreaterThan(290)
  })

  it('saves what was committed behind the bytes that are overwritten', async () => {
    const file = await killed()
    overwrite(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size / 3), 500)
    const repaired = await repair(file)
    expect(repaired).toMatchObject({ did: 'repair', why: 'its write-ahead log is overwritten' })
    // SQLite itself would have stopped at a third.
    expect((await positions(file)).length).toBeGreaterThan(290)
    expect(beside(file).filter(name => name.includes('damaged'))).toHaveLength(2)
  })

  it('saves what stands in a log whose beginning is overwritten', async () => {
    const file = await killed()
    overwrite(`${file}-wal`, 0, 32)
    await repair(file)
    expect(await positions(file)).toHaveLength(300)
  })

  it('saves what stands in a log whose database is gone', async () => {
    const file = await killed()
    renameSync(file, `${file}.gone`)
    await repair(file)
    expect(await positions(file)).toHaveLength(300)
  })
})

describe('a repair that is stopped', () => {
  it('leaves the journal as it was, and begins again', async () => {
    const file = temporaryFile()
    await fill(file)
    overwrite(file, 0, 200)
    const damaged = digests(file)
    const stop = new AbortController()
    const onProgress = () => stop.abort(new Error('Ctrl-C'))
    await expect(repair(file, { signal: stop.signal, onProgress })).rejects.toThrow('Ctrl-C')
    expect(digests(file)).toEqual(damaged)
    expect(beside(file)).toEqual(['journal.db.lock'])
    expect(await repair(file)).toMatchObject({ saved: { events: 1_001 } })
  })

  it('by a kill begins again over what it had left', async () => {
    const file = temporaryFile()
    await fill(file)
    overwrite(file, 0, 200)
    writeFileSync(`${file}.repairing`, 'half')
    writeFileSync(`${file}.repairing-journal`, 'half')
    expect(await repair(file)).toMatchObject({ saved: { events: 1_001 } })
    expect(beside(file).filter(name => name.includes('repairing'))).toEqual([])
  })

  it('by a kill while the files change places is ended by the next, and nothing opens before', async () => {
    const file = await killed()
    const whole = temporaryFile()
    await fill(whole, 20)
    renameSync(whole, `${file}.repaired`)
    renameSync(`${file}-wal`, `${file}.damaged-then-wal`)
    for (const readOnly of [true, false]) {
      await expect(openSqliteJournal(file, { readOnly })).rejects.toThrow(
        /a repair was interrupted just before it finished; promethean repair /,
      )
    }
    expect(await repair(file)).toMatchObject({ did: 'end' })
    expect(await positions(file)).toHaveLength(21)
    expect(existsSync(`${file}.repaired`)).toBe(false)
  })
})

describe('a repair is refused', () => {
  it('while an instance runs', async () => {
    const file = temporaryFile()
    await fill(file, 10)
    const lock = lockJournal(file)
    await expect(repair(file)).rejects.toThrow(
      /^cannot repair the journal .*: another Promethean is using it; stop that one first$/,
    )
    lock.release()
  })

  it('where the disk has no room for a second journal, before anything is begun', async () => {
    const file = temporaryFile()
    await fill(file, 100)
    overwrite(file, 0, 200)
    await expect(repair(file, { roomIn: async () => 500_000 })).rejects.toThrow(
      /^cannot repair the journal .*: the new one needs up to 2 MB, and the disk has 1 MB left; free some space and run promethean repair again; nothing was changed$/,
    )
    expect(beside(file)).toEqual(['journal.db.lock'])
  })
})

it('every table of the schema is either brought over or made anew', () => {
  const db = openDatabase(':memory:')
  createTables(db)
  const names = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all()
  db.close()
  const brought = ['entries', 'copies', 'notes', 'held', 'cursors', 'parked', 'state', 'forgotten']
  const streams = ['streams', 'stream_minutes', 'stream_chatters', 'stream_tips', 'stream_titles']
  const people = ['people', 'personas', 'deeds', 'tallies']
  const kinds = ['kinds', 'kind_events', 'spans']
  const derived = ['effects', 'words', 'progress', ...streams, ...people, ...kinds]
  const own = names.map(({ name }) => String(name)).filter(name => !/^words_/.test(name))
  expect(own.sort()).toEqual([...brought, ...derived].sort())
})

it('what was forgotten stays forgotten', async () => {
  const file = temporaryFile()
  const told = [line(1), line(2, { user: 'bea' }), line(3)]
  await withJournal(file, async journal => {
    await journal.append(told)
    await journal.forget({ platform: 'twitch', id: 'bea', names: ['bea'] })
  })
  overwrite(file, 0, 60)
  await repair(file)
  const after = await withJournal(file, async journal => {
    await journal.append(told)
    return journal.read({ limit: 9 })
  })
  expect(texts(after)).toEqual(['line 1', 'line 3'])
})

it('a row is read the same whatever it holds', async () => {
  const file = temporaryFile()
  const odd = ['', '\uFEFFmark', '\uFFFE', 'a\0b', '\ud800', '🦉'.repeat(2_000), '"}', 'é']
  const before = await withJournal(file, async journal => {
    await journal.append(odd.map((text, n) => line(n + 1, { id: `x:${text}`, text })))
    return journal.read({ limit: 99 })
  })
  overwrite(file, 0, 60)
  await repair(file)
  const after = await withJournal(file, journal => journal.read({ limit: 99 }))
  expect(after).toEqual(before)
  expect(texts(after)).toEqual(odd)
})
