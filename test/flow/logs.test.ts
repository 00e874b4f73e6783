import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, pluginFile, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()
const CONFIG = 'promethean.config.ts'

function line(at: string, level: number, plugin: string, msg: string, more = {}): string {
  return `${JSON.stringify({ level, at, plugin, ...more, msg })}\n`
}

const EARLY = '2026-11-23T19:00:00.000Z'
const LATE = '2026-11-23T20:00:00.000Z'

/** A log of several files, as they come about; the tenth comes after the ninth. */
function logged(): TestProject {
  return project({
    [CONFIG]: configOf(['ticker()']),
    '.promethean/logs/promethean.9.log':
      line(EARLY, 30, 'ticker', 'first') + line(EARLY, 20, 'ticker', 'small'),
    '.promethean/logs/promethean.10.log':
      line(LATE, 40, 'mongo', 'second') +
      line(LATE, 50, 'ticker', 'third', { stack: 'Error: third\n    at a.ts:1:1' }) +
      '{"level":30,"at":"2026-11-',
    '.promethean/logs/other.log': line(LATE, 50, 'nobody', 'of another program'),
  })
}

async function messages(made: TestProject, ...args: readonly string[]): Promise<unknown> {
  const { lines } = await command(made, 'logs', '--json', ...args)
  return lines.map(({ message }) => message)
}

describe.concurrent('promethean logs', () => {
  it('reads all files in order, without an instance', async () => {
    const { exitCode, lines } = await command(logged(), 'logs', '--json')
    expect(exitCode).toBe(0)
    expect(lines).toEqual([
      { code: 'log', at: EARLY, level: 'info', plugin: 'ticker', message: 'first' },
      { code: 'log', at: LATE, level: 'warn', plugin: 'mongo', message: 'second' },
      {
        ...{ code: 'log', at: LATE, level: 'error', plugin: 'ticker', message: 'third' },
        stack: 'Error: third\n    at a.ts:1:1',
      },
    ])
  })

  it('of a plugin that neither the config nor the log has says so', async () => {
    const made = logged()
    const { exitCode, text } = await command(made, 'logs', '--plugin', 'tickr')
    expect(exitCode).toBe(1)
    expect(text).toContain('no plugin in this config has the id tickr; did you mean ticker?')
    // Of another program's log.
    expect((await command(made, 'logs', '--plugin', 'nobody')).text).toContain('has the id nobody')
    const gone = await command(made, 'logs', '--plugin', 'mongo', '--level', 'error')
    expect([gone.exitCode, gone.text]).toEqual([0, expect.stringContaining('no log line matches')])
    expect((await command(made, 'logs', '--plugin', 'promethean', '--json')).exitCode).toBe(0)
  })

  it.each([
    [
      ['--plugin', 'ticker'],
      ['first', 'third'],
    ],
    [
      ['--level', 'warn'],
      ['second', 'third'],
    ],
    [
      ['--level', 'debug', '--plugin', 'ticker'],
      ['first', 'small', 'third'],
    ],
    [
      ['--since', LATE],
      ['second', 'third'],
    ],
    [['--limit', '1'], ['third']],
  ])('by %j', async (args, found) => {
    expect(await messages(logged(), ...args)).toEqual(found)
  })

  it.each([
    [['--level', 'loud'], '--level'],
    [['--since', 'yesterday'], 'is not a time'],
    [['--limit', '0'], '--limit'],
    [['--limit', 'many'], '--limit'],
  ])('written wrongly (%j) is said', async (args, text) => {
    const said = await command(logged(), 'logs', ...args)
    expect([said.exitCode, said.text]).toEqual([2, expect.stringContaining(text)])
  })

  it('works while the config has problems, and where nothing was logged yet', async () => {
    const made = logged()
    made.write(CONFIG, 'export default 5')
    expect(await messages(made, '--level', 'error')).toEqual(['third'])
    const empty = await command(project({ [CONFIG]: configOf([]) }), 'logs')
    expect([empty.exitCode, empty.text]).toEqual([0, 'no log line matches'])
  })

  it('shows an error with where it came from', async () => {
    const { text } = await command(logged(), 'logs', '--level', 'error')
    expect(text).toMatch(/error +ticker {2}third\nError: third\n +at a.ts:1:1/)
  })

  it('follows what is written, also into the next file and by an instance that starts later', async () => {
    const made = project({
      [CONFIG]: configOf(['greeter()'], '', `import greeter from './greeter.ts'`),
      'greeter.ts': pluginFile('greeter', `({ log }) => log.info('good morning')`),
      '.promethean/logs/promethean.1.log': line(EARLY, 30, 'greeter', 'yesterday'),
    })
    const follower = spawn([
      ...['logs', '--follow', '--plugin', 'greeter', '--json', '--config', made.file],
    ])
    await follower.next('log', ({ message }) => message === 'yesterday')
    const file = join(made.folder, '.promethean', 'logs', 'promethean.1.log')
    const half = line(LATE, 30, 'greeter', 'in two pieces')
    appendFileSync(file, half.slice(0, 20))
    appendFileSync(file, half.slice(20))
    await follower.next('log', ({ message }) => message === 'in two pieces')
    made.write('.promethean/logs/promethean.2.log', line(LATE, 30, 'greeter', 'next file'))
    await follower.next('log', ({ message }) => message === 'next file')
    await start(made)
    await follower.next('log', ({ message }) => message === 'good morning')
    expect(await follower.stop()).toBe(0)
    const told = follower.lines.map(({ message }) => message)
    expect(new Set(told).size).toBe(told.length)
  })
})
