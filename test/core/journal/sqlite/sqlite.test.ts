import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Journal } from '../../../../core/journal/port.ts'
import { journalFailure } from '../../../../core/journal/sqlite/database/failures.ts'
import { migrations } from '../../../../core/journal/sqlite/database/migrations.ts'
import {
  type Database,
  openDatabase,
} from '../../../../core/journal/sqlite/database/node-sqlite.ts'
import {
  createTables,
  migrate,
  requireVersion,
} from '../../../../core/journal/sqlite/database/schema.ts'
import { upgrade } from '../../../../core/journal/sqlite/database/upgrade.ts'
import { openSqliteJournal } from '../../../../core/journal/sqlite/journal.ts'
import { openStore } from '../../../../core/journal/sqlite/store.ts'
import { DROPPED, line, lines, texts } from '../entries.ts'
import { temporaryFile } from '../folder.ts'
import { during } from '../kept-contract.ts'
import { storeJournal } from '../stored.ts'

function filled(entries = lines(1, 3), file = temporaryFile()): string {
  storeJournal(file, entries)
  return file
}

async function withJournal<T>(file: string, work: (journal: Journal) => Promise<T>): Promise<T> {
  const journal = await openSqliteJournal(file)
  return work(journal).finally(() => journal.close())
}

describe('an SQLite journal', () => {
  it('goes on where it stood, and makes the folders it lies in', async () => {
    const file = join(dirname(temporaryFile()), 'deep', 'er', 'journal.db')
    await withJournal(file, journal => journal.append(lines(1, 3)))
    await withJournal(file, async journal => {
      await journal.append([line(4)])
      expect(texts(await journal.read({ limit: 9 }))).toEqual([1, 2, 3, 4].map(n => `line ${n}`))
    })
  })

  it('leaves one file behind when it is closed', async () => {
    const file = temporaryFile()
    await withJournal(file, journal => journal.append(lines(1, 3)))
    expect(readdirSync(dirname(file))).toEqual(['journal.db'])
  })

  it('closes when its signal aborts', async () => {
    const ending = new AbortController()
    const journal = await openSqliteJournal(temporaryFile(), { signal: ending.signal })
    ending.abort()
    await expect(journal.end()).rejects.toThrow('it is closed; open it again')
    await expect(openSqliteJournal(temporaryFile(), { signal: ending.signal })).rejects.toThrow()
    await journal.close()
  })

  it('answers what was asked before it was closed', async () => {
    const journal = await openSqliteJournal(temporaryFile())
    const appended = journal.append(lines(1, 1_000))
    await journal.close()
    expect(await appended).toHaveLength(1_000)
  })

  it('moves the write-ahead log into its file while it is written to, and begins the log anew', async () => {
    const file = temporaryFile()
    await withJournal(file, async journal => {
      const raw = 'x'.repeat(1_000)
      for (let batch = 0; batch < 200; batch++) {
        const entries = lines(batch * 100 + 1, batch * 100 + 100)
        await journal.append(
          entries.map(({ event, verdict }) => ({ event: { ...event, raw }, verdict })),
        )
      }
      // Some 25 MB of text: without the turns the log alone would be several times that.
      await expect.poll(() => statSync(file).size).toBeGreaterThan(10_000_000)
      expect(statSync(`${file}-wal`).size).toBeLessThan(70_000_000)
      expect(await journal.end()).toBe(20_000)
    })
  })

  it('keeps the event loop free while it appends', async () => {
    const journal = await openSqliteJournal(temporaryFile())
    let turns = 0
    let isDone = false
    const appended = journal.append(lines(1, 5_000)).then(() => {
      isDone = true
    })
    while (!isDone) {
      turns++
      await new Promise(setImmediate)
    }
    await appended
    await journal.close()
    expect(turns).toBeGreaterThan(10)
  })
})

