import { describe, expect, it, vi } from 'vitest'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, pluginFile, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()

const ANSWERS = `({ on, note, ports }) =>
  on('chat.message').pipe(
    mergeMap(event => {
      if (event.data.text !== 'line 1') return EMPTY
      note(event, 'the rule of ones matched')
      return ports.chat.say('one', { to: event })
    }, 1),
  )`

const HEARS = `({ on }) => on('chat.message').pipe(ignoreElements())`

function answering(): TestProject {
  const files = {
    'answers.ts': pluginFile(
      'answers',
      ANSWERS,
      `import { ChatOutput } from 'promethean'\nimport { EMPTY, mergeMap } from 'rxjs'`,
    ).replace('setup:', 'needs: { chat: ChatOutput }, setup:'),
    'hears.ts': pluginFile('hears', HEARS, `import { ignoreElements } from 'rxjs'`),
  }
  const config = configOf([
    `ticker({ count: 5, run: 'x' })`,
    `gate({ ending: '3' })`,
    'answers()',
    'hears()',
  ])
  return project({
    ...files,
    'promethean.config.ts': `import answers from './answers.ts'\nimport hears from './hears.ts'\n${config}`,
  })
}

const idOf = (n: number, run = 'a') => `twitch:chat.message:${run}-${n}`

describe('explain', () => {
  // No id of another event, which are made up of the figures 0 to f, has an x in it.
  const x = (n: number) => idOf(n, 'x')

  it('tells who told an event, what the filters said, who reacted and how, and who did not; of an id nobody has, the nearest', async () => {
    const made = answering()
    const run = await start(made)
    await statusWhere(made, ({ seen }) => seen === 5)
    const { exitCode, lines } = await command(made, 'explain', x(1), '--json')
    expect(exitCode).toBe(0)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      code: 'explained',
      id: x(1),
      event: { source: 'ticker', data: { text: 'line 1' } },
      verdict: { kept: true },
      copies: [],
      notes: [{ plugin: 'answers', text: 'the rule of ones matched' }],
      effects: [
        { event: { type: 'chat.dropped', data: { reason: 'no_sender', plugin: 'answers' } } },
      ],
      judges: ['gate'],
      silent: ['hears'],
    })
    const told = await command(made, 'explain', x(1))
    expect(told.text).toContain('heard by   hears, without a note or an answer')
    const dropped = await command(made, 'explain', x(3), '--json')
    expect(dropped.lines[0]).toMatchObject({
      verdict: { kept: false, reason: 'gate/ending' },
      effects: [],
      silent: [],
    })
    const unknown = await command(made, 'explain', 'x-2', '--json')
    expect(unknown.exitCode).toBe(1)
    expect(unknown.lines).toEqual([{ code: 'unknown', id: 'x-2', nearest: [x(2)] }])
    const listed = await command(made, 'explain', '--json')
    expect(listed.lines).toContainEqual(
      expect.objectContaining({ code: 'recent', id: x(3), verdict: dropped.lines[0]?.verdict }),
    )
    const part = x(4).slice('twitch:'.length)
    const short = await command(made, 'explain', part, '--json')
    expect(short.lines[0]).toMatchObject({ code: 'explained', id: x(4) })
    const alike = await command(made, 'explain', 'chat.message:x-', '--json')
    expect(alike.exitCode).toBe(1)
    expect(alike.lines.map(({ code, id }) => [code, id])).toEqual(
      [4, 3, 2, 1, 0].map(n => ['alike', x(n)]),
    )
    const several = await command(made, 'explain', 'chat.message:x-')
    expect(several.text).toMatch(/line 4 {2}twitch:chat\.message:x-4$/m)
    expect(several.text).toContain('several ids contain this; the newest are listed above')
    const nobody = await command(made, 'auth', 'twitch')
    expect(nobody.text).toBe(
      'no plugin in this config is called twitch, and none of its plugins needs a sign-in; to sign in to Twitch, add twitch({ ... })',
    )
    const tooShort = await command(made, 'explain', 'abc')
    expect([tooShort.exitCode, tooShort.text]).toEqual([
      1,
      'abc is too short: write the whole id, or at least 8 characters of it',
    ])
    const mistyped = await command(made, 'explain', 'twitch:chat.mesage:x-4')
    expect(mistyped.exitCode).toBe(1)
    expect(mistyped.text).toContain(`no event has this id; the closest are ${x(4)}`)
    expect(await run.stop()).toBe(0)
    const afterwards = await command(made, 'explain', x(1))
    expect(afterwards.exitCode).toBe(0)
    expect(afterwards.text).toContain('source     ticker at ')
    expect(afterwards.text).toContain('noted      answers: the rule of ones matched')
    const last = await command(made, 'explain')
    expect(last.text).toMatch(/line 3 {2}dropped: gate\/ending {2}twitch:chat\.message:x-3$/m)
    expect(last.text).toContain('pass one of these ids to promethean explain')
    expect(afterwards.text).toMatch(/led to {5}.*not said \(no_sender\): one/)
  })
})

