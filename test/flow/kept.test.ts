import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'promethean'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { JournalEntry } from '../../core/journal/port.ts'
import { openDatabase } from '../../core/journal/sqlite/database/node-sqlite.ts'
import { DROPPED, follow, line, lines } from '../core/journal/entries.ts'
import { EVENING, SESSION, TOLD } from '../core/journal/kept-contract.ts'
import { BEFORE_COUNTS, olderJournal } from '../core/journal/older.ts'
import { storeJournal } from '../core/journal/stored.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, pluginFile, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project } = workshop()

const evening = [
  line(1),
  line(2, { verdict: DROPPED }),
  line(3, { test: true }),
  line(4, { channel: 'bea', session: SESSION }),
  line(5, { platform: 'kick' }),
  follow(6),
]

/** A project whose journal holds these. */
function keeping(entries: readonly JournalEntry[] = evening): TestProject {
  const made = project({
    'idle.ts': pluginFile('idle', '() => undefined'),
    'promethean.config.ts': configOf(['idle()'], '', `import idle from './idle.ts'`),
  })
  storeJournal(join(made.folder, '.promethean', 'journal.db'), entries)
  return made
}

async function running(made: TestProject) {
  const one = await run({ config: made.file })
  onTestFinished(async () => {
    await one.stop()
  })
  return one.operations
}

interface Page {
  readonly events: readonly { readonly id: string; readonly verdict?: unknown }[]
  readonly cursor?: string
  readonly more: boolean
}

const numbers = ({ events }: Page) => events.map(({ id }) => id.split(':')[2]).join('')

describe('promethean events', () => {
  it('answers without an instance, newest first, as it is asked for', async () => {
    const made = keeping()
    const asked = async (...args: string[]) => {
      const { exitCode, lines: told } = await command(made, 'events', '--json', ...args)
      expect([exitCode, told.length]).toEqual([0, 1])
      expect(told[0]).toMatchObject({ code: 'events' })
      // A page, as its schema says.
      return numbers(told[0] as unknown as Page)
    }
    expect(await asked()).toBe('6541')
    expect(await asked('--oldest', '--limit', '2')).toBe('14')
    expect(await asked('--all', '--tests')).toBe('654321')
    expect(await asked('channel.followed')).toBe('6')
    expect(await asked('chat.message', '--channel', '#Bea')).toBe('4')
    expect(await asked('--platform', 'kick')).toBe('5')
    expect(await asked('--session', SESSION)).toBe('4')
    expect(await asked('--since', '2020-01-01', '--until', '2021-01-01')).toBe('')
  })

  it('prints a line each for people, and how to go on', async () => {
    const { text } = await command(keeping(), 'events', '--limit', '1', '--all')
    expect(text).toMatch(
      /^2026-11-2\d .*channel\.followed +Bea follows {2}twitch:channel\.followed:6$/m,
    )
    expect(text).toMatch(
      /there are more: a higher --limit shows more at once, --cursor \S+ continues/,
    )
  })

  it.each([
    ['did you mean chat.message?', 1, ['chat.mesage']],
    ['--limit', 2, ['--limit', '0']],
    ['--limit', 2, ['--limit', '10001']],
    ['--since is not a time', 2, ['--since', 'soon']],
    ['--since must be earlier than --until', 2, ['--since', '2026-11-02', '--until', '2026-11-01']],
    ['is not a cursor', 2, ['--cursor', 'behind']],
    ['belongs to the other direction', 2, ['--oldest', '--cursor', 'bmV3ZXN0IDQ']],
    ['--after and --cursor exclude each other', 2, ['--after', 'a', '--cursor', 'bmV3ZXN0IDQ']],
  ])('says what was written wrongly: %s', async (said, code, args) => {
    const { exitCode, text } = await command(keeping(), 'events', ...args)
    expect([exitCode, text]).toEqual([code, expect.stringContaining(said)])
  })

  it('continues behind an event that one has, whatever it was, oldest first', async () => {
    const operations = await running(keeping())
    const behind = async (id: string, more: object = {}) => {
      const answer = await operations.events({ after: id, ...more })
      if (!answer.done) throw new Error(answer.refusal.what)
      // A page, as its schema says.
      return answer.value as unknown as Page
    }
    const types = ['chat.message', 'channel.followed']
    const [first, dropped, test] = evening.map(({ event }) => event.id)
    expect(numbers(await behind(String(first), { types }))).toBe('456')
    expect(numbers(await behind(String(dropped), { types, oldest: true }))).toBe('456')
    expect(numbers(await behind(String(test), { types, limit: 2 }))).toBe('45')
    expect(numbers(await behind(String(first), { types, all: true, tests: true }))).toBe('23456')
    const end = await behind(String(evening.at(-1)?.event.id), { types })
    expect(end).toEqual({ events: [], cursor: expect.any(String), more: false })
  })

  it('an event that is not there any more is told apart from an empty answer', async () => {
    const made = keeping()
    const operations = await running(made)
    const what = 'cannot continue after the event gone-1'
    const why = 'the journal has none with this id, or not any more'
    const advice = 'ask for a time instead, with since'
    expect(await operations.events({ after: 'gone-1' })).toEqual({
      done: false,
      refusal: { code: 'not_found', what, why, advice },
    })
    const { exitCode, text } = await command(made, 'events', '--after', 'gone-1')
    expect([exitCode, text]).toEqual([1, expect.stringContaining(`${what}: ${why}; ${advice}`)])
  })

  it('goes on page by page, and to what has come meanwhile', async () => {
    const made = keeping(lines(1, 7))
    const operations = await running(made)
    const page = async (input: Parameters<typeof operations.events>[0]): Promise<Page> => {
      const answer = await operations.events(input)
      if (!answer.done) throw new Error(answer.refusal.what)
      return answer.value
    }
    const types = ['chat.message']
    for (const oldest of [true, false]) {
      const told: string[] = []
      let at = await page({ types, limit: 3, oldest })
      for (told.push(numbers(at)); at.more; told.push(numbers(at)))
        at = await page({ types, limit: 3, cursor: at.cursor })
      expect(told).toEqual(oldest ? ['123', '456', '7'] : ['765', '432', '1'])
    }
    const end = await page({ types, oldest: true })
    const none = await page({ types, cursor: end.cursor })
    expect(none).toEqual({ events: [], cursor: end.cursor, more: false })
    const before = await page({ types: ['mood.set'], tests: true, oldest: true })
    expect(before).toEqual({ events: [], more: false })
    await operations.fire({ type: 'mood.set' })
    const fired = async () =>
      (await page({ types: ['mood.set'], tests: true, oldest: true })).events
    await expect.poll(fired).toHaveLength(1)
    expect(await operations.events({ limit: 20_000 })).toMatchObject({
      done: false,
      refusal: { code: 'invalid_input', problems: [{ path: 'limit' }] },
    })
  })

  it('tells a page also where an old journal holds a time past the year 9999', async () => {
    const far = new Date('+056867-01-01T00:00:00Z')
    const late = { ...line(1), event: { ...line(1).event, time: far } }
    const made = keeping([late, line(2)])
    const { exitCode, lines: told } = await command(made, 'events', '--json', '--oldest')
    expect([exitCode, told]).toMatchObject([
      0,
      [{ events: [{ time: far.toISOString() }, { id: line(2).event.id }] }],
    ])
    expect((await command(made, 'events')).exitCode).toBe(0)
  })

  it('says with --all what dropped an event', async () => {
    const operations = await running(keeping())
    const answer = await operations.events({ all: true, types: ['chat.message'], oldest: true })
    expect(answer).toMatchObject({
      done: true,
      value: { events: [{ verdict: { kept: true } }, { verdict: DROPPED }, {}, {}] },
    })
  })
})