describe('the text index of an SQLite journal', () => {
  const LANTERN = { text: 'a lantern' }
  // A search looks through all that is not in the index yet, and would keep both threads busy.
  const SEARCHING = { timeout: 30_000, interval: 200 }

  it('answers at once while very many lines are not in it, and says from when on the answer is complete', async () => {
    const file = filled([line(0, LANTERN), ...lines(1, 25_000), line(25_001, LANTERN)])
    const reader = await openSqliteJournal(file, { readOnly: true })
    const found = await reader.search('lantern', {})
    // The line before and 20,000 more were looked through.
    expect(found.map(({ position }) => position)).toEqual([25_002])
    expect(found.completeSince).toEqual(line(25_002 - 20_000).event.received)
    const since = (n: number) => reader.search('lantern', { since: line(n).event.received })
    expect((await since(10_000)).completeSince).toBeUndefined()
    expect((await since(1_000)).completeSince).toEqual(found.completeSince)
    expect((await reader.search('line', { limit: 5 })).completeSince).toBeUndefined()
    await reader.close()
  })

  it.concurrent('catches up by itself with what an earlier life left, made-up and dropped lines too', async ({
    expect,
    onTestFinished,
  }) => {
    const entries = [
      line(0, LANTERN),
      line(1, { ...LANTERN, verdict: DROPPED }),
      line(2, { ...LANTERN, test: true }),
      ...lines(3, 25_000),
    ]
    const file = filled(entries, temporaryFile('journal.db', onTestFinished))
    const reader = await openSqliteJournal(file, { readOnly: true })
    const found = () => reader.search('lantern', { tests: true, dropped: true })
    expect(await found()).toHaveLength(0)
    const running = await openSqliteJournal(file)
    await expect.poll(async () => (await found()).completeSince, SEARCHING).toBeUndefined()
    expect((await found()).map(({ position }) => position)).toEqual([3, 2, 1])
    expect((await reader.search('lantern', {})).map(({ position }) => position)).toEqual([1])
    await reader.close()
    await running.close()
  })

  it('ranks lines with any of the words alike, in it or not yet', async () => {
    const texts = ['lantern', 'a red lantern', 'red', 'a red door', 'a door', 'a', 'a lantern door']
    const file = filled(texts.map((text, n) => line(n, { text })))
    const found = () =>
      withJournal(file, async journal =>
        (await journal.searchAny('a red lantern', {})).map(({ event, share }) => [event.id, share]),
      )
    const fresh = await found()
    const store = openStore(file)
    while (store.indexWords() > 0);
    store.close()
    expect(fresh).toHaveLength(texts.length)
    expect(await found()).toEqual(fresh)
  })

  it('looks at the newest lines alone where very many hold a word, and at all that hold a rare one', async () => {
    const file = filled([line(0, LANTERN), ...lines(1, 3_000)])
    // The words of a question share what is looked at: 400 lines for each of fifty.
    const others = Array.from({ length: 48 }, (_, n) => `other${n}`)
    const words = ['line', ...others, 'lantern', 'behind the last'].join(' ')
    await withJournal(file, async journal => {
      const found = await journal.searchAny(words, { limit: 3_000 })
      expect(found.map(({ position }) => position)).toEqual([
        1,
        ...Array.from({ length: 400 }, (_, n) => 3_001 - n),
      ])
    })
  })

  it.concurrent('is made anew where an older Promethean made it of kept lines alone', async ({
    expect,
    onTestFinished,
  }) => {
    const entries = [line(0, { ...LANTERN, test: true }), ...lines(1, 20_001)]
    const file = filled(entries, temporaryFile('journal.db', onTestFinished))
    const db = openDatabase(file)
    db.exec(`INSERT INTO words (rowid, text, user) SELECT position, 'line', 'ann' FROM entries WHERE test = 0;
      INSERT OR REPLACE INTO progress SELECT 'words', max(position) FROM entries`)
    db.close()
    await withJournal(file, async journal => {
      const found = () => journal.search('lantern', { tests: true })
      await expect.poll(found, SEARCHING).toHaveLength(1)
      expect(await journal.search('"line 17"', {})).toHaveLength(1)
    })
  })

  it.concurrent('is made anew where an older Promethean made it of chat alone', async ({
    expect,
    onTestFinished,
  }) => {
    const noted = during(20_001, 'memory.noted', { text: 'the red lantern', by: 'ann' })
    const entries = [noted, line(0, LANTERN), ...lines(1, 20_001)]
    const file = filled(entries, temporaryFile('journal.db', onTestFinished))
    const db = openDatabase(file)
    db.exec(`INSERT INTO words (rowid, text, user) SELECT position, body ->> '$.data.text', 'ann' FROM entries
        WHERE type = 'chat.message';
      INSERT INTO progress SELECT 'words of every line', max(position) FROM entries`)
    db.close()
    // Who only reads finds by the old index what it holds, each once, and says what may be missing.
    const reader = await openSqliteJournal(file, { readOnly: true })
    const old = await reader.search('line', { limit: 30_000 })
    expect(old).toHaveLength(20_001)
    expect(old.completeSince).toBeDefined()
    await reader.close()
    await withJournal(file, async journal => {
      const types = ['chat.message', 'memory.noted'] as const
      const found = async () => (await journal.search('lantern', { types })).map(at => at.position)
      await expect.poll(found, SEARCHING).toEqual([2, 1])
      await expect.poll(async () => journal.search('lantern', {}), SEARCHING).toHaveLength(1)
    })
  })

  it.concurrent('forgets what went from the journal', async ({ expect, onTestFinished }) => {
    const file = temporaryFile('journal.db', onTestFinished)
    await withJournal(file, async journal => {
      await journal.append([line(0, LANTERN), ...lines(1, 20_010)])
      const found = () => journal.search('lantern', {})
      await expect.poll(found, SEARCHING).toHaveLength(1)
      await journal.prune({
        retainMs: 0,
        retainDroppedMs: 0,
        maxBytes: 1e12,
        consumers: [],
        now: line(10).event.received,
      })
      expect(await found()).toEqual([])
    })
    const db = openDatabase(file, { readOnly: true })
    const matches = db.prepare("SELECT rowid FROM words WHERE words MATCH 'lantern'")
    expect(matches.all()).toEqual([])
    db.close()
  })

  it('goes on behind a row that a damaged disk left unreadable', async () => {
    const file = filled(lines(1, 3, LANTERN))
    const db = openDatabase(file)
    db.exec(`UPDATE entries SET body = '{"data":' WHERE position = 2`)
    db.close()
    const found = () =>
      withJournal(file, async journal =>
        (await journal.search('lantern', {})).map(({ position }) => position),
      )
    expect(await found()).toEqual([3, 1])
    const store = openStore(file)
    expect(store.indexWords()).toBe(0)
    store.close()
    expect(await found()).toEqual([3, 1])
  })

  it('keeps up with 1,000 lines a second, and appends hardly wait for it', async () => {
    const file = temporaryFile()
    const journal = await openSqliteJournal(file)
    const waits: number[] = []
    for (let n = 0; n < 300; n++) {
      const began = performance.now()
      await journal.append(lines(n * 100, n * 100 + 99))
      waits.push(performance.now() - began)
    }
    const whole = async () => (await journal.search('lantern', {})).completeSince
    await expect.poll(whole, SEARCHING).toBeUndefined()
    expect(waits.toSorted((a, b) => a - b)[150]).toBeLessThan(20)
    await journal.close()
  })
})

