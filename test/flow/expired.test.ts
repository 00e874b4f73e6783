import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { configOf } from './own-plugins.ts'
import { pluginFile, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()

// A far end that is away for good.
const AWAY = `({ consume }) => consume({ types: ['chat.message'], from: 'beginning' }, (_events, signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('away')))))`

it('a journal keeps to a small size, and counts per consumer what it never got', async () => {
  const made = project({
    'away.ts': pluginFile('away', AWAY),
    'promethean.config.ts': configOf(
      // A busy machine, too, removes and tidies away as many at that rate.
      ['ticker({ rate: 500, count: 6000 })', `keeper({ file: 'kept.txt' })`, 'away()'],
      `journal: { maxSize: '1mb' },`,
      `import away from './away.ts'`,
    ),
  })
  const run = await start(made, { cwd: made.folder })
  // What expires is removed now and then, not with each line.
  await statusWhere(
    made,
    ({ seen, consumers }) => seen === 6_000 && Object(consumers).away.lag < 3_500,
  )
  const file = join(made.folder, '.promethean', 'journal.db')
  const bytes = statSync(file).size + statSync(`${file}-wal`).size
  expect(bytes).toBeLessThan(7_000_000)
  expect(await run.stop()).toBe(0)
  const { keeper, away } = Object(run.lines.at(-1)?.consumers)
  expect(keeper).toMatchObject({ delivered: 6_000, expired: 0 })
  expect(away.expired).toBeGreaterThan(2_500)
  // Each line is lost or waits, none is both.
  expect(away.expired + away.lag).toBe(6_000)
})
