import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { memory } from '@promethean/plugins'
import { EmbeddingsFailure, event, MemoryIndex } from 'promethean'
import { fakeEmbeddings, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { fastTime } from '../../support/fast-time.ts'
import { smallDisk } from '../../support/process/small-disk.ts'
import { fileIn, line, newFolder, remembering } from './remembering.ts'

const LONG = 'the boss fight went wrong because of the terrible lag'
const away = new EmbeddingsFailure('away', { what: 'cannot reach it', why: 'it is away' })
const ADVICE =
  'what was said before is found by words only until you run promethean rewind memory --beginning'

describe('a model that is away', () => {
  fastTime()

  it('holds up nothing; how many wait and why is shown, and all are read in the end', async () => {
    const { say, found, embeddings, reason, nearest } = await remembering()
    embeddings.failure = away
    const ids = await say(Array.from({ length: 30 }, (_, n) => `${LONG} number ${n}`))
    const moments = [ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)]
    await vi.waitFor(async () =>
      expect(await reason()).toBe('33 passages wait for vectors: cannot reach it: it is away'),
    )
    await expect(nearest('lag')).rejects.toThrow('cannot reach it: it is away')
    embeddings.failure = undefined
    await vi.waitFor(async () => {
      const passages = await found('boss', { limit: 100 })
      expect(passages.map(one => one.ids).sort()).toEqual(moments.sort())
    })
    await vi.waitFor(async () => expect(await reason()).toBeUndefined())
  })
})

it('a full disk is said, and what was said meanwhile is found once there is room', async context => {
  const folder = newFolder()
  const disk = smallDisk(join(folder, '.promethean'))
  // Only where the system lets tests mount one.
  if (disk === undefined) return context.skip()
  onTestFinished(() => disk.remove())
  const { say, finds, reason } = await remembering({ folder })
  const [before] = await say([LONG])
  await finds('lag', { ids: [before] as string[] })
  disk.fill()
  const [meanwhile] = await say(['a goose walked through the garden with an umbrella'])
  await vi.waitFor(async () =>
    expect(await reason()).toMatch(/cannot use the index .*: the disk is full; free some space/),
  )
  await finds('lag', { ids: [before] as string[] })
  disk.free()
  await finds('goose umbrella', { ids: [meanwhile] as string[] })
  await vi.waitFor(async () => expect(await reason()).toBeUndefined())
})

it('a model that is away for an hour is asked less and less often', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { say, embeddings } = await remembering()
  embeddings.failure = away
  await say([LONG])
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(embeddings.asked.length).toBeLessThan(100)
})

it('without a model, the status says what to add, and everything is kept for it', async () => {
  const folder = newFolder()
  const run = await runPlugin(memory({ model: 'another' }), { folder, ports: [fakeEmbeddings()] })
  onTestFinished(() => run.stop())
  const said =
    'cannot search by meaning: no plugin called another provides Embeddings; correct the option model, or add localEmbeddings() or languageModel({ embeddings: ... })'
  await expect(run.port(MemoryIndex).nearest('lag', { limit: 1 })).rejects.toThrow(said)
  run.emit(line(LONG))
  await run.flush()
  await run.restart(memory())
  await vi.waitFor(async () => {
    const { passages } = await run.port(MemoryIndex).nearest('lag', { limit: 1 })
    expect(passages).toHaveLength(1)
  })
})

it('two uses of one file: the second is refused', async () => {
  const { folder } = await remembering()
  expect(await refusal(folder)).toContain(
    `cannot use the index ${fileIn(folder)}: another Promethean, or another use of memory in this config, is using it; end the other one, or put this config into a folder of its own`,
  )
})

