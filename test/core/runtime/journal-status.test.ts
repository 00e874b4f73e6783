import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { JournalWriter } from '../../../core/journal/writer.ts'
import { JournalWatch } from '../../../core/runtime/journal-status.ts'
import { line, world } from '../supervisor/world.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-status-'))
})

afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true, force: true })
})

describe('the status of the journal', () => {
  it('tells how large it may become, how far it reaches back and that everything is stored', async () => {
    const { tell, runtime, events } = await world([])
    tell(line('hello'))
    tell(line('again'))
    await expect.poll(async () => (await runtime.status()).journal?.behind).toBe(0)
    const oldest = Math.min(...events.map(({ received }) => received.getTime()))
    vi.useFakeTimers({ now: Date.now(), toFake: ['performance'] })
    vi.advanceTimersByTime(11_000)
    const { journal } = await runtime.status()
    expect(journal).toMatchObject({ maxBytes: 10_000_000_000, behind: 0 })
    expect(journal?.oldest?.getTime()).toBeLessThanOrEqual(oldest)
  })

  it('counts what waits for a disk that takes nothing, and says why', async () => {
    const journal = await openMemoryJournal()
    const append = () => Promise.reject(new Error('the disk is full'))
    const { tell, runtime } = await world([], { journal: { ...journal, append } })
    for (const text of ['a', 'b', 'c']) tell(line(text))
    const { journal: status } = await runtime.status()
    expect(status?.behind).toBeGreaterThanOrEqual(3)
    await expect.poll(async () => (await runtime.status()).journal?.reason).toBe('the disk is full')
  })

  it('adds up its files, and those that are not there have no size', async () => {
    const file = join(folder, 'journal.db')
    const settings = { file, maxBytes: 100, retainMs: 1 }
    expect(await (await watch()).status(settings)).toEqual({ bytes: 0, maxBytes: 100, behind: 0 })
    await writeFile(file, 'x'.repeat(40))
    await writeFile(`${file}-wal`, 'x'.repeat(2))
    expect((await (await watch()).status(settings))?.bytes).toBe(42)
  })

  it('is measured once for all who ask within ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const file = join(folder, 'journal.db')
    const settings = { file, maxBytes: 100, retainMs: 1 }
    const one = await watch()
    await Promise.all([one.status(settings), one.status(settings)])
    await writeFile(file, 'x')
    expect((await one.status(settings))?.bytes).toBe(0)
    vi.advanceTimersByTime(11_000)
    expect((await one.status(settings))?.bytes).toBe(1)
  })

  it('does not keep the rest back where the journal does not answer', async () => {
    const journal = await openMemoryJournal()
    const query = () => new Promise<never>(() => {})
    const deaf = { ...journal, query }
    const writer = new JournalWriter(deaf, { onCommit: () => {} })
    const settings = { file: join(folder, 'journal.db'), maxBytes: 100, retainMs: 1 }
    expect(await new JournalWatch(deaf, writer).status(settings)).toBeUndefined()
    await journal.close()
  })
})

async function watch(): Promise<JournalWatch> {
  const journal = await openMemoryJournal()
  return new JournalWatch(journal, new JournalWriter(journal, { onCommit: () => {} }))
}