describe('a journal opened for reading', () => {
  it('reads beside a running instance, what was just committed too', async () => {
    const file = temporaryFile()
    const running = await openSqliteJournal(file)
    await running.append(lines(1, 2))
    const reader = await openSqliteJournal(file, { readOnly: true })
    expect(await reader.end()).toBe(2)
    await running.append([line(3)])
    expect(texts(await reader.read({ after: 2, limit: 9 }))).toEqual(['line 3'])
    await reader.close()
    await running.append([line(4)])
    await running.close()
  })

  it('reads without a running instance, and changes nothing', async () => {
    const file = filled()
    const reader = await openSqliteJournal(file, { readOnly: true })
    expect(await reader.read({ limit: 9 })).toHaveLength(3)
    await expect(reader.append([line(4)])).rejects.toMatchObject({ code: 'runtime' })
    await reader.close()
    await withJournal(file, async journal => expect(await journal.end()).toBe(3))
  })

  it('says that there is none yet', async () => {
    await expect(openSqliteJournal(temporaryFile(), { readOnly: true })).rejects.toThrow(
      /^cannot read the journal .*journal\.db: it does not exist yet; start promethean run first, or name its config with --config$/,
    )
  })
})

/** All that SQLite knows of a schema, whatever the order and the spacing it was written with. */
function schemaOf(make: (db: Database) => void) {
  const db = openDatabase(':memory:')
  make(db)
  const all = (sql: string) => db.prepare(sql).all()
  const made = all('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name')
  const columns = made.map(({ name }) => all(`PRAGMA table_xinfo (${name})`))
  const version = all('PRAGMA user_version')
  db.close()
  return { version, columns, made: made.map(one => ({ ...one, sql: spaced(one.sql) })) }
}

