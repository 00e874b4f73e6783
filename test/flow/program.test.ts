import type { EventEmitter } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  ConfigProblem,
  type Event,
  type LogLine,
  type Running,
  type RunSettings,
  run,
} from 'promethean'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { askRunning, listenRunning } from '../../core/daemon/control/client.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, pluginFile, workshop } from './workshop.ts'

const { project } = workshop()
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const
const FAILURES = ['uncaughtException', 'unhandledRejection', 'exit', 'beforeExit'] as const
const TICKER = "ticker({ rate: 50, text: 'first' })"

const started: Running[] = []
afterEach(async () => {
  for (const running of started.splice(0)) await running.stop().catch(() => undefined)
})

/** Runs it, and has it stopped at the end of the test. */
async function running({ file }: TestProject, settings: RunSettings = {}): Promise<Running> {
  const made = await run({ config: file, ...settings })
  started.push(made)
  return made
}

const withTicker = (use = TICKER, settings = '') =>
  project({ 'promethean.config.ts': configOf([use], settings) })

const CHECKER = "import checker from './checker.ts'"

/** A plugin that only examines. */
function examining(findings: string, imports = ''): string {
  const examine = `async ({ signal }) => ${findings}`
  const options = 'z.strictObject({ token: z.string().optional() })'
  const more = `, options: ${options}, examine: ${examine}`
  return pluginFile('checker', `() => undefined${more}`, `import { z } from 'zod'\n${imports}`)
}

/** The next of these, which the test runner does not get to hear. */
function nextOf(name: 'uncaughtException' | 'unhandledRejection'): Promise<unknown> {
  const host: EventEmitter = process
  const others = host.listeners(name)
  host.removeAllListeners(name)
  return new Promise(resolve => {
    host.once(name, thrown => {
      for (const other of others) host.on(name, (...heard) => other(...heard))
      resolve(thrown)
    })
  })
}

/** What this process listens to and what keeps it alive. */
function traces() {
  const listeners = [...SIGNALS, ...FAILURES].map(name => process.listenerCount(name))
  const timers = process.getActiveResourcesInfo().filter(name => name === 'Timeout')
  return { listeners, timers: timers.length, exitCode: process.exitCode }
}

