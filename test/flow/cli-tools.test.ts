import { CloudEvent } from 'cloudevents'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type PrometheanProcess,
  runCommand,
  sharedProcess,
  type TestProject,
} from '../support/process/promethean.ts'
import { configOf, keptIn } from './own-plugins.ts'
import { command, exported, pluginFile, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()
const SECRET = 'hunter2-oauth-9876'

const RX = `import { event } from 'promethean'\nimport { map } from 'rxjs'`
const files = {
  // Answers a mood; what it answers is done for real, so it can be seen in a file.
  'dj.ts': `
import { appendFile } from 'node:fs/promises'
import { definePlugin, event } from 'promethean'
import { map } from 'rxjs'
import { z } from 'zod'
export default definePlugin({
  name: 'dj',
  emits: { 'dj.played': z.strictObject({ song: z.string(), loud: z.boolean().default(false) }) },
  setup: ({ on }) => {
    on('dj.played').subscribe(told => void appendFile('songs.txt', told.data.song + ' ' + told.data.loud + '\\n'))
    return on('mood.set').pipe(map(told => event('dj.played', { song: told.data.mood, loud: true }, { cause: told.id })))
  },
})
declare module 'promethean' {
  interface Events { 'dj.played': { readonly song: string; readonly loud: boolean } }
}
`,
  'model.ts': pluginFile(
    'model',
    `({ on }) => on('channel.raided').pipe(map(told => event('llm.answered',
      { prompt: 'greet', answer: 'Welcome', model: 'stand-in', latencyMs: 1, system: 'Be kind' },
      { cause: told.id, platform: 'twitch', channel: 'ann' })))`,
    RX,
  ),
  'signer.ts': `
import { definePlugin } from 'promethean'
import { z } from 'zod'
export default definePlugin({
  name: 'signer',
  options: z.strictObject({ clientSecret: z.string() }),
  setup: () => undefined,
  signIn: async ({ as, verify, signal, options }) => {
    verify({ url: 'https://example.org/activate', userCode: 'ABCD-EFGH', expiresIn: 1800 })
    if (as === 'nobody') throw new Error('the code lapsed with ' + options.clientSecret)
    if (as === 'late') await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('left'))))
    return { login: as ?? 'ann', scopes: ['chat:read', 'chat:edit'] }
  },
  examine: async ({ options }) => [
    { ok: true, what: 'signed in as ann' },
    { ok: false, what: 'the token ' + options.clientSecret + ' lacks chat:edit', advice: 'sign in again' },
  ],
})
`,
} as const
const imports = [
  `import dj from './dj.ts'`,
  `import model from './model.ts'`,
  `import signer from './signer.ts'`,
].join('\n')

function configured(...uses: readonly string[]): string {
  const own = ['dj()', 'model()', `signer({ clientSecret: '${SECRET}' })`]
  return configOf([...uses, ...own], `streamer: { twitch: 'ann' },`, imports)
}

let made: TestProject
let run: PrometheanProcess
const asked = (...args: string[]) => command(made, ...args, '--json')

beforeAll(async () => {
  const uses = ['ticker({ count: 5 })', `gate({ ending: '3' })`]
  made = project({ ...files, 'promethean.config.ts': configured(...uses) })
  run = await start(made, { cwd: made.folder })
  await vi.waitFor(
    async () => expect(await exported(made, '--types', 'chat.message')).toHaveLength(4),
    { timeout: 30_000 },
  )
})

/** A tail that hears already. */
async function tailing(...args: string[]): Promise<PrometheanProcess> {
  const tail = spawn(['tail', ...args, '--config', made.file], {}, sharedProcess)
  await vi.waitFor(
    async () => {
      await asked('fire', 'platform.event', '--data', '{"name":"test:knock"}')
      expect(tail.lines.length + tail.noise.length).toBeGreaterThan(0)
    },
    { timeout: 30_000, interval: 200 },
  )
  return tail
}

describe.concurrent('tail and fire', () => {
  it('a fired event comes out of tail, is answered for real, and is kept as made up', async () => {
    const tail = await tailing('mood.set', 'dj.played', 'platform.event', '--json')
    const { exitCode, lines } = await asked('fire', 'mood.set', '--data', '{"mood":"cosy"}')
    expect([exitCode, lines]).toEqual([0, [{ code: 'fired', id: expect.any(String), filled: [] }]])
    const id = lines[0]?.id
    const ofMood = () => tail.lines.filter(line => line.id === id || line.cause === id)
    await vi.waitFor(() => expect(ofMood()).toHaveLength(2))
    expect(ofMood()).toMatchObject([
      { id, type: 'mood.set', test: true, source: 'promethean', data: { mood: 'cosy' } },
      { type: 'dj.played', test: true, source: 'dj', cause: id },
    ])
    expect(ofMood()[0]).not.toHaveProperty('code')
    tail.signal('SIGINT')
    expect([await tail.exited, tail.stray]).toEqual([0, []])
    await vi.waitFor(() => expect(keptIn(`${made.folder}/songs.txt`)).toContain('cosy true'))
    const kept = await exported(made, '--types', 'mood.set')
    expect(kept).toEqual([expect.objectContaining({ id, test: true })])
  })

  it('tail --all shows dropped ones with their verdict, and people see a line', async () => {
    const tail = await tailing('--all', '--ids')
    const data = JSON.stringify({
      messageId: 'm3',
      text: 'ends with 3',
      user: { id: '7', name: 'bea', displayName: 'Bea', roles: [] },
    })
    made.write('line.json', `\uFEFF${data}`)
    const at = `@${made.folder}/line.json`
    const fired = await asked('fire', 'chat.message', '--platform', 'twitch', '--data', at)
    expect(fired.exitCode).toBe(0)
    const said = () => tail.stray.find(text => text.includes('Bea'))
    await vi.waitFor(() => expect(said()).toBeDefined())
    expect(said()).toMatch(
      /twitch +chat\.message +Bea: ends with 3 \(test\) +dropped: gate\/ending +[\w:-]+$/,
    )
    tail.signal('SIGTERM')
    expect(await tail.exited).toBe(0)
  })

  it('events of a plugin are made by its own schema, defaults filled in', async () => {
    const fired = await asked('fire', 'dj.played', '--data', '{"song":"one"}')
    expect(fired.exitCode).toBe(0)
    await vi.waitFor(() => expect(keptIn(`${made.folder}/songs.txt`)).toContain('one false'))
  })

  it('what is wrong with fired data is said at once, with an example', async () => {
    const data = '{"viewrs":1,"from":"bea"}'
    const { exitCode, lines } = await asked('fire', 'channel.raided', '--data', data)
    expect(exitCode).toBe(1)
    expect(lines).toEqual([
      { code: 'problem', path: 'from', message: 'expected an object, got a string' },
      { code: 'problem', path: 'viewrs', message: 'unknown field; did you mean viewers?' },
      {
        code: 'failed',
        message: expect.stringMatching(/was not fired; for example promethean fire/),
      },
    ])
    const { text } = await command(made, 'fire', 'channel.raided', '--data', data)
    expect(text).toContain('channel.raided has 2 problems; it was not fired')
    expect(text).toContain('For example:')
  })

  it('what was left out is made up, and named', async () => {
    const { text } = await command(made, 'fire', 'channel.ad.started')
    expect(text).toMatch(/^fired channel\.ad\.started: \S+\nfilled in: seconds$/m)
  })

  it.each([
    [1, ['fire', 'mood.sett'], 'did you mean mood.set?'],
    [2, ['tail', 'mood.sett'], 'did you mean mood.set?'],
    [2, ['fire', 'mood.set', '--data', '{mood}'], '--data is not JSON'],
    [
      2,
      ['export', '--format', 'training', '--chat', 'x'],
      '--chat must be a whole number from 0 to 999',
    ],
    [1, ['auth', 'singer'], 'no plugin in this config is called singer; did you mean signer?'],
    [1, ['auth', 'dj'], 'dj needs no sign-in; these plugins do: signer'],
  ])('exits %i and says why: %j', async (code, args, sentence) => {
    const { exitCode, text } = await command(made, ...args)
    expect([exitCode, text]).toEqual([code, expect.stringContaining(sentence)])
  })
})

describe.concurrent('beside a running instance', () => {
  it('search finds kept lines by words, newest first, as envelopes', async () => {
    const { exitCode, lines } = await asked('search', 'LINE', 'bea')
    expect(exitCode).toBe(0)
    expect(lines.map(({ data }) => Object(data).text)).toEqual([4, 2, 1, 0].map(n => `line ${n}`))
    expect((await asked('search', 'line', '--limit', '1')).lines).toHaveLength(1)
    expect((await asked('search', 'line', '--channel', '#Ann')).lines).toHaveLength(4)
    const elsewhere = await command(made, 'search', 'line', '--channel', 'bea')
    expect(elsewhere.text).toContain('no kept chat message in bea contains all of: line')
    const { text } = await command(made, 'search', 'line 4')
    expect(text).toMatch(/twitch ann +bea: line 4 {2}twitch:chat\.message:a-4$/m)
    expect((await command(made, 'search', 'unheard')).text).toContain(
      'no kept chat message contains',
    )
  })

  it.each([[[]], [['--deep']]])('Ctrl-C ends doctor at once, with a sentence: %j', async more => {
    const slow = project({
      'slow.ts': `
import { definePlugin } from 'promethean'
export default definePlugin({
  name: 'slow',
  setup: () => undefined,
  examine: () => new Promise(() => undefined),
})
`,
      'promethean.config.ts': configOf(['slow()'], '', `import slow from './slow.ts'`),
    })
    const args = ['doctor', '--deadline', '1h', '--json', ...more]
    const doctor = spawn([...args, '--config', slow.file], {}, sharedProcess)
    await doctor.next('checked', ({ what }) => /free on the disk of the journal/.test(String(what)))
    doctor.signal('SIGINT')
    expect(await doctor.exited).toBe(1)
    expect(doctor.lines.at(-1)).toEqual({
      code: 'failed',
      message: expect.stringMatching(/^the examination was interrupted/),
    })
    expect(doctor.noise).toEqual([])
  })

  it('schema prints one object of every event and document', async () => {
    const { exitCode, lines } = await asked('schema')
    expect([exitCode, lines]).toEqual([0, [expect.any(Object)]])
    expect(lines[0]).toMatchObject({
      'chat.message': { title: 'chat.message', type: 'object' },
      'dj.played': { properties: { data: { properties: { song: { type: 'string' } } } } },
    })
  })

  it('doctor looks at everything, says what to do, shows no secret, and exits 1 where one is not ok', async () => {
    const { exitCode, lines, stray } = await asked('doctor')
    expect([exitCode, stray]).toEqual([1, []])
    expect(new Set(lines.map(({ code }) => code))).toEqual(new Set(['checked']))
    expect(lines.filter(({ plugin }) => plugin === 'signer')).toEqual([
      { code: 'checked', plugin: 'signer', ok: true, what: 'signed in as ann' },
      {
        code: 'checked',
        plugin: 'signer',
        ok: false,
        what: 'the token [redacted] lacks chat:edit',
        advice: 'sign in again',
      },
    ])
    const own = lines.filter(({ plugin }) => plugin === 'promethean')
    expect(own.map(({ what }) => what)).toEqual(
      expect.arrayContaining([expect.stringContaining('an instance is running')]),
    )
    const { text } = await command(made, 'doctor')
    expect(text).toMatch(/^no {2}signer +the token \[redacted\] lacks chat:edit$/m)
    expect(text).toContain('1 of these needs attention')
  })

  it('auth shows where to enter which code, then who is signed in', async () => {
    const { exitCode, lines } = await asked('auth', 'signer', '--as', 'bot')
    expect([exitCode, lines]).toEqual([
      0,
      [
        {
          code: 'verify',
          url: 'https://example.org/activate',
          userCode: 'ABCD-EFGH',
          expiresIn: 1800,
        },
        { code: 'signed_in', login: 'bot', scopes: ['chat:read', 'chat:edit'] },
      ],
    ])
    const { text } = await command(made, 'auth', 'signer')
    expect(text).toMatch(/open +https:\/\/example\.org\/activate/)
    expect(text).toMatch(/enter +ABCD-EFGH/)
    expect(text).toContain('signed in as ann: chat:read, chat:edit')
  })

  it('auth that fails says why without a secret; Ctrl-C stops', async () => {
    const failed = await asked('auth', 'signer', '--as', 'nobody')
    expect([failed.exitCode, failed.lines.at(-1)]).toEqual([
      1,
      { code: 'failed', message: 'the code lapsed with [redacted]' },
    ])
    const waiting = spawn(
      ['auth', 'signer', '--as', 'late', '--json', '--config', made.file],
      {},
      sharedProcess,
    )
    await waiting.next('verify')
    waiting.signal('SIGINT')
    expect(await waiting.exited).toBe(1)
    expect(waiting.lines.at(-1)).toMatchObject({
      code: 'failed',
      message: 'not signed in: it was stopped',
    })
  })

  it('export gives training data and CloudEvents a library takes', async () => {
    const raid = '{"from":{"name":"bea"},"viewers":3}'
    await asked('fire', 'channel.raided', '--platform', 'twitch', '--data', raid)
    await vi.waitFor(
      async () => expect(await exported(made, '--types', 'llm.answered')).toHaveLength(1),
      { timeout: 30_000, interval: 200 },
    )
    const [example, ...others] = await exported(made, '--format', 'training', '--chat', '2')
    expect(others).toEqual([])
    expect(example).toEqual({
      prompt: 'greet',
      answer: 'Welcome',
      model: 'stand-in',
      system: 'Be kind',
      test: true,
      chat: [
        { user: 'bea', text: 'line 2' },
        { user: 'bea', text: 'line 4' },
      ],
    })
    const events = await exported(made, '--format', 'cloudevents')
    expect(events.length).toBeGreaterThan(4)
    for (const event of events) expect(new CloudEvent({ ...event }, true).validate()).toBe(true)
  })
})

describe('when the instance stops', () => {
  it('tail ends cleanly, search and doctor go on without it', async () => {
    const tail = await tailing('platform.event')
    expect(await run.stop()).toBe(0)
    expect(await tail.exited).toBe(0)
    expect(tail.noise.at(-1)).toBe('the instance has stopped')
    expect((await asked('search', 'line')).lines).toHaveLength(4)
    const { lines } = await asked('doctor')
    expect(lines).toContainEqual({
      code: 'checked',
      plugin: 'promethean',
      ok: true,
      what: 'no instance is running',
    })
    for (const name of ['tail', 'fire']) {
      const args = name === 'fire' ? [name, 'title.wanted'] : [name]
      const { exitCode, text } = await command(made, ...args)
      expect([exitCode, text]).toEqual([
        1,
        expect.stringContaining('start one with promethean run'),
      ])
    }
  })

  it('doctor says each problem of a config that has some', async () => {
    made.write('promethean.config.ts', configured('ticker({ cuont: 5 })'))
    const { exitCode, lines } = await asked('doctor')
    expect([exitCode, lines]).toEqual([
      1,
      [
        {
          code: 'checked',
          plugin: 'ticker',
          ok: false,
          what: 'cuont: unknown option; did you mean count?',
          advice: expect.stringContaining('fix promethean.config.ts first'),
        },
      ],
    ])
    expect((await runCommand(['auth', 'signer', '--config', made.file])).exitCode).toBe(1)
    expect((await runCommand(['schema', '--config', made.file])).text).toContain('cuont')
  })
})
