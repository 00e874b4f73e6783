import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { openSqliteJournal } from '../../core/journal/sqlite/journal.ts'
import { line } from '../core/journal/entries.ts'
import { runCommand, runProcess, type TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, exported, pluginFile, statusOf, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()
const PATIENTLY = { timeout: 30_000, interval: 100 }
// The help of every command is looked at in its own test, without a process each.
const COMMANDS = ['run', 'fire']

function simple(...uses: readonly string[]): TestProject {
  return project({ 'promethean.config.ts': configOf(['ticker({ count: 5 })', ...uses]) })
}

describe.concurrent('the command line', () => {
  it('shows an example of each command', async () => {
    const shown = await Promise.all(COMMANDS.map(name => runCommand([name, '--help'])))
    for (const [index, { exitCode, text }] of shown.entries()) {
      expect(exitCode).toBe(0)
      expect(text).toMatch(new RegExp(`Example:\\n {2}\\$ promethean ${COMMANDS[index]}\\b`))
    }
  })

  it.each([
    [['chekc'], 'Did you mean check?'],
    [[], 'Usage: promethean'],
    [['rewind'], "missing required argument 'consumer'"],
    [['rewind'], 'for example: promethean rewind mongo --since 2h'],
    [['rewind', 'keeper'], 'write either --since 2h or --beginning'],
    [['rewind', 'keeper', '--since', '2h', '--beginning'], 'write either'],
    [['rewind', 'keeper', '--since', 'yesterday'], '--since is not a time'],
    [['export', '--format', 'xml'], '--format must be ndjson, cloudevents or training'],
    [['export', '--until', 'soon'], '--until is not a time'],
    [['parked', '--retry', '--drop'], 'not both'],
    [['status', '--jsno'], 'Did you mean --json?'],
    [['export', '--tests', '--no-tests'], '--tests and --no-tests exclude each other'],
    [['export', '--no-tests', '--tests'], 'use one of them'],
    [['export', '--since', '1h', '--until', '2h'], 'nothing lies between'],
    [['search', 'hi', '--since', '1h', '--until', '2h'], 'nothing lies between'],
  ])('exits 2 where it is written wrongly: %j', async (args, sentence) => {
    const { exitCode, text } = await runCommand(args)
    expect([exitCode, text]).toEqual([2, expect.stringContaining(sentence)])
  })

  it.each([
    [['say', '--json'], "missing required argument 'text'"],
    [['status', '--json', '--all'], "unknown option '--all'"],
    [
      ['rewind', 'keeper', '--json'],
      'rewind needs a start: write either --since 2h or --beginning',
    ],
    [
      ['events', '--limit', 'many', '--since', 'soon', '--json'],
      '--since is not a time: write one like 2h, 2026-11-23 or 2026-11-23T19:00; --limit must be a whole number from 1 to 10000',
    ],
  ])('a program is told what is written wrongly: %j', async (args, message) => {
    const { exitCode, lines } = await runCommand(args)
    expect([exitCode, lines]).toEqual([2, [{ code: 'failed', message }]])
  })

  it('exits 1 where there is no such config, and says it without naming another', async () => {
    for (const name of ['check', 'run', 'status']) {
      const said = await runCommand([name, '--config', 'nowhere.ts'])
      expect([said.exitCode, said.text]).toEqual([
        1,
        `nowhere.ts is not a file in ${process.cwd()}: give --config the path of your config, or leave it out if promethean.config.ts is here or in a parent folder`,
      ])
    }
    const { lines } = await runCommand(['check', '--json', '--config', 'nowhere.ts'])
    expect(lines.map(({ code }) => code)).toEqual(['problem', 'checked'])
  })

  it.each([
    ['status', 'start one with promethean run'],
    ['plan', 'start one with promethean run'],
    ['export', 'nothing was kept yet; start promethean run first'],
    ['parked', 'nothing was kept yet'],
    ['parked --retry', 'start one with promethean run'],
    ['parked --drop', 'nothing was kept yet'],
    ['rewind keeper --beginning', 'nothing was kept yet'],
  ])('says what to do where nothing ever ran: %s', async (words, sentence) => {
    const { exitCode, lines } = await command(simple(), ...words.split(' '), '--json')
    expect(exitCode).toBe(1)
    expect(lines).toEqual([{ code: 'failed', message: expect.stringContaining(sentence) }])
  })
})

describe.concurrent('a config with problems', () => {
  it.each(['replay', 'schema', 'auth ticker', 'mute ticker'])(
    'is told problem by problem by what needs one without: %s',
    async words => {
      const made = project({ 'promethean.config.ts': configOf(['ticker({ cuont: 3 })']) })
      made.write('.promethean/journal.db', '')
      const { exitCode, text } = await command(made, ...words.split(' '))
      expect([exitCode, text]).toEqual([
        1,
        expect.stringContaining(
          'promethean.config.ts has 1 problem; nothing was done\n\n  ticker\n    cuont    unknown option; did you mean count?',
        ),
      ])
    },
  )
})

describe.concurrent('check', () => {
  it('says there is no problem', async () => {
    const made = simple(`gate({ ending: 'x' })`)
    const { exitCode, lines } = await command(made, 'check', '--json')
    expect([exitCode, lines]).toEqual([0, [{ code: 'checked', problems: 0 }]])
    expect((await command(made, 'check')).text).toBe(
      'promethean.config.ts has no problems: ticker, gate',
    )
  })

  it('finds every misspelt option at once, and shows no value', async () => {
    const secret = 'hunter2-oauth-9876'
    const uses = [
      `twitchIrc({ chanels: ['ann'], tokn: '${secret}' })`,
      `streamerbot({ pasword: '${secret}', prot: 8080 })`,
      `mongo({ url: 'mongodb://ann:${secret}@127.0.0.1', database: 7 })`,
      `restreamFilter({ user: ['${secret}'] })`,
    ]
    const config = `
import { mongo, restreamFilter, streamerbot, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'
export default defineConfig({ jornal: {}, plugins: [${uses.join(',')}] } as never)
`
    const made = project({ 'promethean.config.ts': config })
    const { exitCode, lines, stray } = await command(made, 'check', '--json')
    expect([exitCode, stray]).toEqual([1, []])
    const problems = lines.filter(({ code }) => code === 'problem')
    expect(lines.at(-1)).toEqual({ code: 'checked', problems: problems.length })
    expect(problems.map(({ plugin, path }) => `${plugin ?? ''} ${path}`)).toEqual(
      expect.arrayContaining([
        ' jornal',
        'twitch-irc chanels',
        'twitch-irc tokn',
        'streamerbot pasword',
        'streamerbot prot',
        'mongo url',
        'mongo database',
        'restream-filter user',
      ]),
    )
    const { text } = await command(made, 'check')
    expect(text).toContain('unknown option; did you mean channels?')
    expect(text).toMatch(/^promethean\.config\.ts has \d+ problems\n/)
    expect(JSON.stringify(lines) + text).not.toContain(secret)
  })

  it('says of a mistyped event type what is meant, however the author asks for it', async () => {
    const asks = [
      `on('chat.mesage', event => void event.data.text)`,
      `on('chat.mesage').subscribe()`,
      `on(['stream.online', 'chat.mesage'], ({ data }) => void data)`,
      `consume({ types: ['chat.mesage'] }, async () => {})`,
      `filter('chat.mesage', () => keep())`,
    ]
    const plugin = `
import { definePlugin, keep } from 'promethean'
export default definePlugin({ name: 'own', setup: ({ on, consume, filter }) => {
${asks.join('\n')}
} })
`
    const made = project({
      'own.ts': plugin,
      'promethean.config.ts': configOf(['own()'], '', `import own from './own.ts'`),
      'package.json': JSON.stringify({ type: 'module' }),
      'tsconfig.json': JSON.stringify({
        extends: resolve('tsconfig.json'),
        // Several would each have to find out what the sources are.
        compilerOptions: { checkers: 1 },
      }),
    })
    symlinkSync(resolve('node_modules'), join(made.folder, 'node_modules'), 'junction')
    // In a process of its own: the compiler would keep the commands of other tests waiting.
    const { exitCode, lines } = await runProcess(['check', '--json', '--config', made.file])
    const problems = lines.filter(({ path }) => String(path).startsWith('own.ts'))
    expect([
      exitCode,
      problems.map(({ message }) => String(message).replace(/ \(TS\d+\)$/, '')),
    ]).toEqual([1, asks.map(() => 'no event type has this name; did you mean chat.message?')])
  })

  it('starts nothing and makes no journal', async () => {
    const made = project({
      'loud.ts': pluginFile('loud', `() => console.log('I was started')`),
      'promethean.config.ts': configOf(['loud()'], '', `import loud from './loud.ts'`),
    })
    expect((await command(made, 'check')).text).not.toContain('I was started')
    expect((await command(made, 'export')).exitCode).toBe(1)
  })
})

describe.concurrent('beside a running instance', () => {
  let made: TestProject
  beforeAll(async () => {
    const uses = ['ticker({ count: 5 })', `gate({ ending: '3' })`, `keeper({ file: 'kept.txt' })`]
    made = project({ 'promethean.config.ts': configOf(uses) })
    await start(made, { cwd: made.folder })
    await vi.waitFor(async () => expect(await exported(made, '--all')).toHaveLength(6), PATIENTLY)
  })

  it('status tells of every plugin and consumer', async () => {
    await vi.waitFor(async () => {
      expect(await statusOf(made)).toMatchObject({
        seen: 5,
        kept: 4,
        repeats: 0,
        dropped: { 'gate/ending': 1 },
        consumers: { keeper: { delivered: 4, lag: 0, parked: 0 } },
      })
    }, PATIENTLY)
    const { lines } = await command(made, 'status', '--json')
    expect(lines).toEqual([expect.objectContaining({ code: 'status', seen: 5, unjournaled: 0 })])
    const { text, exitCode } = await command(made, 'status')
    expect(exitCode).toBe(0)
    expect(text).toMatch(/^ticker {4}connected {2}since \d\d:\d\d:\d\d$/m)
    expect(text).toMatch(/^keeper {4}consumer {3}delivered 4, lag 0, parked 0$/m)
    expect(text).toContain('seen 5, kept 4, repeats 0, dropped 1 gate/ending')
  })

  it('status answers also while the config is half written', async () => {
    const other = simple()
    const run = await start(other)
    other.write('promethean.config.ts', 'export default {')
    const { lines } = await command(other, 'status', '--json')
    expect(lines).toEqual([expect.objectContaining({ code: 'status', seen: expect.any(Number) })])
    await run.stop()
  })

  it('plan says what the file as it is would do: nothing', async () => {
    const { lines } = await command(made, 'plan', '--json')
    expect(lines).toEqual([
      { code: 'plan', kept: ['ticker', 'gate', 'keeper'], restarted: [], added: [], removed: [] },
    ])
  })

  it('plan says what a draft would do, and does not do it', async () => {
    const uses = [
      'ticker({ count: 5 })',
      `gate({ ending: '4' })`,
      `gate({ ending: '5' }, { id: 'late' })`,
    ]
    made.write('draft.config.ts', configOf(uses))
    const { exitCode, lines } = await runCommand([
      'plan',
      '--json',
      '--config',
      join(made.folder, 'draft.config.ts'),
    ])
    expect([exitCode, lines]).toEqual([
      0,
      [
        {
          code: 'plan',
          kept: ['ticker'],
          restarted: [{ id: 'gate', why: 'ending changed' }],
          added: ['late'],
          removed: ['keeper'],
        },
      ],
    ])
    expect(Object.keys(Object((await statusOf(made)).consumers))).toEqual(['keeper'])
  })

  it.each([
    [
      'a mistyped event type',
      (made: TestProject) => {
        made.write('own.ts', pluginFile('own', `({ on }) => on('chat.mesage', () => undefined)`))
        return configOf(['ticker()', 'own()'], '', `import own from './own.ts'`)
      },
      { plugin: 'own', message: expect.stringContaining('did you mean chat.message?') },
    ],
    [
      'a setup that throws',
      (made: TestProject) => {
        made.write('own.ts', pluginFile('own', `() => { throw new Error('no key is set') }`))
        return configOf(['ticker()', 'own()'], '', `import own from './own.ts'`)
      },
      { plugin: 'own', message: expect.stringContaining('no key is set') },
    ],
    [
      'another journal',
      () => configOf(['ticker()'], `journal: { file: 'other.db' },`),
      { message: expect.stringContaining('journal.file cannot change while running') },
    ],
    [
      'a wrong option',
      () => configOf(['ticker({ rte: 3 })']),
      { plugin: 'ticker', path: 'rte', message: 'unknown option; did you mean rate?' },
    ],
  ])('plan repeats what a save is refused for: %s', async (_, edit, problem) => {
    const other = simple()
    const run = await start(other)
    other.write('promethean.config.ts', edit(other))
    const { problems } = await run.next('reload_refused')
    expect(problems).toEqual([expect.objectContaining(problem)])
    const { exitCode, lines } = await command(other, 'plan', '--json')
    expect([exitCode, lines.map(({ code, ...rest }) => [code, rest])]).toEqual([
      1,
      [['problem', Object(problems)[0]]],
    ])
    expect((await command(other, 'plan')).text).toContain('1 problem; nothing was planned')
    other.write('promethean.config.ts', configOf(['ticker({ count: 6 })']))
    await run.next('reloaded')
    expect((await command(other, 'plan', '--json')).exitCode).toBe(0)
  })

  it('plan shows every problem of a draft', async () => {
    made.write('broken.config.ts', configOf(['ticker({ cuont: 5 })']))
    const { exitCode, lines } = await runCommand([
      'plan',
      '--json',
      '--config',
      join(made.folder, 'broken.config.ts'),
    ])
    expect([exitCode, lines]).toEqual([
      1,
      [expect.objectContaining({ code: 'problem', plugin: 'ticker', path: 'cuont' })],
    ])
    const forPeople = await runCommand(['plan', '--config', join(made.folder, 'broken.config.ts')])
    expect(forPeople.text).toMatch(
      /broken\.config\.ts has 1 problem; nothing was planned\n\n {2}ticker\n {4}cuont {4}unknown/,
    )
  })

  it('export prints the kept events as envelopes, with ISO times and without code', async () => {
    const lines = await exported(made, '--types', 'chat.message')
    expect(lines.map(({ id }) => id)).toEqual([0, 1, 2, 4].map(n => `twitch:chat.message:a-${n}`))
    expect(lines[0]).toEqual({
      id: 'twitch:chat.message:a-0',
      type: 'chat.message',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      received: expect.stringMatching(/Z$/),
      source: 'ticker',
      platform: 'twitch',
      channel: 'ann',
      data: expect.objectContaining({ text: 'line 0' }),
    })
  })

  it('export --all prints dropped ones too, with the verdict', async () => {
    const lines = await exported(made, '--all', '--types', 'chat.message')
    expect(lines.map(({ verdict }) => verdict)).toEqual([
      { kept: true },
      { kept: true },
      { kept: true },
      { kept: false, reason: 'gate/ending' },
      { kept: true },
    ])
  })

  it('export --format cloudevents prints CloudEvents 1.0', async () => {
    const [first] = await exported(made, '--types', 'chat.message', '--format', 'cloudevents')
    expect(first).toEqual({
      specversion: '1.0',
      id: 'twitch:chat.message:a-0',
      source: 'ticker',
      type: 'chat.message',
      time: expect.stringMatching(/Z$/),
      subject: 'ann',
      datacontenttype: 'application/json',
      data: expect.objectContaining({ text: 'line 0' }),
    })
  })

  it('export refuses a type nobody ever kept, with the nearest name', async () => {
    const { exitCode, text } = await command(made, 'export', '--types', 'chat.mesage')
    expect([exitCode, text]).toEqual([2, expect.stringContaining('did you mean chat.message?')])
  })

  it('parked and rewind know the consumers there are', async () => {
    const parked = await command(made, 'parked', 'keper')
    expect([parked.exitCode, parked.text]).toEqual([
      1,
      expect.stringContaining('did you mean keeper?'),
    ])
    const rewound = await command(made, 'rewind', 'keper', '--beginning')
    expect([rewound.exitCode, rewound.text]).toEqual([
      1,
      expect.stringContaining('did you mean keeper?'),
    ])
    expect((await command(made, 'parked', 'keeper')).text).toBe('nothing is parked')
  })
})

describe('export of a big journal', () => {
  const COUNT = 10_000
  let made: TestProject

  beforeAll(async () => {
    made = simple()
    const file = join(made.folder, '.promethean', 'journal.db')
    mkdirSync(dirname(file), { recursive: true })
    const journal = await openSqliteJournal(file)
    const pad = 'x'.repeat(7_500)
    for (let from = 1; from <= COUNT; from += 2_000) {
      const entries = Array.from({ length: 2_000 }, (_, index) => {
        const n = from + index
        return line(n, { text: `${pad} ${n}`, channel: n % 2 === 0 ? 'ann' : 'bea' })
      })
      await journal.append(entries)
    }
    await journal.close()
  })

  it('runs in a heap far smaller than what it prints, in order', async () => {
    const run = spawn(['export', '--config', made.file], {
      env: { NODE_OPTIONS: '--max-old-space-size=40' },
    })
    expect(await run.exited).toBe(0)
    expect(run.lines).toHaveLength(COUNT)
    expect(run.lines.map(({ id }) => id)).toEqual(
      Array.from({ length: COUNT }, (_, index) => `twitch:chat.message:${index + 1}`),
    )
  }, 120_000)

  it('cuts out a time and a channel', async () => {
    // Each line was received a second after the one before, from 19:00:01 UTC on.
    const lines = await exported(
      made,
      '--since',
      '2026-11-23T19:00:10Z',
      '--until',
      '2026-11-23T19:00:20Z',
      '--channel',
      'ann',
    )
    expect(lines.map(({ id }) => id)).toEqual(
      [10, 12, 14, 16, 18].map(n => `twitch:chat.message:${n}`),
    )
  })

  it('ends quietly when its reader has seen enough', async () => {
    const run = spawn(['export', '--config', made.file])
    await vi.waitFor(() => expect(run.lines.length).toBeGreaterThan(10), PATIENTLY)
    run.stopReading()
    expect(await run.exited).toBe(0)
    expect(run.lines.length).toBeLessThan(COUNT)
  })
})