describe('a config run from a program', () => {
  it('starts, takes over an edit, says how it does, and stops with its last status', async () => {
    const made = withTicker()
    const texts = new Set<string>()
    const plans: (readonly string[])[] = []
    const one = await running(made, {
      onEvent: event => {
        if (event.type === 'chat.message') texts.add(event.data.text.split(' ')[0] ?? '')
      },
      onReloaded: ({ restarted }) => plans.push(restarted.map(({ id }) => id)),
    })
    expect(one.plugins).toEqual(['ticker'])
    await expect.poll(() => [...texts]).toEqual(['first'])
    made.write('promethean.config.ts', configOf([TICKER.replace('first', 'second')]))
    await expect.poll(() => [...texts]).toEqual(['first', 'second'])
    expect(plans).toEqual([['ticker']])
    const status = await one.status()
    expect(status.plugins).toMatchObject([{ id: 'ticker', state: 'connected' }])
    expect(status.refused).toBeUndefined()
    const last = await one.stop()
    expect(last.kept).toBeGreaterThanOrEqual(status.kept)
    expect(await one.stop()).toBe(last)
  })

  it('is an instance as any other: commands find it, and its journal is locked', async () => {
    const made = withTicker()
    const one = await running(made)
    const journal = join(made.folder, '.promethean', 'journal.db')
    expect(await askRunning(journal, 'status')).toMatchObject({ plugins: [{ id: 'ticker' }] })
    const { lines } = await command(made, 'fire', 'title.wanted', '--json')
    expect(lines).toMatchObject([{ code: 'fired' }])
    await expect(run({ config: made.file })).rejects.toThrow('another Promethean is using it')
    await one.stop()
    expect(await askRunning(journal, 'status')).toBeUndefined()
    await (await running(made)).stop()
  })

  it('does what the commands do, and a refusal is a value', async () => {
    const one = await running(withTicker())
    const { operations } = one
    const status = await operations.status()
    expect(status).toMatchObject({ done: true, value: { plugins: [{ id: 'ticker' }] } })
    expect(await operations.mute({ plugin: 'ticker' })).toEqual({
      done: true,
      value: { saved: true },
    })
    expect((await one.status()).muted).toEqual({ all: false, plugins: ['ticker'] })
    expect(await operations.mute({ plugin: 'tickr' })).toEqual({
      done: false,
      refusal: {
        code: 'runtime',
        what: 'no plugin in this config has the id tickr',
        advice: 'did you mean ticker?',
      },
    })
    expect(await operations.rewind({ consumer: '' })).toMatchObject({
      done: false,
      refusal: { code: 'invalid_input', problems: [{ path: 'consumer' }] },
    })
    const fired = await operations.fire({ type: 'title.wanted' })
    expect(fired).toMatchObject({ done: true, value: { id: expect.any(String) } })
    expect(await operations.approve()).toMatchObject({
      done: false,
      refusal: { what: 'nothing is pending', why: 'there is nothing to approve or drop' },
    })
  })

  it('has a consumer wait and go on', async () => {
    const made = withTicker()
    const file = JSON.stringify(join(made.folder, 'kept.txt'))
    made.write('promethean.config.ts', configOf([TICKER, `keeper({ file: ${file} })`]))
    const { operations, status } = await running(made)
    const done = { done: true, value: { consumer: 'keeper', running: true } }
    const dry = await operations.pause({ consumer: 'keeper' }, { dry: true })
    expect(dry).toEqual(done)
    expect((await status()).consumers.keeper?.paused).toBeUndefined()
    expect(await operations.pause({ consumer: 'keeper' })).toEqual(done)
    expect((await status()).consumers.keeper?.paused).toBeInstanceOf(Date)
    expect(await operations.resume({ consumer: 'keeper' })).toEqual(done)
    expect((await status()).consumers.keeper?.paused).toBeUndefined()
  })

  it('gives its log, and tells it on as it is written', async () => {
    const { operations, log } = await running(withTicker())
    log.warn('one')
    await expect
      .poll(() => operations.logs({ level: 'warn' }))
      .toMatchObject({ done: true, value: [{ plugin: 'promethean', message: 'one' }] })
    const stop = new AbortController()
    const told = operations.followLogs({ level: 'warn' }, { signal: stop.signal })
    const again = setInterval(() => log.warn('two'), 20)
    for await (const line of told) {
      expect(line).toMatchObject({ level: 'warn', message: 'two' })
      break
    }
    clearInterval(again)
    stop.abort()
  })

  it('refuses the log of a plugin that nobody has, with the nearest name', async () => {
    const made = withTicker()
    const { operations } = await running(made)
    const what = 'no plugin in this config has the id tickr'
    const refusal = { code: 'runtime', what, advice: 'did you mean ticker?' }
    expect(await operations.logs({ plugin: 'tickr' })).toEqual({ done: false, refusal })
    expect(await operations.logs({ plugin: 'ticker', level: 'error' })).toEqual({
      done: true,
      value: [],
    })
    const { signal } = new AbortController()
    const told = operations.followLogs({ plugin: 'tickr' }, { signal })
    await expect(told[Symbol.asyncIterator]().next()).rejects.toThrow(what)
  })

  it('finds kept lines of chat, and knows the schemas of its events', async () => {
    const { operations } = await running(withTicker())
    const found = () => operations.search({ words: ['first', 'bea'], limit: 2 })
    const event = { type: 'chat.message', data: { text: expect.stringContaining('first') } }
    await expect.poll(found).toMatchObject({ done: true, value: { events: [event, event] } })
    expect(await operations.search({ words: ['nobody-said-this'] })).toEqual({
      done: true,
      value: { events: [], hidden: { tests: 0, dropped: 0, droppedTests: 0 } },
    })
    expect(await operations.search({ words: ['?'] })).toMatchObject({
      refusal: { code: 'invalid_input', problems: [{ path: 'words' }] },
    })
    expect(await operations.schema()).toMatchObject({
      done: true,
      value: { 'chat.message': { type: 'object' } },
    })
  })

  it('gives what is kept, oldest first, in the format that is asked for', async () => {
    const made = project({
      'promethean.config.ts': configOf(['ticker({ count: 3 })', "gate({ ending: '1' })"]),
    })
    const { operations, status } = await running(made)
    await expect.poll(async () => (await status()).seen).toBe(3)
    const stop = new AbortController()
    const { signal } = stop
    const lines = async (input: Parameters<typeof operations.export>[0]) => {
      const found: unknown[] = []
      for await (const told of operations.export(input, { signal })) found.push(told)
      return found
    }
    const idOf = (n: number) => `twitch:chat.message:a-${n}`
    const types = ['chat.message']
    await expect
      .poll(() => lines({ types }))
      .toMatchObject([{ id: idOf(0), received: expect.any(Date) }, { id: idOf(2) }])
    expect(await lines({ types, all: true, format: 'cloudevents' })).toMatchObject(
      [0, 1, 2].map(n => ({ specversion: '1.0', id: idOf(n), subject: 'ann' })),
    )
    await expect(lines({ types: ['chat.massage'] })).rejects.toThrow('did you mean chat.message?')
    expect(() => operations.export({ chat: 3 }, { signal })).toThrow('chat: needs format training')
    const journal = join(made.folder, '.promethean', 'journal.db')
    const heard = await listenRunning(journal, 'export', { body: { input: { types } }, signal })
    const texts: string[] = []
    for await (const text of heard ?? []) texts.push(text)
    expect(texts).toEqual((await lines({ types })).map(line => JSON.stringify(line)))
    stop.abort()
    await expect(lines({ types })).rejects.toThrow(signal.reason)
  })

  it('examines what the config needs, one finding after the other, and hears no exception of the process', async () => {
    const made = withTicker()
    made.write(
      'promethean.config.ts',
      configOf([TICKER, "checker({ token: 'hunter2-oauth-9876' })"], '', CHECKER),
    )
    made.write(
      'checker.ts',
      examining("[{ ok: false, what: 'hunter2-oauth-9876 is refused', advice: 'renew it' }]"),
    )
    const { operations } = await running(made)
    const before = traces()
    const stop = new AbortController()
    const { signal } = stop
    const found: unknown[] = []
    for await (const one of operations.doctor({ deep: true }, { signal })) {
      found.push(one)
      expect(traces().listeners).toEqual(before.listeners)
    }
    const own = (what: string) => ({
      plugin: 'promethean',
      ok: true,
      what: expect.stringMatching(what),
    })
    expect(found).toEqual([
      own('^promethean.config.ts has no problems: 2 plugins$'),
      own('^Node '),
      own('^the journal can be read: '),
      own(' free on the disk of the journal$'),
      own('^an instance is running: [0-9]+ events seen$'),
      { plugin: 'checker', ok: false, what: '[redacted] is refused', advice: 'renew it' },
      own('^every event in the journal can be read: '),
    ])
    const journal = join(made.folder, '.promethean', 'journal.db')
    const heard = await listenRunning(journal, 'doctor', { body: {}, signal })
    const texts: string[] = []
    for await (const text of heard ?? []) texts.push(text)
    expect(texts.map(text => JSON.parse(text).plugin)).toEqual([
      ...Array(5).fill('promethean'),
      'checker',
    ])
    expect(() => operations.doctor({ deadline: '0s' }, { signal })).toThrow('write deadline 10s')
  })

  it('ends every examination with the signal of who asked', async () => {
    const made = withTicker()
    const ended = join(made.folder, 'ended.txt')
    made.write('promethean.config.ts', configOf([TICKER, 'checker()'], '', CHECKER))
    made.write(
      'checker.ts',
      examining(
        `new Promise(() => signal.addEventListener('abort', () => writeFileSync(${JSON.stringify(ended)}, '')))`,
        "import { writeFileSync } from 'node:fs'",
      ),
    )
    const { operations } = await running(made)
    const stop = new AbortController()
    const asked = async () => {
      for await (const { what } of operations.doctor({ deadline: '1h' }, { signal: stop.signal }))
        if (what.startsWith('an instance is running')) stop.abort(new Error('never mind'))
    }
    await expect(asked()).rejects.toThrow('never mind')
    await expect.poll(() => existsSync(ended)).toBe(true)
    const first = operations.doctor({ deadline: '1h' }, { signal: new AbortController().signal })
    rmSync(ended)
    for await (const { what } of first) if (what.startsWith('an instance is running')) break
    await expect.poll(() => existsSync(ended)).toBe(true)
  })

  it('explains an event by who looked at it, or names the events that may have been meant', async () => {
    const made = withTicker()
    const file = JSON.stringify(join(made.folder, 'kept.txt'))
    // Part of no other id: runtime events have UUIDs, in which an `a-2` comes and goes with the time of day.
    const uses = [
      `ticker({ count: 3, run: 'run' })`,
      "gate({ ending: '1' })",
      `keeper({ file: ${file} })`,
    ]
    made.write('promethean.config.ts', configOf(uses))
    const { operations } = await running(made)
    const explained = (id?: string) => operations.explain(id === undefined ? {} : { id })
    const idOf = (n: number) => `twitch:chat.message:run-${n}`
    await expect
      .poll(() => explained(idOf(2)))
      .toMatchObject({
        done: true,
        value: {
          code: 'explained',
          id: idOf(2),
          event: { received: expect.stringMatching(/Z$/), data: { text: 'line 2' } },
          verdict: { kept: true },
          judges: ['gate'],
          hearers: [],
          consumers: [{ consumer: 'keeper', state: 'past' }],
          silent: [],
        },
      })
    expect(await explained(idOf(1))).toMatchObject({
      value: { verdict: { kept: false, reason: 'gate/ending' }, consumers: [] },
    })
    const verdict = { kept: true }
    expect(await explained('chat.message:run-')).toMatchObject({
      value: {
        code: 'alike',
        events: [{ id: idOf(2), verdict }, { id: idOf(1) }, { id: idOf(0) }],
      },
    })
    expect(await explained()).toMatchObject({ value: { code: 'recent' } })
    expect(await explained('run-2')).toEqual({
      done: true,
      value: { code: 'unknown', id: 'run-2', nearest: [idOf(2)] },
    })
  })

  it('checks the files as they are now, not what runs, takes nothing over, and shows no secret', async () => {
    const made = withTicker()
    made.write('.env', 'STREAM_TOKEN=hunter2-oauth-9876')
    const one = await running(made)
    const { operations } = one
    const nothing = { done: true, value: { problems: [], warnings: [], plugins: ['ticker'] } }
    expect(await operations.check()).toEqual(nothing)
    made.write('promethean.config.ts', configOf(['ticker({ rat: 5 })', 'gate({})']))
    const [first, other] = await Promise.all([operations.check(), operations.check()])
    expect(first).toMatchObject({
      done: true,
      value: {
        problems: [
          { plugin: 'ticker', path: 'rat', message: 'unknown option; did you mean rate?' },
          { plugin: 'gate', path: 'ending' },
        ],
        plugins: [],
      },
    })
    expect(other).toEqual(first)
    made.write('promethean.config.ts', "throw new Error('not with ' + process.env.STREAM_TOKEN)")
    const thrown = await operations.check()
    expect(thrown).toMatchObject({
      value: { problems: [{ message: expect.stringContaining('not with [redacted]') }] },
    })
    expect(one.plugins).toEqual(['ticker'])
  })

  it('takes an edit over when it is asked to, or says why not', async () => {
    const made = withTicker()
    const { operations } = await running(made)
    made.write('promethean.config.ts', configOf([TICKER.replace('first', 'second')]))
    expect(await operations.reload({}, { dry: true })).toMatchObject({ done: true })
    expect(await operations.reload()).toMatchObject({
      done: true,
      value: { restarted: [{ id: 'ticker' }], kept: [] },
    })
    made.write('promethean.config.ts', configOf(['ticker({ rat: 5 })']))
    expect(await operations.reload()).toMatchObject({
      done: false,
      refusal: { code: 'config_problem', problems: [{ plugin: 'ticker', path: 'rat' }] },
    })
  })

  it('what only is to be told beforehand is not done, where it cannot be told', async () => {
    const one = await running(withTicker())
    const { operations } = one
    const dry = { dry: true }
    const cannot = { refusal: { what: 'what this would do cannot be told beforehand' } }
    expect(await operations.mute({}, dry)).toMatchObject(cannot)
    expect(await operations.fire({ type: 'title.wanted' }, dry)).toMatchObject(cannot)
    expect(await operations.dropParked({}, dry)).toMatchObject(cannot)
    expect(await operations.status({}, dry)).toMatchObject({ done: true })
    const { muted, own } = await one.status()
    expect([muted, own]).toEqual([undefined, 1])
  })

  it('is asked while it starts for what is done early alone, and for nothing once it has stopped', async () => {
    const early: Promise<unknown>[] = []
    const one = await running(withTicker(), {
      onStarting: ({ operations }) => {
        early.push(
          operations.mute({ plugin: 'ticker' }),
          operations.fire({ type: 'title.wanted' }),
          operations.reload(),
        )
      },
    })
    const starting = { done: false, refusal: { what: 'it is still starting' } }
    expect(await Promise.all(early)).toMatchObject([{ done: true }, starting, starting])
    expect((await one.status()).muted).toEqual({ all: false, plugins: ['ticker'] })
    const { operations } = one
    const stopped = one.stop()
    await new Promise(setImmediate)
    expect(await operations.fire({ type: 'title.wanted' })).toMatchObject({
      done: false,
      refusal: { what: expect.stringMatching(/^it (is stopping|has stopped)$/) },
    })
    await stopped
    const over = { done: false, refusal: { what: 'it has stopped' } }
    expect(await operations.fire({ type: 'title.wanted' })).toMatchObject(over)
    expect(await operations.unmute()).toMatchObject(over)
    const { signal } = new AbortController()
    expect(() => operations.tail({}, { signal })).toThrow('it has stopped')
  })

  it('refuses what an older Promethean asks for, of which it would do too much', async () => {
    const made = withTicker()
    const one = await running(made)
    const journal = join(made.folder, '.promethean', 'journal.db')
    await expect(askRunning(journal, 'mute', { plugin: 'ticker' })).rejects.toThrow(
      'the running instance cannot do mute',
    )
    expect((await one.status()).muted).toBeUndefined()
  })

  it('tells its events on and on until the signal', async () => {
    const { operations } = await running(withTicker())
    const stop = new AbortController()
    const heard: unknown[] = []
    for await (const told of operations.tail(
      { types: ['chat.message'] },
      { signal: stop.signal },
    )) {
      heard.push(told)
      if (heard.length >= 3) stop.abort()
    }
    // What had come by then is told still.
    expect(heard).toMatchObject(heard.map(() => ({ type: 'chat.message' })))
    expect(() => operations.tail({ types: ['chat.massage'] }, { signal: stop.signal })).toThrow(
      'did you mean chat.message?',
    )
  })

  it('leaves no listener and no timer behind, ends no process and writes nothing to stdout', async () => {
    const wrote = vi.spyOn(process.stdout, 'write')
    const ended = vi.spyOn(process, 'exit')
    onTestFinished(() => {
      vi.restoreAllMocks()
    })
    const heard: unknown[] = []
    const own = (reason: unknown) => heard.push(reason)
    process.on('unhandledRejection', own)
    onTestFinished(() => void process.off('unhandledRejection', own))
    const before = traces()
    const one = await running(withTicker())
    expect(traces().listeners).toEqual(before.listeners)
    await one.stop()
    await expect.poll(traces).toEqual(before)
    expect([wrote.mock.calls, ended.mock.calls, heard]).toEqual([[], [], []])
  })

  it('is stopped by a signal, whose listeners are gone then', async () => {
    const stop = new AbortController()
    const last = new Promise(resolve => {
      void running(withTicker(), { signal: stop.signal, onStopped: resolve }).then(() =>
        stop.abort(),
      )
    })
    expect(await last).toMatchObject({ plugins: [{ id: 'ticker' }] })
  })
})

