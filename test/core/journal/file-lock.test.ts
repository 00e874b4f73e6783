import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { lockFile } from 'promethean'
import { expect, it, onTestFinished } from 'vitest'

it('the lock of a file is held by one, and free again for the next; the file stays', () => {
  const file = join(folder(), 'tokens.lock')
  const release = lockFile(file)
  expect(release).toBeDefined()
  expect(lockFile(file)).toBeUndefined()
  release?.()
  release?.()
  expect(existsSync(file)).toBe(true)
  const again = lockFile(file)
  expect(again).toBeDefined()
  again?.()
})

it('a lock is held although nobody keeps what releases it', async () => {
  const file = join(folder(), 'tokens.lock')
  lockFile(file)
  await collectGarbage()
  expect(lockFile(file)).toBeUndefined()
})

it('a file that cannot be made is no lock somebody else holds', () => {
  expect(() => lockFile(join(folder(), 'missing', 'tokens.lock'))).toThrow(/unable to open/)
})

/** As V8 does at any time. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  await new Promise(setImmediate)
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'file-lock-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}