describe('promethean sessions', () => {
  it('tells what there was in a stream, from the running instance and without it', async () => {
    const made = keeping(EVENING)
    const one = await run({ config: made.file })
    // As a line of JSON has it.
    const told = JSON.parse(JSON.stringify([TOLD]))
    try {
      const value = async () => (await one.operations.sessions()) as unknown
      await expect.poll(value).toEqual({ done: true, value: { sessions: told, more: false } })
      expect(await one.operations.sessions({ session: 'yesterday' })).toMatchObject({
        done: false,
        refusal: { what: 'the journal has no stream yesterday' },
      })
    } finally {
      await one.stop()
    }
    const { lines: printed } = await command(made, 'sessions', SESSION, '--json')
    expect(printed).toEqual([{ code: 'sessions', sessions: told, more: false }])
    const { text } = await command(made, 'sessions')
    expect(text).toContain('lines 5 of 2, follows 1, subs 1, gifts 2, bits 150')
    expect(text).toContain('tips 0.3 EUR, tips 3 USD, raids 1 with 12')
  })
})

describe('promethean viewer', () => {
  it('tells what is known of somebody, from the running instance and without it', async () => {
    const made = keeping(EVENING)
    const one = await run({ config: made.file })
    const known = { platform: 'twitch', id: '7', name: 'bea', bits: 100 }
    const gifts = { given: 2, received: 0 }
    try {
      const value = async () => (await one.operations.viewer({ user: '7' })) as unknown
      await expect
        .poll(value)
        .toMatchObject({ done: true, value: { viewers: [{ ...known, gifts }] } })
      expect(await one.operations.viewer({ user: 'nobody' })).toMatchObject({
        done: false,
        refusal: { what: 'the journal has no user called nobody' },
      })
      expect(
        await one.operations.events({ user: '@Bea', types: ['channel.cheered'] }),
      ).toMatchObject({ done: true, value: { events: [{ data: { bits: 100 } }], more: false } })
    } finally {
      await one.stop()
    }
    const { lines: printed } = await command(made, 'viewer', '7', '--json')
    expect(printed).toMatchObject([{ code: 'viewer', viewers: [{ ...known, gifts }] }])
    const { text } = await command(made, 'viewer', '7', '--lines', '1')
    expect(text).toContain('lines 1, gifts given 2, received 0, bits 100')
    expect(await command(made, 'events', '--user', 'bea', '--json')).toMatchObject({ exitCode: 0 })
  })
})

