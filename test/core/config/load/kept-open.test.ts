import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { KeptOpen, readText } from '../../../../core/config/load/read-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'promethean kept '))
const file = join(folder, 'greeter.ts')
writeFileSync(file, 'hello')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What Windows says of a file that another program keeps for itself, so many times. */
function kept(times: number) {
  let tries = 0
  return async (path: string) => {
    tries += 1
    if (tries <= times)
      throw Object.assign(new Error(`EBUSY: resource busy or locked, open '${path}'`), {
        code: 'EBUSY',
      })
    return readFile(path)
  }
}

it('a file that an editor of Windows keeps for itself while it saves is read when it lets go', async () => {
  expect(await readText(file, kept(2))).toBe('hello')
})

it('of one that is never let go it says after five seconds what to do', async () => {
  vi.useFakeTimers()
  try {
    const reading = readText(file, kept(1_000))
    const told = expect(reading).rejects.toThrow(
      'cannot read greeter.ts: another program keeps it for itself; close it there, then save again',
    )
    await vi.advanceTimersByTimeAsync(5_000)
    await told
    await expect(reading).rejects.toBeInstanceOf(KeptOpen)
  } finally {
    vi.useRealTimers()
  }
})

it('another failure of the disk is no reason to wait', async () => {
  const gone = join(folder, 'gone.ts')
  await expect(readText(gone)).rejects.toMatchObject({ code: 'ENOENT' })
})
