import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { configOf } from '../flow/own-plugins.ts'
import { readDatabase } from '../support/mongo/documents.ts'
import { startFakeMongo } from '../support/mongo/fake.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { openConsole } from '../support/windows/console.ts'
import { PATIENTLY, PATIENTLY_MS } from '../support/windows/program.ts'
import { windowsWorkshop } from '../support/windows/workshop.ts'

const CTRL_C = '\x03'
const SIMULATED = `import { restreamFilter, simulator } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({ plugins: [simulator({ rate: 5 }), restreamFilter()] })
`

describe.runIf(wantsPeers)('on Windows, a run', { timeout: 5 * PATIENTLY_MS }, () => {
  const { project, run, command } = windowsWorkshop()

  it('gets ready in a folder with a space and an umlaut, brings events, and ends at Ctrl-C', async () => {
    const made = project('Freitag übend', { 'promethean.config.ts': SIMULATED })
    const started = await run(made)
    await started.next('status', ({ kept }) => Number(kept) > 0, PATIENTLY_MS)
    started.signal('SIGINT')
    expect(await started.exited).toBe(0)
    expect(started.lines.at(-1)).toMatchObject({ code: 'stopped', unjournaled: 0 })
    expect(started.stray).toEqual([])
    expect(started.noise.join('\n')).toBe('')
    expect(existsSync(join(made.folder, '.promethean', 'journal.db.run.json'))).toBe(false)
  })

  it('is seen in a console, and ends when somebody presses Ctrl-C there', async () => {
    const made = project('Am Bildschirm', { 'promethean.config.ts': SIMULATED })
    const seen = openConsole(['run'], made.folder)
    onTestFinished(() => seen.kill())
    await expect.poll(seen.shown, PATIENTLY).toMatch(/chat\.message/)
    seen.type(CTRL_C)
    expect(await seen.exited).toBe(0)
    expect(seen.shown()).toMatch(/stopping: finishing what is in progress.*stopped after/s)
  })

  it('is the only one on its journal, however its config is named', async () => {
    const made = project('Nur einer', { 'promethean.config.ts': SIMULATED })
    const first = await run(made)
    const { onWindows } = made
    const names = ['.\\promethean.config.ts', `${onWindows.toLowerCase()}\\PROMETHEAN.CONFIG.TS`]
    for (const name of names) {
      const second = await command(made, 'run', '--json', '--config', name)
      expect([name, second.exitCode, second.lines]).toEqual([
        name,
        1,
        [
          {
            code: 'failed',
            message: expect.stringMatching(/C:\\Jörgs Streams\\.*another Promethean is using it/),
          },
        ],
      ])
    }
    await first.kill()
  })

  it('that was killed starts again with nothing lost and nothing doubled', async () => {
    const mongo = await startFakeMongo()
    onTestFinished(() => mongo.close())
    const written = async () =>
      (await readDatabase(mongo.uri, 'kept')).get('twitch_chat_messages') ?? []
    const config = (name: string) =>
      configOf(
        [
          `ticker({ rate: 200, count: 600, run: '${name}' })`,
          `mongo({ uri: '${mongo.uri}', database: 'kept' })`,
        ],
        '',
        `import { mongo } from '@promethean/plugins'`,
      )
    const made = project('Zweiter Versuch', { 'promethean.config.ts': config('a') })
    const first = await run(made)
    await expect.poll(async () => (await written()).length, PATIENTLY).toBeGreaterThan(100)
    await first.kill()
    const stored = await command(made, 'export', '--types', 'chat.message')
    const ids = stored.lines.map(({ id }) => String(id))
    expect(new Set(ids).size).toBe(ids.length)
    made.write('promethean.config.ts', config('b'))
    const second = await run(made)
    await expect.poll(async () => (await written()).length, PATIENTLY).toBe(ids.length + 600)
    const now = (await written()).map(({ _id }) => String(_id))
    expect(now).toEqual(expect.arrayContaining(ids))
    second.signal('SIGINT')
    expect(await second.exited).toBe(0)
  })
})