it('a run says if the events of its journal cannot be counted', async () => {
  const made = keeping()
  const db = openDatabase(join(made.folder, '.promethean', 'journal.db'))
  db.exec(
    `DELETE FROM progress; CREATE TRIGGER broken BEFORE INSERT ON kind_events BEGIN SELECT RAISE(ABORT, 'broken'); END`,
  )
  db.close()
  const logged: string[] = []
  const one = await run({
    config: made.file,
    onLog: ({ level, plugin, message }) => logged.push(`${level} ${plugin} ${message}`),
  })
  onTestFinished(async () => {
    await one.stop()
  })
  const told = /^error promethean cannot count the events of the journal .*: broken; /
  await expect.poll(() => logged).toContainEqual(expect.stringMatching(told))
})

it('a viewer whom only test events tell of is shown with --tests alone', async () => {
  const made = await keeping([line(1, { test: true, user: 'cleo' }), line(2, { user: 'bea' })])
  const one = await run({ config: made.file })
  try {
    const seen = async (user: string, tests: boolean) => {
      const { done, ...rest } = await one.operations.viewer({ user, tests })
      return done ? Object(rest).value.viewers.map((found: object) => Object(found).lines) : rest
    }
    await expect.poll(() => seen('cleo', true)).toEqual([1])
    expect(await seen('bea', false)).toEqual([1])
    expect(await seen('bea', true)).toEqual([1])
    expect(await seen('cleo', false)).toMatchObject({
      refusal: {
        why: 'only test events tell of one, with 1 message',
        advice: 'add --tests to include them',
      },
    })
  } finally {
    await one.stop()
  }
  const shown = await command(made, 'viewer', 'cleo', '--tests', '--json')
  expect(shown.lines).toMatchObject([{ code: 'viewer', viewers: [{ name: 'cleo', lines: 1 }] }])
  expect((await command(made, 'viewer', 'cleo')).text).toContain('add --tests')
  expect((await command(made, 'sessions')).text).toContain(
    'test events, such as those of a simulator, start',
  )
})

describe('a journal of an older Promethean', () => {
  const older = (entries = EVENING) => {
    const made = project({
      'idle.ts': pluginFile('idle', '() => undefined'),
      'promethean.config.ts': configOf(['idle()'], '', `import idle from './idle.ts'`),
    })
    mkdirSync(join(made.folder, '.promethean'))
    olderJournal(join(made.folder, '.promethean', 'journal.db'), entries, BEFORE_COUNTS)
    return made
  }

  it('is updated by a run, which tells how far it is and then what there was in a stream', async () => {
    const { file } = older()
    const told: { share: number; copy: string }[] = []
    const one = await run({ config: file, onUpgrading: upgrading => told.push(upgrading) })
    onTestFinished(async () => {
      await one.stop()
    })
    expect(told.at(-1)).toMatchObject({ share: 1, copy: expect.stringMatching(/journal\.db\.v4$/) })
    const value = async () => (await one.operations.sessions()) as unknown
    await expect
      .poll(value)
      .toMatchObject({ done: true, value: { sessions: [{ lines: 5, chatters: 2 }] } })
  })

  it('stays as it was where the run is stopped meanwhile', async () => {
    // More than is copied at once.
    const { folder, file } = older(lines(1, 2_000, { text: 'word '.repeat(1_200) }))
    const stop = new AbortController()
    const stopped = run({ config: file, signal: stop.signal, onUpgrading: () => stop.abort() })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    const kept = () => readdirSync(join(folder, '.promethean'))
    await expect.poll(kept).not.toContain('journal.db.v4.unfinished')
    expect(kept()).not.toContain('journal.db.v4')
  })

  it('is updated by any command that changes it, which says where the copy is', async () => {
    const people = await command(older(), 'mute')
    expect([people.exitCode, people.text]).toEqual([
      0,
      expect.stringMatching(
        /^updated the journal; the previous one is .*journal\.db\.v4, delete it/m,
      ),
    ])
    const { text, lines: told } = await command(older(), 'mute', '--json')
    expect(told).toMatchObject([{ code: 'muted' }])
    expect(text).not.toContain('updated')
    const reading = await command(older(), 'sessions')
    expect(reading.text).toContain('start promethean run once')
  })
})
