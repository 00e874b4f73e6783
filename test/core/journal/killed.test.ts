import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { LOADER } from '../../support/process/node.ts'
import { temporaryFile } from './folder.ts'

const LIVES = 6

it('a process killed at any moment loses nothing whose append had resolved', async () => {
  const file = temporaryFile()
  const resolved: string[] = []
  for (let life = 0; life < LIVES; life++) {
    resolved.push(...(await appendUntilKilled(file, life)))
    // A read-only look in between must cope with the write-ahead log a dead process left.
    if (life === 2) expect(existsSync(`${file}-wal`)).toBe(true)
    const journal = await openSqliteJournal(file, { readOnly: life % 2 === 0 })
    const ids = new Set(await journal.newestIds(1_000_000))
    await journal.close()
    expect(resolved.filter(id => !ids.has(id))).toEqual([])
    // All or none of a batch.
    expect(ids.size % 20).toBe(0)
  }
  expect(resolved.length).toBeGreaterThan(LIVES * 20)
}, 120_000)

async function appendUntilKilled(file: string, life: number): Promise<string[]> {
  const child = spawn(process.execPath, [
    ...LOADER,
    fileURLToPath(new URL('./appending-child.ts', import.meta.url)),
    file,
    String(life),
  ])
  onTestFinished(() => void child.kill('SIGKILL'))
  const ids: string[] = []
  // Killed in the middle of its work: after so many events, another number each time.
  const enough = 40 + Math.random() * 600
  createInterface(child.stdout).on('line', id => {
    ids.push(id)
    if (ids.length > enough) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return ids
}