describe('a config that cannot run', () => {
  it('rejects with every problem, and nothing is left of it', async () => {
    const made = project({
      'promethean.config.ts': configOf(["ticker({ rate: 'fast', txt: 'a' })", 'gate({})']),
    })
    const before = traces()
    const failure = await run({ config: made.file }).catch(thrown => thrown)
    expect(failure).toBeInstanceOf(ConfigProblem)
    expect(failure.problems).toMatchObject([
      { plugin: 'ticker', path: 'rate' },
      { plugin: 'ticker', path: 'txt' },
      { plugin: 'gate', path: 'ending' },
    ])
    await expect.poll(traces).toEqual(before)
    expect(existsSync(join(made.folder, '.promethean', 'journal.db'))).toBe(false)
  })

  it('rejects where there is none', async () => {
    await expect(run({ config: '/nowhere/promethean.config.ts' })).rejects.toThrow(ConfigProblem)
  })

  it('rejects where a setup refuses, gives the journal back, and runs once it is mended', async () => {
    const made = project({
      'refusing.ts': pluginFile(
        'refusing',
        "() => { throw new ConfigProblem('no word was given') }",
        "import { ConfigProblem } from 'promethean'",
      ),
      'promethean.config.ts': configOf(['refusing()'], '', "import refusing from './refusing.ts'"),
    })
    await expect(run({ config: made.file })).rejects.toThrow('no word was given')
    made.write('promethean.config.ts', configOf([TICKER]))
    expect((await running(made)).plugins).toEqual(['ticker'])
  })

  it('rejects with the reason of a signal that aborts while it starts, and gives all back', async () => {
    const made = withTicker()
    const stop = new AbortController()
    const starting = run({
      config: made.file,
      signal: stop.signal,
      onStarting: () => stop.abort(new Error('never mind')),
    })
    await expect(starting).rejects.toThrow('never mind')
    await expect(run({ config: made.file, signal: stop.signal })).rejects.toThrow('never mind')
    await (await running(made)).stop()
  })

  it('rejects with a sentence where it is stopped from within its start', async () => {
    const made = withTicker()
    const starting = run({ config: made.file, onStarting: early => void early.stop() })
    await expect(starting).rejects.toThrow('it was stopped before it started; run it again')
    await (await running(made)).stop()
  })
})

