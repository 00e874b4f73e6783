import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf, keptIn } from './own-plugins.ts'
import { command, statusOf, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()
const PATIENTLY = { timeout: 30_000, interval: 100 }
const CONFIG = 'promethean.config.ts'

function keeping({ folder }: TestProject, ticker: string, settings = ''): string {
  const file = JSON.stringify(join(folder, 'kept.txt'))
  return configOf([`ticker(${ticker})`, `keeper({ file: ${file} })`], settings)
}

function filled(ticker: string, settings = ''): TestProject {
  const made = project({ [CONFIG]: '' })
  made.write(CONFIG, keeping(made, ticker, settings))
  return made
}

function has({ folder }: TestProject): readonly string[] {
  return keptIn(join(folder, 'kept.txt'))
}

function ids(count: number, run = 'a'): readonly string[] {
  return Array.from({ length: count }, (_, n) => `twitch:chat.message:${run}-${n}`)
}

function keeperOf(status: Readonly<Record<string, unknown>>) {
  return Object(status.consumers).keeper
}

describe.concurrent('promethean pause', () => {
  it('has a consumer’s events wait over a restart, and resume has it catch up in order', async () => {
    const made = filled('{ rate: 20, count: 5 }')
    const first = await start(made)
    await statusWhere(made, status => keeperOf(status).delivered === 5)
    const paused = await command(made, 'pause', 'keeper', '--json')
    expect(paused).toMatchObject({
      exitCode: 0,
      lines: [{ code: 'paused', consumer: 'keeper', running: true }],
    })
    expect(await first.stop()).toBe(0)
    made.write(CONFIG, keeping(made, `{ count: 20, run: 'b' }`))
    const second = await start(made)
    const { consumers } = await statusWhere(made, ({ seen }) => seen === 20)
    expect(consumers).toMatchObject({
      keeper: {
        paused: expect.any(String),
        reason: 'paused; its events are held past journal.retain, up to journal.maxSize',
        delivered: 0,
      },
    })
    expect((await command(made, 'status')).text).toMatch(
      /keeper +paused .* until promethean resume keeper/,
    )
    expect(has(made)).toEqual(ids(5))
    expect(second.lines).toContainEqual(
      expect.objectContaining({
        code: 'log',
        message: expect.stringMatching(/^keeper is paused since .* lets it catch up$/),
      }),
    )
    const resumed = await command(made, 'resume', 'keeper', '--json')
    expect(resumed.lines).toEqual([{ code: 'resumed', consumer: 'keeper', running: true }])
    await vi.waitFor(() => expect(has(made)).toEqual([...ids(5), ...ids(20, 'b')]), PATIENTLY)
    expect(keeperOf(await statusOf(made)).paused).toBeUndefined()
    await second.stop()
  })

  it('works where nothing runs, from the next start on', async () => {
    const made = filled('{ count: 3 }')
    const first = await start(made)
    await statusWhere(made, status => keeperOf(status).delivered === 3)
    await first.stop()
    const { lines } = await command(made, 'pause', 'keeper', '--json')
    expect(lines).toEqual([{ code: 'paused', consumer: 'keeper', running: false }])
    made.write(CONFIG, keeping(made, `{ count: 3, run: 'b' }`))
    const second = await start(made)
    await statusWhere(made, status => status.seen === 3 && keeperOf(status).lag >= 3)
    expect(has(made)).toEqual(ids(3))
    // Paused it is nothing a stop would wait for.
    expect(await second.stop()).toBe(0)
    expect((await command(made, 'resume', 'keeper')).text).toBe(
      'keeper gets its events again, from the next start on, from where it stands',
    )
    made.write(CONFIG, keeping(made, '{ count: 0 }'))
    const third = await start(made)
    await vi.waitFor(() => expect(has(made)).toEqual([...ids(3), ...ids(3, 'b')]), PATIENTLY)
    await third.stop()
  })

  it('holds events past the time they are kept', async () => {
    const settings = `journal: { retain: '1s' },`
    const made = filled('{ count: 0 }', settings)
    const run = await start(made)
    await command(made, 'pause', 'keeper')
    made.write(CONFIG, keeping(made, '{ rate: 600, count: 3000 }', settings))
    await statusWhere(made, ({ seen }) => seen === 3_000)
    await command(made, 'resume', 'keeper')
    await vi.waitFor(() => expect(has(made)).toEqual(ids(3_000)), PATIENTLY)
    expect(keeperOf(await statusOf(made)).expired).toBe(0)
    await run.stop()
  })

  it('holds them up to the size of the journal, and says how many went', async () => {
    const settings = `journal: { maxSize: '1mb' },`
    const made = filled('{ count: 0 }', settings)
    const run = await start(made)
    await command(made, 'pause', 'keeper')
    made.write(CONFIG, keeping(made, '{ rate: 1500, count: 9000 }', settings))
    await statusWhere(made, status => status.seen === 9_000 && keeperOf(status).expired > 1_000)
    const told = expect.stringMatching(/raise journal.maxSize or promethean resume keeper$/)
    expect(run.lines).toContainEqual(expect.objectContaining({ code: 'log', message: told }))
    await run.stop()
  })

  it('of a consumer nobody knows is refused with the nearest name; so is a retry for a paused one', async () => {
    const made = filled('{ count: 1 }')
    const run = await start(made)
    await statusWhere(made, status => keeperOf(status).delivered === 1)
    const { exitCode, lines } = await command(made, 'pause', 'keper', '--json')
    expect(exitCode).toBe(1)
    const message = 'the journal has no consumer keper: did you mean keeper?'
    expect(lines).toEqual([{ code: 'failed', message }])
    await command(made, 'pause', 'keeper')
    expect((await command(made, 'parked', 'keeper', '--retry')).text).toContain(
      'it is paused; promethean resume keeper first',
    )
    await run.stop()
  })
})
