import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run as runHere } from 'promethean'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { askRunning } from '../../core/daemon/control/client.ts'
import { openDatabase } from '../../core/journal/sqlite/database/node-sqlite.ts'
import { openSqliteJournal } from '../../core/journal/sqlite/journal.ts'
import { follow, line, lines } from '../core/journal/entries.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, exported, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })
const { project, start } = workshop()

const journalOf = (made: TestProject) => join(made.folder, '.promethean', 'journal.db')

/** A project that was stopped, with so many lines of chat. */
async function stopped(count: number): Promise<TestProject> {
  const made = project({
    'promethean.config.ts': configOf(['ticker({ count: 0 })', `keeper({ file: 'kept.txt' })`]),
  })
  const journal = await openSqliteJournal(journalOf(made))
  for (let n = 1; n <= count; n += 500) {
    const lines = Array.from({ length: Math.min(500, count - n + 1) }, (_, k) => line(n + k))
    await journal.append(lines)
  }
  await journal.close()
  return made
}

/** Bytes of the journal and of what SQLite has beside it. */
function digests(made: TestProject): readonly string[] {
  return ['', '-wal', '-shm'].map(side => {
    const file = journalOf(made) + side
    if (!existsSync(file)) return 'none'
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  })
}

function overwrite(file: string, from: number, length: number): void {
  const bytes = readFileSync(file)
  bytes.fill(0xa7, from, from + length)
  writeFileSync(file, bytes)
}

const COMMANDS: readonly (readonly string[])[] = [
  ['run'],
  ['export'],
  ['search', 'line'],
  ['explain'],
  ['explain', 'twitch:chat.message:5'],
  ['replay', '--since', '2026-11-23'],
  ['rewind', 'keeper', '--beginning'],
  ['parked'],
  ['parked', '--drop'],
  ['mute'],
  ['unmute'],
  ['doctor'],
  ['doctor', '--deep'],
]

// One that takes the lock, one that writes, one that reads.
const FEW: typeof COMMANDS = [['run'], ['mute'], ['export'], ['doctor', '--deep']]

const FAULTS: Readonly<Record<string, (made: TestProject) => Promise<void> | void>> = {
  'that begins with other bytes': made => overwrite(journalOf(made), 0, 100),
  'that was cut off': made => {
    const bytes = readFileSync(journalOf(made))
    writeFileSync(journalOf(made), bytes.subarray(0, bytes.length / 2))
  },
  'of a newer Promethean, with a log beside it': made => {
    const file = journalOf(made)
    const db = openDatabase(file)
    db.exec('PRAGMA user_version = 99; CREATE TABLE tomorrow (day)')
    for (const side of ['', '-wal']) copyFileSync(file + side, `${file}.then${side}`)
    db.close()
    for (const side of ['', '-wal']) copyFileSync(`${file}.then${side}`, file + side)
    rmSync(`${file}-shm`, { force: true })
  },
  'that is empty': made => {
    writeFileSync(`${journalOf(made)}.lock`, '')
    writeFileSync(journalOf(made), '')
  },
}

describe.each(Object.entries(FAULTS))('a journal %s', (name, damage) => {
  it.concurrent('is refused by every command that opens it, and stays as it is to the byte', async () => {
    const made = await stopped(800)
    await damage(made)
    const before = digests(made)
    const wanted = name.includes('newer') ? /update promethean/ : /promethean repair/
    for (const args of name.includes('newer') ? COMMANDS : FEW) {
      const { exitCode, lines } = await command(made, ...args, '--json')
      expect([args, exitCode]).toEqual([args, 1])
      expect([args, JSON.stringify(lines)]).toEqual([args, expect.stringMatching(wanted)])
      expect([args, digests(made)]).toEqual([args, before])
    }
  })
})

