import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { dropDatabase, readDatabase } from '../support/mongo/documents.ts'
import { startMongo } from '../support/mongo/server.ts'
import type { TestMongo } from '../support/mongo/test-mongo.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf, keptIn } from './own-plugins.ts'
import { command, exported, statusOf, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()
const PATIENTLY = { timeout: 30_000, interval: 100 }
const CONFIG = 'promethean.config.ts'
const COUNT = 10
const ALL = Array.from({ length: COUNT }, (_, n) => `twitch:chat.message:a-${n}`)

function keeping(made: { folder: string }, ...uses: readonly string[]): string {
  const file = JSON.stringify(join(made.folder, 'kept.txt'))
  return configOf([`ticker({ count: ${COUNT} })`, ...uses, `keeper({ file: ${file} })`])
}

function filled(...uses: readonly string[]): TestProject {
  const made = project({ [CONFIG]: '' })
  made.write(CONFIG, keeping(made, ...uses))
  return made
}

function has({ folder }: TestProject): readonly string[] {
  return keptIn(join(folder, 'kept.txt'))
}

function wipe({ folder }: TestProject): void {
  rmSync(join(folder, 'kept.txt'))
}

function seen(made: TestProject): Promise<void> {
  return vi.waitFor(async () => {
    const status = await statusOf(made)
    // What waits for its commit is no lag yet, and not delivered either.
    const keeper = { lag: 0, delivered: status.kept }
    expect(status).toMatchObject({ seen: COUNT, consumers: { keeper } })
  }, PATIENTLY)
}

describe.concurrent('rewind', () => {
  it('rebuilds what was wiped, in the running instance', async () => {
    const made = filled()
    const run = await start(made)
    await seen(made)
    expect(has(made)).toEqual(ALL)
    wipe(made)
    const { exitCode, lines } = await command(made, 'rewind', 'keeper', '--beginning', '--json')
    expect([exitCode, lines]).toEqual([
      0,
      [
        {
          code: 'rewound',
          consumer: 'keeper',
          since: 'beginning',
          refilter: false,
          running: true,
        },
      ],
    ])
    await vi.waitFor(() => expect(has(made)).toEqual(ALL), PATIENTLY)
    await run.stop()
  })

  it('rebuilds at the next start what was wiped, where none runs', async () => {
    const made = filled()
    const first = await start(made)
    await seen(made)
    await first.stop()
    wipe(made)
    const { exitCode, text } = await command(made, 'rewind', 'keeper', '--since', '1h')
    expect([exitCode, text]).toEqual([
      0,
      expect.stringMatching(/^at the next start, keeper receives everything since .+ again$/),
    ])
    const second = await start(made)
    await vi.waitFor(() => expect(has(made)).toEqual(ALL), PATIENTLY)
    await second.stop()
  })

  it('from a time on gives what was received from then on', async () => {
    const made = filled()
    // Slowly, for several times.
    made.write(CONFIG, keeping(made).replace('ticker({', 'ticker({ rate: 20,'))
    const run = await start(made)
    await seen(made)
    const kept = await exported(made, '--types', 'chat.message')
    const since = String(kept.at(-1)?.received)
    // Several lines may have been received in the same millisecond.
    const wanted = kept.filter(({ received }) => String(received) >= since).map(({ id }) => id)
    wipe(made)
    await command(made, 'rewind', 'keeper', '--since', since)
    await vi.waitFor(() => expect(has(made)).toEqual(wanted), PATIENTLY)
    expect(wanted.length).toBeLessThan(COUNT)
    await run.stop()
  })

  it.each([true, false])(
    '--refilter brings back what a wrong filter dropped, and keeps out what today’s drops (running: %s)',
    async isRunning => {
      const made = filled(`gate({ ending: '3' })`)
      const run = await start(made)
      await seen(made)
      expect(has(made)).toEqual(ALL.filter(id => !id.endsWith('3')))
      wipe(made)
      const today = ALL.filter(id => !id.endsWith('4'))
      if (isRunning) {
        run.fromNow()
        made.write(CONFIG, keeping(made, `gate({ ending: '4' })`))
        await run.next('reloaded')
      } else {
        await run.stop()
        made.write(CONFIG, keeping(made, `gate({ ending: '4' })`))
      }
      // Without it the kept verdicts stand.
      const said = await command(made, 'rewind', 'keeper', '--beginning', '--refilter')
      expect(said.text).toContain('judged by the current filters')
      const last = isRunning ? run : await start(made)
      await vi.waitFor(() => expect(has(made)).toEqual(today), PATIENTLY)
      await last.stop()
    },
  )
})

describe('rewind of MongoDB', () => {
  const database = `promethean_test_${randomUUID().slice(0, 8)}`
  let server: TestMongo | undefined
  afterAll(async () => {
    if (server?.kind === 'uri') await dropDatabase(server.uri, database)
    await server?.close()
  })

  it('rebuilds a wiped collection, each document once', async () => {
    server = await startMongo()
    const uri = JSON.stringify(server.uri)
    const uses = [`ticker({ count: ${COUNT} })`, `mongo({ uri: ${uri}, database: '${database}' })`]
    const made = project({
      [CONFIG]: configOf(uses, '', `import { mongo } from '@promethean/plugins'`),
    })
    const run = await start(made)
    const documents = async () => {
      const found = (await readDatabase(server?.uri ?? '', database)).get('twitch_chat_messages')
      return (found ?? []).map(({ _id }) => String(_id)).sort()
    }
    await vi.waitFor(async () => expect(await documents()).toEqual(ALL), PATIENTLY)
    await dropDatabase(server.uri, database)
    expect(await documents()).toEqual([])
    expect((await command(made, 'rewind', 'mongo', '--beginning')).exitCode).toBe(0)
    await vi.waitFor(async () => expect(await documents()).toEqual(ALL), PATIENTLY)
    // A second time writes nothing twice.
    expect((await command(made, 'rewind', 'mongo', '--beginning')).exitCode).toBe(0)
    await vi.waitFor(async () => {
      expect(await statusOf(made)).toMatchObject({ consumers: { mongo: { lag: 0 } } })
    }, PATIENTLY)
    expect(await documents()).toEqual(ALL)
    await run.stop()
  })
})

describe('parked', () => {
  it('lists what a consumer refused, takes it again when it can be taken, and gives it up', async () => {
    const made = project({ [CONFIG]: '' })
    const file = JSON.stringify(join(made.folder, 'kept.txt'))
    const refusing = (ending: string) =>
      configOf([`ticker({ count: ${COUNT} })`, `keeper({ file: ${file}, refuse: '${ending}' })`])
    made.write(CONFIG, refusing('3'))
    const run = await start(made)
    await vi.waitFor(async () => {
      const keeper = { lag: 0, parked: 1, delivered: COUNT - 1 }
      expect(await statusOf(made)).toMatchObject({ seen: COUNT, consumers: { keeper } })
    }, PATIENTLY)
    expect((await command(made, 'parked', '--json')).lines).toEqual([
      {
        code: 'parked',
        consumer: 'keeper',
        eventId: 'twitch:chat.message:a-3',
        type: 'chat.message',
        error: 'it is not wanted here',
        at: expect.stringMatching(/Z$/),
      },
    ])
    const unknown = await command(made, 'parked', 'keper', '--retry')
    expect([unknown.exitCode, unknown.text]).toEqual([
      1,
      'the journal has no consumer keper: did you mean keeper?',
    ])
    const again = await command(made, 'parked', 'keeper', '--retry', '--json')
    expect([again.exitCode, again.lines]).toEqual([1, [{ code: 'retried', taken: 0, left: 1 }]])
    run.fromNow()
    made.write(CONFIG, refusing('4'))
    await run.next('reloaded')
    const taken = await command(made, 'parked', '--retry', '--json')
    expect([taken.exitCode, taken.lines]).toEqual([0, [{ code: 'retried', taken: 1, left: 0 }]])
    expect([...has(made)].sort()).toEqual(ALL)
    expect((await command(made, 'parked')).text).toBe('nothing is parked')
    await run.stop()
  })

  it.each([true, false])('gives up what is parked (running: %s)', async isRunning => {
    const made = project({ [CONFIG]: '' })
    const file = JSON.stringify(join(made.folder, 'kept.txt'))
    made.write(
      CONFIG,
      configOf([`ticker({ count: ${COUNT} })`, `keeper({ file: ${file}, refuse: '3' })`]),
    )
    const run = await start(made)
    await vi.waitFor(async () => {
      const keeper = { lag: 0, parked: 1, delivered: COUNT - 1 }
      expect(await statusOf(made)).toMatchObject({ seen: COUNT, consumers: { keeper } })
    }, PATIENTLY)
    if (!isRunning) await run.stop()
    const { exitCode, lines } = await command(made, 'parked', '--drop', '--json')
    expect([exitCode, lines]).toEqual([0, [{ code: 'given_up', events: 1 }]])
    expect((await command(made, 'parked')).text).toBe('nothing is parked')
    expect(await exported(made, '--types', 'chat.message')).toHaveLength(COUNT)
  })
})