const spaced = (sql: unknown) => (typeof sql === 'string' ? sql.replace(/\s+/g, ' ') : sql)

describe('the schema version', () => {
  const current = migrations.length
  const later = [...migrations, 'ALTER TABLE cursors ADD COLUMN mood TEXT']

  it.each(migrations.map((_, version) => version))(
    '%i, migrated, has exactly the tables of a new journal',
    version => {
      const migrated = schemaOf(db => {
        migrate(db, ':memory:', migrations.slice(0, version))
        migrate(db, ':memory:')
      })
      expect(migrated).toEqual(schemaOf(createTables))
      expect(migrated.version).toEqual([{ user_version: current }])
    },
  )

  it('of a newer Promethean is refused, and nothing is touched', async () => {
    const file = filled()
    const db = openDatabase(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    for (const readOnly of [false, true]) {
      await expect(openSqliteJournal(file, { readOnly })).rejects.toThrow(
        new RegExp(
          `^cannot open the journal .*: a newer Promethean wrote it \\(schema 99, this one knows ${current}\\); update promethean, or set another journal\\.file$`,
        ),
      )
    }
  })

  it('of an older one is copied beside the journal, then brought up to date', async () => {
    const file = filled()
    writeFileSync(`${file}.v${current}`, 'a copy of last year')
    await upgrade(file, { steps: later })
    await upgrade(file, { steps: later })
    const db = openDatabase(file)
    db.exec("INSERT INTO cursors VALUES ('mongo', 0, 1, NULL, 'glad')")
    db.close()
    expect(readdirSync(dirname(file)).sort()).toEqual([
      'journal.db',
      `journal.db.v${current}`,
      `journal.db.v${current}-2`,
    ])
    await withJournal(`${file}.v${current}-2`, async copy => expect(await copy.end()).toBe(3))
  })

  it('of an older one is refused where the disk has no room for the copy, and nothing is touched', async () => {
    const file = filled()
    await expect(upgrade(file, { steps: later, roomIn: () => 1_000 })).rejects.toThrow(
      /^cannot update the journal .*: its copy and the new tables need up to 1 MB, and the disk has 1 MB left; free some space and start again; nothing was changed$/,
    )
    expect(readdirSync(dirname(file))).toEqual(['journal.db'])
    await withJournal(file, async journal => expect(await journal.end()).toBe(3))
  })

  it('of the first Promethean is brought up to date with what its events had caused', async () => {
    const file = temporaryFile()
    const db = openDatabase(file)
    migrate(db, file, migrations.slice(0, 1))
    db.prepare(
      `INSERT INTO entries VALUES (1, 'x:1', 'chat.sent', 0, NULL, NULL, NULL, 1, 0, ?, 7)`,
    ).run(
      JSON.stringify({ time: 0, source: 'promethean', cause: 'twitch:chat.message:1', data: {} }),
    )
    db.close()
    await withJournal(file, async journal => {
      const effects = async () =>
        (await journal.effects('twitch:chat.message:1')).map(({ event }) => event)
      await expect.poll(effects).toMatchObject([{ id: 'x:1', cause: 'twitch:chat.message:1' }])
    })
  })

  it('of before copies had ids of their own keeps the copies it has', async () => {
    const file = temporaryFile()
    const db = openDatabase(file)
    migrate(db, file, migrations.slice(0, 2))
    db.exec(
      "INSERT INTO copies (event, source, received) VALUES ('twitch:chat.message:1', 'tau', 5)",
    )
    db.close()
    await withJournal(file, async journal => {
      await journal.append([line(1)])
      expect(await journal.end()).toBe(1)
    })
    const after = openDatabase(file)
    expect(after.prepare('SELECT * FROM copies').all()).toMatchObject([
      { event: 'twitch:chat.message:1', source: 'tau', received: 5, own: null },
    ])
    after.close()
  })

  it('stays as it was where a step fails', async () => {
    const file = filled()
    await expect(upgrade(file, { steps: [...later, 'NONSENSE'] })).rejects.toThrow()
    await withJournal(file, async journal => expect(await journal.end()).toBe(3))
  })

  it('of an older one is not touched by a reader', async () => {
    const file = filled()
    const db = openDatabase(file, { readOnly: true })
    expect(() => requireVersion(db, file, later)).toThrow(
      new RegExp(
        `^cannot read the journal .*: it has schema ${current}, this Promethean reads schema ${current + 1}; start promethean run once, it copies the journal and updates it$`,
      ),
    )
    db.close()
  })
})

describe('trouble with the file is said as a sentence', () => {
  it('where it is no journal', async () => {
    const file = temporaryFile()
    writeFileSync(file, 'Dear diary, '.repeat(1_000))
    for (const readOnly of [false, true]) {
      await expect(openSqliteJournal(file, { readOnly })).rejects.toThrow(
        /^cannot open the journal .*: it does not start like a journal; promethean repair moves it aside and copies what can be read into a new one$/,
      )
    }
  })

  it('where it is damaged inside, and what is sound is still read', async () => {
    const file = filled(lines(1, 2_000))
    const bytes = readFileSync(file)
    const page = Math.floor(bytes.indexOf('"line 1500"') / 4_096) * 4_096
    writeFileSync(file, bytes.fill(0xab, page, page + 4_096))
    await expect(openSqliteJournal(file)).rejects.toThrow(
      /^cannot open the journal .*: pages in it are overwritten; promethean repair moves it aside and copies what can be read into a new one$/,
    )
    const reader = await openSqliteJournal(file, { readOnly: true })
    expect(texts(await reader.read({ limit: 1 }))).toEqual(['line 1'])
    await expect(reader.read({ limit: 10_000 })).rejects.toThrow(
      /^cannot use the journal .*: the file is damaged; promethean repair moves it aside and copies what can be read into a new one$/,
    )
    await reader.close()
  })

  it('where a folder stands in its place', async () => {
    const file = temporaryFile()
    mkdirSync(file)
    await expect(openSqliteJournal(file)).rejects.toThrow(
      /^cannot open the journal .*: it is a folder; move it away, or set another journal\.file$/,
    )
  })

  it.each([
    [5, 'another program has locked it; close that program (a backup, a database browser)'],
    [
      8,
      'the file or its folder is write-protected; allow writing there, or set another journal.file',
    ],
    [10, 'the disk reports an error; check the disk and its cable, or set another journal.file'],
    [13, 'the disk is full; free some space, then the events that wait are written'],
    [1, 'odd; restart, and if it happens again move the file to another folder'],
  ])('where SQLite says %i', (errcode, reason) => {
    // The upper bits tell SQLite's own people more.
    const thrown = Object.assign(new Error('odd'), { errcode: errcode + 256 })
    expect(journalFailure('append to', 'j.db', thrown)).toMatchObject({
      code: 'runtime',
      message: `cannot append to the journal j.db: ${reason}`,
      cause: thrown,
    })
  })
})