describe('a line no rule matched', () => {
  const plugins = [
    'ticker({ count: 4 })',
    `gate({ ending: '3' })`,
    `keeper({ file: 'kept.txt' })`,
    'hears()',
    'throws()',
    `titleGenerator({ fallback: 'Chess' })`,
    `chatBot({ builtin: false, rules: [{ on: '!dice', reply: 'six' }, { on: '@', reply: 'yes?' },
      { on: /dragon/, reply: 'where?' }, { on: /line 2/, reply: 'two', cooldown: '1m' },
      { on: 'channel.raided', reply: 'hello' }], timers: [{ every: '20m', say: 'drink' }] })`,
  ]
  const imports = `
import { chatBot, titleGenerator } from '@promethean/plugins'
import hears from './hears.ts'
import throws from './throws.ts'`
  const made = () =>
    project({
      'hears.ts': pluginFile('hears', HEARS, `import { ignoreElements } from 'rxjs'`),
      'throws.ts': pluginFile(
        'throws',
        `({ on, explain }) => {
  explain('chat.message', () => { throw new Error('the book is lost') })
  return on('chat.message').pipe(ignoreElements())
}`,
        `import { ignoreElements } from 'rxjs'`,
      ),
      'promethean.config.ts': configOf(plugins, `streamer: { twitch: 'ann' },`, imports),
    })

  it('is explained by each rule that looked at it and why none applied, while it runs and after the stop alike', async () => {
    const night = made()
    const run = await start(night, { cwd: night.folder })
    await statusWhere(
      night,
      ({ seen, consumers }) => seen === 4 && Object(consumers).keeper.lag === 0,
    )
    const explained = async (n: number) =>
      (await command(night, 'explain', idOf(n), '--json')).lines[0]
    const whileRunning = [await explained(1), await explained(2), await explained(3)]
    expect(await run.stop()).toBe(0)
    const [unmatched, matched, dropped] = [
      await explained(1),
      await explained(2),
      await explained(3),
    ]
    expect([unmatched, matched, dropped]).toEqual(whileRunning)

    const no = { outcome: 'no match' }
    const bot = { plugin: 'chat-bot', ...no }
    expect(unmatched).toMatchObject({
      judges: ['gate'],
      hearers: ['hears', 'throws', 'title-generator', 'chat-bot'],
      rules: [
        { plugin: 'throws', rule: 'explain', ...no, why: 'it failed to explain: the book is lost' },
        { plugin: 'title-generator', rule: '!title new, ok, no', ...no },
        { ...bot, rule: '!dice', why: 'the message is not a command' },
        { ...bot, rule: '@', why: 'the message does not mention any of your accounts' },
        { ...bot, rule: '/dragon/', why: 'it is not in the message' },
        { ...bot, rule: '/line 2/', why: 'it is not in the message' },
        { ...bot, rule: 'every 20m' },
      ],
      consumers: [{ consumer: 'keeper', state: 'past' }],
    })
    expect(matched?.rules).toContainEqual(
      expect.objectContaining({ rule: '/line 2/', outcome: 'match' }),
    )
    expect(dropped).toMatchObject({ rules: [], consumers: [], silent: [] })
    const { text } = await command(night, 'explain', idOf(1))
    expect(text).toContain('no match   chat-bot: /dragon/, /line 2/ (it is not in the message)')
    expect(text).toContain('consumer   keeper: is past it')
  })

  it('is explained by the config of today, and where that has problems it says so', async () => {
    const night = made()
    const run = await start(night, { cwd: night.folder })
    await statusWhere(night, ({ seen }) => seen === 4)
    expect(await run.stop()).toBe(0)
    const edited = configOf(plugins, `streamer: { twitch: 'ann' },`, imports)
    night.write('promethean.config.ts', edited.replace('/dragon/', '/line 1/'))
    const { text } = await command(night, 'explain', idOf(1))
    expect(text).toContain('match      chat-bot: /line 1/ (it is in the message; it left no note')
    night.write('promethean.config.ts', edited.replace('fallback:', 'fallbck:'))
    const broken = await command(night, 'explain', idOf(1))
    expect(broken.exitCode).toBe(0)
    expect(broken.text).toContain('source     ticker')
    expect(broken.text).toContain('the config has problems; promethean check lists them')
  })
})

describe('an id may be any text', () => {
  it('a NUL in it cuts nothing off, and it is explained as it is printed', async () => {
    const runs = ['a', 'a\\0b', 'a\\0c', 'a\\ud800', 'a\\ud801']
    const uses = runs.map((run, n) => `ticker({ run: '${run}', count: 1 }, { id: 'source-${n}' })`)
    const made = project({ 'promethean.config.ts': configOf(uses) })
    const run = await start(made)
    await statusWhere(made, ({ seen }) => seen === 5)
    expect(await run.stop()).toBe(0)
    expect(run.lines.at(-1)).toMatchObject({ seen: 5, kept: 5, repeats: 0 })
    const kept = await command(made, 'export', '--types', 'chat.message')
    // Five sources, each on a clock of its own: which is heard first is nobody's promise.
    const ids = ['a-0', 'a\0b-0', 'a\0c-0', 'a\ud800-0', 'a\ud801-0']
    expect(kept.lines.map(({ id }) => id).toSorted()).toEqual(
      ids.map(key => `twitch:chat.message:${key}`).toSorted(),
    )
    const told = await command(made, 'explain', 'twitch:chat.message:a b-0', '--json')
    expect([told.exitCode, told.lines]).toMatchObject([
      0,
      [{ code: 'explained', id: 'twitch:chat.message:a\0b-0', event: { source: 'source-1' } }],
    ])
  })
})