it('an edit that is refused is told, stands in the status, and the previous config keeps running', async () => {
  const made = withTicker()
  const onRefused = vi.fn<NonNullable<RunSettings['onRefused']>>()
  const one = await running(made, { onRefused })
  made.write('promethean.config.ts', configOf(['ticker({ rat: 1 })']))
  await expect.poll(() => onRefused.mock.calls).toHaveLength(1)
  expect(onRefused.mock.calls[0]).toMatchObject([
    { file: 'promethean.config.ts', problems: [{ path: 'rat' }] },
    false,
  ])
  const { refused, plugins } = await one.status()
  expect(refused?.problems).toMatchObject([{ plugin: 'ticker', path: 'rat' }])
  expect(plugins).toMatchObject([{ id: 'ticker', state: 'connected' }])
})

it('two run beside each other on journals of their own, and one stops without the other', async () => {
  const made = project({
    'promethean.config.ts': configOf([TICKER], "journal: { file: 'a.db' },"),
    'other.config.ts': configOf([TICKER.replace('first', 'other')], "journal: { file: 'b.db' },"),
  })
  const texts = { a: new Set<string>(), b: new Set<string>() }
  const into = (set: Set<string>) => (event: Event) => {
    if (event.type === 'chat.message') set.add(event.data.text.split(' ')[0] ?? '')
  }
  const a = await running(made, { onEvent: into(texts.a) })
  const other = { config: join(made.folder, 'other.config.ts'), onEvent: into(texts.b) }
  const b = await running(made, other)
  await expect.poll(() => [...texts.a, ...texts.b]).toEqual(['first', 'other'])
  await a.stop()
  const { kept } = await b.status()
  await expect.poll(async () => (await b.status()).kept).toBeGreaterThan(kept)
  for (const file of ['a.db', 'b.db']) expect(existsSync(join(made.folder, file))).toBe(true)
})