describe('the file', () => {
  it('missing although events were read before: said once, with what to do', async () => {
    const { run, say, finds, folder } = await remembering()
    await say([LONG])
    await finds('lag', { place: 'chat' })
    const logged = () =>
      run.logged.map(({ message }) => message).filter(one => one.includes('memory.db'))
    await run.restart()
    expect(logged()).toEqual([])
    const { journal } = run
    await run.reload(memory({ tests: true }))
    expect(logged()).toEqual([])
    for (const side of ['', '-wal', '-shm']) rmSync(fileIn(folder) + side, { force: true })
    await run.restart()
    const missing = `memory.db was missing and has been begun anew; ${ADVICE}`
    expect(logged()).toEqual([missing])
    await run.restart()
    expect(logged()).toEqual([missing])
    const [id] = await say([`${LONG} again`])
    await finds('again', { ids: [id] as string[] })
    await journal.rewind('memory', 0)
    await run.restart()
    await vi.waitFor(async () => {
      const { passages } = await run.port(MemoryIndex).nearest('lag', { limit: 9 })
      expect(passages).toHaveLength(2)
    })
  })

  it('damaged: set aside, and a new one is begun', async () => {
    const folder = newFolder()
    const first = await remembering({ folder })
    await first.say([LONG])
    await first.finds('lag', { place: 'chat' })
    await first.run.stop()
    for (const side of ['-wal', '-shm']) rmSync(fileIn(folder) + side, { force: true })
    writeFileSync(fileIn(folder), 'no database at all'.repeat(1_000))
    const { run, say, finds } = await remembering({ folder })
    const [id] = await say([`${LONG} again`])
    await finds('again', { ids: [id] as string[] })
    const aside = `${fileIn(folder)}.damaged`
    expect(run.logged).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining(
          `memory.db was damaged and has been begun anew; the damaged one is ${aside}; ${ADVICE}`,
        ),
      }),
    )
    expect(readdirSync(`${folder}/.promethean`)).toContain('memory.db.damaged')
  })

  it('damaged while it is open: the same', async () => {
    const { run, say, finds, folder } = await remembering()
    await say([LONG])
    await finds('lag', { place: 'chat' })
    const other = new DatabaseSync(fileIn(folder))
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    other.close()
    writeFileSync(fileIn(folder), Buffer.alloc(400_000, 7))
    const [id] = await say([`${LONG} again`])
    await finds('again', { ids: [id] as string[] })
    expect(run.logged.some(({ message }) => message.includes('memory.db was damaged'))).toBe(true)
  })

  it('of a newer Promethean: refused', async () => {
    const folder = newFolder()
    const { run } = await remembering({ folder })
    await run.stop()
    const db = new DatabaseSync(fileIn(folder))
    db.exec('PRAGMA user_version = 9')
    db.close()
    expect(await refusal(folder)).toContain(
      `cannot use the index ${fileIn(folder)}: a newer Promethean wrote it (schema 9, this one knows 1); update promethean, or delete the file and run promethean rewind memory --beginning`,
    )
  })
})

describe('told again', () => {
  it('rewound twice to the beginning: nothing comes twice', async () => {
    const { run, say, finds, found } = await remembering()
    const ids = await say(Array.from({ length: 25 }, (_, n) => `${LONG} number${n}`))
    await finds('number24', { ids: [ids[24]] as string[] })
    const all = async () => (await found('boss', { limit: 100 })).map(one => one.ids.join()).sort()
    const before = await all()
    for (let turn = 0; turn < 2; turn++) {
      await run.journal.rewind('memory', 0)
      await run.restart()
      run.emit(event('title.changed', { title: `turn ${turn}`, target: 't', isConfirmed: true }))
      await finds(`turn ${turn}`, { place: 'events' }, { in: ['events'] })
    }
    expect(await all()).toEqual(before)
  })

  it('options changed, and changed back: the open moment goes on, and nothing is lost', async () => {
    const { run, say, finds } = await remembering()
    const ids = await say(['one', 'two'])
    await run.reload(memory({ tests: true }))
    ids.push(...(await say(['three', 'four', 'five'])))
    await run.reload(memory())
    ids.push(...(await say(['six', 'seven', 'eight', 'nine', 'ten'])))
    await finds('one ten', { ids })
  })
})

async function refusal(folder: string): Promise<string> {
  const run = await runPlugin(memory(), { folder, ports: [fakeEmbeddings()] })
  onTestFinished(() => run.stop())
  expect(run.state()).toBe('failed')
  return run.logged.map(({ message }) => message).join()
}