it.concurrent('a journal overwritten in its middle is refused by run, told by doctor, and mended by repair', async () => {
  const made = await stopped(2_000)
  const file = journalOf(made)
  const page = Math.floor(readFileSync(file).indexOf('"line 1000"') / 4_096) * 4_096
  overwrite(file, page, 4_096)
  const before = digests(made)
  const run = await command(made, 'run', '--json')
  expect([run.exitCode, run.lines.at(-1)]).toMatchObject([
    1,
    { code: 'failed', message: expect.stringContaining('promethean repair') },
  ])
  expect(digests(made)).toEqual(before)

  for (const depth of [[], ['--deep']]) {
    const doctor = await command(made, 'doctor', ...depth, '--json')
    expect(doctor.exitCode).toBe(1)
    expect(doctor.lines.filter(found => Object(found).ok === false)).toMatchObject([
      {
        what: expect.stringContaining('pages in it are overwritten'),
        advice: expect.stringMatching(/^promethean repair/),
      },
    ])
  }

  const { exitCode, lines } = await command(made, 'repair', '--json')
  expect([exitCode, lines]).toMatchObject([0, [{ code: 'repaired' }]])
  const { saved, lost, aside } = Object(lines[0])
  expect(saved.events + lost.events).toBe(2_000)
  expect(lost.events).toBeGreaterThan(0)
  expect(createHash('sha256').update(readFileSync(aside)).digest('hex')).toBe(before[0])
  expect(await exported(made)).toHaveLength(saved.events)

  const again = await command(made, 'repair')
  expect([again.exitCode, again.text]).toEqual([
    0,
    expect.stringMatching(/^nothing is damaged: \d+ events can be read/),
  ])
  expect((await command(made, 'doctor', '--deep')).text).toContain('every event in the journal')
})

it.concurrent('a large journal overwritten in its middle starts at once, and says soon that it is damaged', async () => {
  const made = await stopped(0)
  const file = journalOf(made)
  const journal = await openSqliteJournal(file)
  // More bytes than are looked through before a start, and after them more events than it reads of the last ones.
  const raw = { padding: 'x'.repeat(21_000) }
  for (let n = 1; n <= 5_000; n += 500) {
    const padded = lines(n, n + 499).map(({ event, verdict }) => ({
      event: { ...event, raw },
      verdict,
    }))
    await journal.append(padded)
  }
  for (let n = 1; n <= 105_000; n += 5_000)
    await journal.append(Array.from({ length: 5_000 }, (_, k) => follow(n + k)))
  await journal.close()
  const sound = await start(made, { cwd: made.folder })
  expect(await sound.stop()).toBe(0)
  const page = Math.floor(readFileSync(file).indexOf('"line 1000"') / 4_096) * 4_096
  overwrite(file, page, 4_096)
  const run = await start(made, { cwd: made.folder })
  const said = await run.next('log', ({ level }) => level === 'error')
  expect(said).toMatchObject({
    plugin: 'promethean',
    message: expect.stringMatching(/damaged; promethean repair .*, once this instance is stopped$/),
  })
  expect(await run.stop()).toBe(0)
  expect(sound.lines.filter(({ code }) => code === 'log')).toEqual([])
})

it.concurrent('what was heard before all had started is brought over by repair too, and judged by the next start', async () => {
  const made = await stopped(100)
  const file = journalOf(made)
  const journal = await openSqliteJournal(file)
  const events = [501, 502, 503].map(n => ({ holder: 'a life before', event: line(n).event }))
  await journal.append([], [], [], { events, released: [] })
  await journal.close()
  overwrite(file, 0, 100)
  const { exitCode, text } = await command(made, 'repair')
  expect([exitCode, text]).toEqual([
    0,
    expect.stringContaining('wait   3 events from before every plugin had started'),
  ])

  const waits = 'arrived before every plugin had started; the next start filters them'
  const doctor = await command(made, 'doctor', '--json')
  expect(doctor.lines).toContainEqual({
    ...{ code: 'checked', plugin: 'promethean', ok: true },
    what: `3 events ${waits}`,
  })
  expect((await command(made, 'export')).text).toContain(`3 events ${waits}`)
  const explained = await command(made, 'explain', line(502).event.id, '--json')
  expect([explained.exitCode, explained.lines]).toMatchObject([
    0,
    [{ code: 'held', id: line(502).event.id, event: { data: { text: 'line 502' } } }],
  ])

  const run = await start(made, { cwd: made.folder })
  await statusWhere(made, ({ kept }) => kept === 3)
  expect(await run.stop()).toBe(0)
  const kept = await exported(made, '--types', 'chat.message')
  expect(kept).toHaveLength(103)
  expect((await command(made, 'doctor')).text).not.toContain(waits)
  expect(kept.slice(-3)).toMatchObject([
    { recovered: true },
    { recovered: true },
    { recovered: true },
  ])
})

