import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { PrometheanProcess, TestProject } from '../support/process/promethean.ts'
import { configOf, keptIn } from './own-plugins.ts'
import { command, exported, pluginFile, pluginsOf, statusOf, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()
const PATIENTLY = { timeout: 30_000, interval: 100 }
const CONFIG = 'promethean.config.ts'

/** Saves a file, and gives the next line of this code. */
async function save(
  run: PrometheanProcess,
  made: TestProject,
  text: string,
  code: 'reloaded' | 'reload_refused' = 'reloaded',
  name = CONFIG,
) {
  run.fromNow()
  made.write(name, text)
  return run.next(code)
}

describe.concurrent('an edit', () => {
  it('restarts what it changes, adds and removes, and leaves the rest alone', async () => {
    const made = project({ [CONFIG]: configOf(['ticker()', `gate({ ending: '7' })`]) })
    const run = await start(made)
    const before = pluginsOf(await statusOf(made))
    const uses = ['ticker()', `gate({ ending: '8' })`, `gate({ ending: '9' }, { id: 'late' })`]
    expect(await save(run, made, configOf(uses))).toEqual({
      code: 'reloaded',
      kept: ['ticker'],
      restarted: ['gate'],
      added: ['late'],
      removed: [],
      held: expect.any(Number),
      ms: expect.any(Number),
    })
    const after = pluginsOf(await statusOf(made))
    expect(after.ticker).toEqual(before.ticker)
    expect(await save(run, made, configOf(['ticker()']))).toMatchObject({
      kept: ['ticker'],
      restarted: [],
      removed: ['gate', 'late'],
    })
    expect(await run.stop()).toBe(0)
  })

  it('of a plugin’s own file restarts that plugin alone', async () => {
    const greeting = (text: string) => pluginFile('greeting', `({ log }) => log.info('${text}')`)
    const made = project({
      'greeting.ts': greeting('good morning'),
      [CONFIG]: configOf(['ticker()', 'greeting()'], '', `import greeting from './greeting.ts'`),
    })
    const run = await start(made)
    const reloaded = await save(run, made, greeting('good night'), 'reloaded', 'greeting.ts')
    expect(reloaded).toMatchObject({ kept: ['ticker'], restarted: ['greeting'] })
    expect(await run.next('log', ({ message }) => message === 'good night')).toBeDefined()
    await run.stop()
  })

  it('that compiles to the same code restarts nothing, and is seen', async () => {
    const text = configOf(['ticker()', `gate({ ending: '7' })`])
    const made = project({ [CONFIG]: text })
    const run = await start(made)
    expect(await save(run, made, `// a comment\n${text}`)).toMatchObject({
      kept: ['ticker', 'gate'],
      restarted: [],
      added: [],
      removed: [],
    })
    expect(await exported(made, '--types', 'config.reloaded')).toEqual([])
    await run.stop()
  })

  it('of .env reloads what reads it; the environment itself wins', async () => {
    const uses = [
      `gate({ ending: process.env.ENDING ?? 'none' })`,
      `gate({ ending: process.env.FIXED ?? 'none' }, { id: 'fixed' })`,
      'ticker()',
    ]
    const made = project({ [CONFIG]: configOf(uses), '.env': 'ENDING=7\nFIXED=8\n' })
    const run = await start(made, { env: { FIXED: '5' } })
    expect(await save(run, made, 'ENDING=9\nFIXED=9\n', 'reloaded', '.env')).toMatchObject({
      restarted: ['gate'],
      kept: ['fixed', 'ticker'],
    })
    await vi.waitFor(async () => {
      const { dropped } = await statusOf(made)
      expect(Object.keys(Object(dropped)).sort()).toEqual(['fixed/ending', 'gate/ending'])
    }, PATIENTLY)
    const after = (await exported(made, '--all', '--types', 'chat.message')).filter(
      ({ verdict }) => Object(verdict).kept === false,
    )
    const endings = new Set(after.map(({ data }) => String(Object(data).text).at(-1)))
    expect([...endings].sort()).toEqual(expect.arrayContaining(['5', '9']))
    expect(endings.has('8')).toBe(false)
    await run.stop()
  })

  it('saved while the instance was still starting is not missed', async () => {
    // Its first setup saves another greeting: after the config was read, before anything is watched.
    const text = pluginFile(
      'hasty',
      `({ log }) => {
        if (greeting === 'first') writeFileSync(import.meta.dirname + '/greeting.ts', "export const greeting = 'second'")
        log.info(greeting)
      }`,
      `import { writeFileSync } from 'node:fs'\nimport { greeting } from './greeting.ts'`,
    )
    const made = project({
      'hasty.ts': text,
      'greeting.ts': `export const greeting = 'first'`,
      [CONFIG]: configOf(['hasty()', 'ticker()'], '', `import hasty from './hasty.ts'`),
    })
    const run = await start(made)
    expect(await run.next('reloaded')).toMatchObject({ restarted: ['hasty'], kept: ['ticker'] })
    expect(await run.next('log', ({ message }) => message === 'second')).toBeDefined()
    await run.stop()
  })

  it('of the settings alone applies without a restart: who speaks', async () => {
    const speaker = (id: string) => `
      provide(ChatSender, {
        platforms: ['twitch'],
        account: () => ({ name: 'annbot' }),
        send: async () => { log.info('spoken by ${id}'); return { status: 'sent', confirmed: true } },
      })`
    const file = (id: string) => `
import { ChatSender, definePlugin } from 'promethean'
export default definePlugin({ name: '${id}', provides: [ChatSender], setup: ({ provide, log }) => {${speaker(id)}} })
`
    const parrot = `
import { ChatOutput, definePlugin, inOrder } from 'promethean'
export default definePlugin({
  name: 'parrot',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) => on('chat.message').pipe(inOrder(event => ports.chat.say('aye', { to: event }))),
})
`
    const imports = `import one from './one.ts'\nimport two from './two.ts'\nimport parrot from './parrot.ts'`
    const uses = ['one()', 'two()', 'parrot()', 'ticker({ rate: 5 })']
    const made = project({
      'one.ts': file('one'),
      'two.ts': file('two'),
      'parrot.ts': parrot,
      [CONFIG]: configOf(uses, '', imports),
    })
    const run = await start(made)
    await run.next('log', ({ message }) => message === 'spoken by one')
    const settings = `outbox: { twitch: 'two' }, streamer: { twitch: 'ann' }, bots: ['annbot'],`
    expect(await save(run, made, configOf(uses, settings, imports))).toMatchObject({
      restarted: [],
      kept: ['one', 'two', 'parrot', 'ticker'],
    })
    expect(await run.next('log', ({ message }) => message === 'spoken by two')).toBeDefined()
    await run.stop()
  })
})

describe.concurrent('a refused edit', () => {
  it.each([
    [
      'a mistake of spelling',
      'export default {',
      expect.objectContaining({ path: expect.stringContaining(CONFIG) }),
    ],
    [
      'an unknown option',
      configOf(['ticker({ raet: 5 })', `gate({ ending: 7, x: 1 })`]),
      { plugin: 'ticker', path: 'raet', message: 'unknown option; did you mean rate?' },
    ],
    [
      'a plugin whose setup throws',
      configOf(['ticker()', 'broken()'], '', `import broken from './broken.ts'`),
      {
        plugin: 'broken',
        path: '',
        message: expect.stringMatching(/^it is broken with \[redacted\], at broken\.ts:\d+:\d+$/),
      },
    ],
    [
      'an event nobody emits',
      configOf(['ticker()', 'deaf()'], '', `import deaf from './deaf.ts'`),
      { plugin: 'deaf', path: '', message: expect.stringContaining('did you mean chat.message?') },
    ],
  ])(
    'for %s says every problem, and the old set notices nothing; the next good one applies',
    async (_, text, problem) => {
      const good = configOf(['ticker()', `gate({ ending: '7' })`])
      const made = project({
        [CONFIG]: good,
        '.env': 'SECRET_TOKEN=swordfish-77',
        'broken.ts': pluginFile(
          'broken',
          `() => { throw new Error('it is broken with ' + process.env.SECRET_TOKEN) }`,
        ),
        'deaf.ts': pluginFile('deaf', `({ on }) => { on('chat.mesage').subscribe() }`),
      })
      const run = await start(made)
      const before = await statusOf(made)
      const refused = await save(run, made, text, 'reload_refused')
      expect(refused.problems).toContainEqual(problem)
      expect(JSON.stringify(run.lines)).not.toContain('swordfish')
      expect(pluginsOf(await statusOf(made))).toEqual(pluginsOf(before))
      await vi.waitFor(async () => {
        expect(Number((await statusOf(made)).kept)).toBeGreaterThan(Number(before.kept) + 5)
      }, PATIENTLY)
      expect(await save(run, made, configOf(['ticker()', `gate({ ending: '8' })`]))).toMatchObject({
        kept: ['ticker'],
        restarted: ['gate'],
      })
      // And back to what first ran.
      expect(await save(run, made, good)).toMatchObject({ restarted: ['gate'] })
      expect(await run.stop()).toBe(0)
    },
    40_000,
  )

  it('for another journal says to restart, and the old one is written on', async () => {
    const good = configOf(['ticker()'])
    const made = project({ [CONFIG]: good })
    const run = await start(made)
    const before = await statusOf(made)
    const other = configOf(['ticker()'], `journal: { file: 'other.db' },`)
    const { problems } = await save(run, made, other, 'reload_refused')
    expect(problems).toEqual([
      {
        path: '',
        message: expect.stringMatching(/journal\.file cannot change while running.*restart/),
      },
    ])
    await save(run, made, good)
    const after = await statusOf(made)
    expect(pluginsOf(after)).toEqual(pluginsOf(before))
    expect(Number(after.kept)).toBeGreaterThan(Number(before.kept))
    await run.stop()
  })

  it('that is undone says that all runs as before', async () => {
    const good = configOf(['ticker()'])
    const made = project({ [CONFIG]: good })
    const run = await start(made)
    await save(run, made, 'export default {', 'reload_refused')
    expect(await save(run, made, good)).toMatchObject({ kept: ['ticker'], restarted: [] })
    await run.stop()
  })
})

describe('a changed source', () => {
  const source = `
import { definePlugin, event } from 'promethean'
import { interval, map } from 'rxjs'
import { z } from 'zod'
export default definePlugin({
  name: 'radio',
  options: z.strictObject({ station: z.string(), wait: z.number() }),
  setup: ({ options, link }) => {
    const connection = link({ quiet: '1d' })
    setTimeout(() => connection.connected([{ platform: 'twitch', channel: options.station }]), options.wait)
    return interval(20).pipe(map(n => event('platform.event', { name: options.station + ' ' + n }, { platform: 'twitch' })))
  },
})
`
  const radio = (options: string) =>
    configOf([`radio(${options})`], '', `import radio from './radio.ts'`)

  it('serves until the new one is connected, and is handed over then', async () => {
    const made = project({ 'radio.ts': source, [CONFIG]: radio(`{ station: 'one', wait: 0 }`) })
    const run = await start(made)
    await vi.waitFor(async () => {
      expect(pluginsOf(await statusOf(made)).radio?.state).toBe('connected')
    }, PATIENTLY)
    expect(await save(run, made, radio(`{ station: 'two', wait: 700 }`))).toMatchObject({
      restarted: ['radio'],
    })
    expect(await run.next('handed_over')).toEqual({ code: 'handed_over', plugin: 'radio' })
    expect(pluginsOf(await statusOf(made)).radio?.state).toBe('connected')
    await run.stop()
    const names = (await exported(made, '--types', 'platform.event')).map(({ data }) =>
      String(Object(data).name),
    )
    // The old one told on until the new one served.
    const last = names.findLastIndex(name => name.startsWith('one'))
    const first = names.findIndex(name => name.startsWith('two'))
    expect(first).toBeGreaterThan(0)
    expect(last).toBeGreaterThan(10)
  })
})

describe('edits under 1,000 events a second', () => {
  it('lose nothing and double nothing for a durable consumer', async () => {
    const uses = (n: number) => [
      'ticker({ rate: 1000 })',
      `gate({ ending: 'x${n}' })`,
      `keeper({ file: ${JSON.stringify(join(made.folder, 'kept.txt'))}, note: 'edit ${n}' })`,
    ]
    const made = project({ [CONFIG]: '' })
    made.write(CONFIG, configOf(uses(0)))
    const run = await start(made)
    const started = performance.now()
    const ms: number[] = []
    for (let n = 1; n <= 15; n++) {
      const reloaded = await save(run, made, configOf(uses(n)))
      expect(reloaded).toMatchObject({ kept: ['ticker'], restarted: ['gate', 'keeper'] })
      ms.push(Number(reloaded.ms))
      await wait(100)
    }
    expect(await run.stop()).toBe(0)
    const told = Number((await run.next('stopped')).seen)
    const due = performance.now() - started
    console.log(
      `15 reloads at ${Math.round((told / due) * 1_000)} events/s took ${ms.sort((a, b) => a - b).join(' ')} ms`,
    )
    expect(told).toBeGreaterThan(500)
    await caughtUp(made)
    expect(keptIn(join(made.folder, 'kept.txt'))).toEqual(
      Array.from({ length: told }, (_, n) => `twitch:chat.message:a-${n}`),
    )
  }, 120_000)

  // What the consumer had not had at the stop it gets at the next start.
  async function caughtUp(made: TestProject): Promise<void> {
    const text = readFileSync(made.file, 'utf8').replace('rate: 1000', 'count: 0')
    writeFileSync(made.file, text)
    const run = await start(made)
    await vi.waitFor(async () => {
      const { consumers } = await statusOf(made)
      expect(Object(consumers).keeper.lag).toBe(0)
    }, PATIENTLY)
    await run.stop()
    expect((await command(made, 'status')).exitCode).toBe(1)
  }
})

describe.concurrent('promethean reload', () => {
  it('answers what the edit restarted, or that nothing changed', async () => {
    const made = project({ [CONFIG]: configOf(['ticker()', `gate({ ending: '7' })`]) })
    const run = await start(made)
    expect((await command(made, 'reload', '--json')).lines).toEqual([
      {
        ...{ code: 'reloaded', kept: ['ticker', 'gate'], restarted: [], added: [], removed: [] },
        ...{ held: 0, ms: 0 },
      },
    ])
    expect((await command(made, 'reload')).text).toContain(
      'saved, nothing changed, 2 plugins untouched',
    )
    await run.stop()
  })

  it('is refused where the config has problems, and the previous config keeps running', async () => {
    const made = project({ [CONFIG]: configOf(['ticker()']) })
    const run = await start(made)
    await save(run, made, configOf(['ticker({ rat: 5 })']), 'reload_refused')
    const { exitCode, lines } = await command(made, 'reload', '--json')
    expect(exitCode).toBe(1)
    expect(lines).toMatchObject([{ code: 'problem', plugin: 'ticker', path: 'rat' }])
    expect((await command(made, 'reload')).text).toContain('the previous config keeps running')
    expect(pluginsOf(await statusOf(made)).ticker?.state).toBe('connected')
    await run.stop()
  })

  it('of what takes long says so and waits for it; Ctrl-C ends the waiting alone', async () => {
    const made = project({ [CONFIG]: configOf(['ticker()']) })
    const run = await start(made)
    const go = join(made.folder, 'go')
    made.write(
      'slow.ts',
      `import { existsSync } from 'node:fs'
while (!existsSync(${JSON.stringify(go)})) await new Promise(done => setTimeout(done, 50))`,
    )
    made.write(CONFIG, configOf(['ticker({ rate: 5 })'], '', `import './slow.ts'`))
    const asking = [1, 2].map(() => spawn(['reload', '--config', made.file]))
    const said = 'still waiting for the running instance; Ctrl-C stops waiting, not the work'
    for (const one of asking) await vi.waitFor(() => expect(one.noise).toContain(said), PATIENTLY)
    const [first, second] = asking
    first?.signal('SIGINT')
    await first?.exited
    run.fromNow()
    made.write('go', '')
    expect(await run.next('reloaded')).toMatchObject({ restarted: ['ticker'] })
    expect(await second?.exited).toBe(0)
    expect(second?.noise.filter(text => text === said)).toHaveLength(1)
    await run.stop()
  })

  it('needs an instance', async () => {
    const made = project({ [CONFIG]: configOf(['ticker()']) })
    const { exitCode, lines } = await command(made, 'reload', '--json')
    expect(exitCode).toBe(1)
    expect(lines).toMatchObject([
      { code: 'failed', message: expect.stringMatching(/no instance is running/) },
    ])
  })
})