it('in a dry run what would be said is told to the program, and not said', async () => {
  const made = project({
    'greeter.ts': `
import { Actions, definePlugin } from 'promethean'
export default definePlugin({
  name: 'greeter',
  needs: { actions: Actions },
  setup: ({ ports }) => { void ports.actions.run('wave', { to: 'ann' }) },
})
`,
    'hands.ts': `
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Actions, definePlugin } from 'promethean'
export default definePlugin({
  name: 'hands',
  provides: [Actions],
  setup: ({ provide }) =>
    provide(Actions, { run: async () => writeFileSync(join(import.meta.dirname, 'waved'), '') }),
})
`,
    'promethean.config.ts': configOf(
      ['hands()', 'greeter()'],
      '',
      "import greeter from './greeter.ts'\nimport hands from './hands.ts'",
    ),
  })
  const onEffect = vi.fn<NonNullable<RunSettings['onEffect']>>()
  await running(made, { dry: true, onEffect })
  await expect
    .poll(() => onEffect.mock.calls)
    .toMatchObject([[{ plugin: 'greeter', via: 'hands', port: 'Actions', method: 'run' }]])
  expect(existsSync(join(made.folder, 'waved'))).toBe(false)
})

describe('what nobody caught', () => {
  it.each([
    ['uncaughtException', "setTimeout(() => { throw new Error('forgotten') }, 20)"],
    ['unhandledRejection', "void Promise.reject(new Error('forgotten'))"],
  ] as const)('in an examination is a warning and restarts nothing: %s', async (name, stray) => {
    const made = project({
      'config/checker/index.ts': examining(`(() => { ${stray}; return [] })()`),
      'promethean.config.ts': configOf(
        ['checker()'],
        '',
        "import checker from './config/checker/index.ts'",
      ),
    })
    const warned: string[] = []
    const one = await running(made, {
      onLog: ({ level, message }) => level === 'warn' && warned.push(message),
    })
    const host: EventEmitter = process
    const others = host.listeners(name)
    host.removeAllListeners(name)
    const taken = new Promise(resolve => {
      host.once(name, thrown => resolve(one.blame(thrown)))
    })
    const { signal } = new AbortController()
    const oks: boolean[] = []
    for await (const { ok } of one.operations.doctor({}, { signal })) oks.push(ok)
    expect(await taken).toBe(true)
    for (const other of others) host.on(name, (...heard) => other(...heard))
    expect(warned).toEqual([
      expect.stringMatching(
        /^the examination of checker failed outside what it returns: forgotten/,
      ),
    ])
    expect((await one.status()).plugins).toMatchObject([{ id: 'checker', state: 'ready' }])
    expect((await one.status()).plugins[0]?.failures).toBeUndefined()
    expect(oks).toEqual([true, true, true, true, true])
  })

  const STRAY = `({ on }) => { setTimeout(() => void Promise.reject(new Error('forgotten')), 50) }`

  it("is the program's to hear; given to blame, it restarts the plugin that did it", async () => {
    const made = project({
      'config/stray/index.ts': pluginFile('stray', STRAY),
      'promethean.config.ts': configOf(
        ['stray()'],
        '',
        "import stray from './config/stray/index.ts'",
      ),
    })
    const heard = nextOf('unhandledRejection')
    const one = await running(made)
    expect(one.blame(await heard)).toBe(true)
    expect((await one.status()).plugins).toMatchObject([
      { id: 'stray', failures: { count: 1, reason: expect.stringMatching(/^forgotten/) } },
    ])
  })

  it('is never an effect whose answer a plugin does not wait for: it is logged, and the plugin goes on', async () => {
    const made = project({
      'config/caller/index.ts': pluginFile(
        'caller',
        `({ ports, log }) => {
          log.info('set up')
          const timer = setInterval(() => void ports.actions.run('wave'), 20)
          return new Observable(() => () => clearInterval(timer))
        }, needs: { actions: Actions }`,
        "import { Actions } from 'promethean'\nimport { Observable } from 'rxjs'",
      ),
      'hands.ts': pluginFile(
        'hands',
        `({ provide }) => {
          provide(Actions, { run: async () => { throw new Error('no such action') } })
        }, provides: [Actions]`,
        "import { Actions } from 'promethean'",
      ),
      'promethean.config.ts': configOf(
        ['hands()', 'caller()'],
        '',
        "import caller from './config/caller/index.ts'\nimport hands from './hands.ts'",
      ),
    })
    const heard: unknown[] = []
    const own = (reason: unknown) => heard.push(reason)
    process.on('unhandledRejection', own)
    onTestFinished(() => void process.off('unhandledRejection', own))
    const lines: LogLine[] = []
    const one = await running(made, { onLog: line => lines.push(line) })
    await expect
      .poll(async () => (await one.status()).heldBack['caller/failed'] ?? 0)
      .toBeGreaterThan(3)
    const said = lines.filter(({ plugin, level }) => plugin === 'caller' && level !== 'debug')
    expect(said.map(({ message }) => message)).toEqual([
      'set up',
      'could not run the action, and nothing awaited the result: no such action',
    ])
    const { plugins } = await one.status()
    expect(plugins.map(({ id, failures }) => [id, failures])).toEqual([
      ['hands', undefined],
      ['caller', undefined],
    ])
    expect(heard).toEqual([])
  })

  it("is in the log and not a plugin's where the program did it itself", async () => {
    const lines: LogLine[] = []
    const one = await running(withTicker(), { onLog: line => lines.push(line) })
    expect(one.blame(new Error('my own'))).toBe(false)
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'my own' }))
  })

  it("in a function the program gave is the program's own exception, and touches nothing that runs", async () => {
    const thrown = nextOf('uncaughtException')
    let seen = 0
    const one = await running(withTicker(), {
      onEvent: () => {
        seen += 1
        if (seen === 1) throw new Error('a slip of the program')
      },
    })
    expect(await thrown).toMatchObject({ message: 'a slip of the program' })
    await expect.poll(() => seen).toBeGreaterThan(2)
    expect((await one.status()).plugins).toMatchObject([{ id: 'ticker', state: 'connected' }])
  })
})

it('its log goes to the program and into the log file', async () => {
  const made = withTicker()
  const lines: LogLine[] = []
  const one = await running(made, { onLog: line => lines.push(line) })
  one.log.warn('the kettle boils')
  await one.stop()
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'warn', plugin: 'promethean', message: 'the kettle boils' }),
  )
  const file = join(made.folder, '.promethean', 'logs', 'promethean.1.log')
  expect(readFileSync(file, 'utf8')).toContain('the kettle boils')
})