it.concurrent('a consumer goes on where it stood once its journal is repaired, nothing lost and nothing twice', async () => {
  const made = project({
    'promethean.config.ts': configOf([
      'ticker({ count: 400, rate: 1000 })',
      `keeper({ file: 'kept.txt' })`,
    ]),
  })
  const kept = () => readFileSync(join(made.folder, 'kept.txt'), 'utf8').trim().split('\n')
  const first = await start(made, { cwd: made.folder })
  await vi.waitFor(() => expect(kept()).toHaveLength(400))
  expect(await first.stop()).toBe(0)
  overwrite(journalOf(made), 0, 300)
  expect((await command(made, 'repair', '--json')).exitCode).toBe(0)
  made.write(
    'promethean.config.ts',
    configOf([`ticker({ count: 50, run: 'b' })`, `keeper({ file: 'kept.txt' })`]),
  )
  const second = await start(made, { cwd: made.folder })
  await vi.waitFor(() => expect(new Set(kept()).size).toBe(450))
  expect(await second.stop()).toBe(0)
  expect(kept()).toHaveLength(450)
})

it.concurrent('repair is refused while an instance runs', async () => {
  const made = await stopped(3)
  const run = await start(made, { cwd: made.folder })
  const { exitCode, lines } = await command(made, 'repair', '--json')
  expect([exitCode, lines]).toMatchObject([
    1,
    [
      {
        code: 'failed',
        message: expect.stringMatching(/^cannot repair .* another Promethean is using it/),
      },
    ],
  ])
  expect(await run.stop()).toBe(0)
})

it('repair is refused by the instance that works on the journal itself, as a value, and harms nothing', async () => {
  const made = await stopped(3)
  made.write('promethean.config.ts', configOf(['ticker({ count: 0 })']))
  const one = await runHere({ config: made.file })
  onTestFinished(async () => void (await one.stop()))
  const refusal = {
    code: 'runtime',
    what: `cannot repair the journal ${journalOf(made)}`,
    why: 'another Promethean is using it',
    advice: 'stop that one first',
  }
  expect(await one.operations.repair()).toEqual({ done: false, refusal })
  expect(await one.operations.repair({}, { dry: true })).toMatchObject({
    done: false,
    refusal: { what: 'what this would do cannot be told beforehand' },
  })
  await expect(askRunning(journalOf(made), 'repair')).rejects.toMatchObject(refusal)
  expect(await one.operations.mute()).toMatchObject({ done: true })
  await one.stop()
  // Whole, and as closed as ever.
  const { exitCode, lines } = await command(made, 'repair', '--json')
  expect([exitCode, lines]).toEqual([0, [{ code: 'sound', events: expect.any(Number) }]])
})

it.concurrent('an empty file without anything beside it is a new journal', async () => {
  const made = project({ 'promethean.config.ts': configOf(['ticker({ count: 3 })']) })
  made.write('.promethean/journal.db', '')
  const run = await start(made, { cwd: made.folder })
  expect(await run.stop()).toBe(0)
  expect(readdirSync(join(made.folder, '.promethean'))).toContain('journal.db')
})
